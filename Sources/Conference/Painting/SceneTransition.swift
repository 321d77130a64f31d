package import Layout
package import Media

/// How a picture glides from one scene to the next: each tile from where it was to where it goes.
///
/// Whoever is new fades in at its place, whoever leaves fades out where it stood. Pure, in the time
/// of the ticks.
package struct SceneTransition: Sendable {
    /// Where a tile stands at an instant, and how much of it is seen.
    package struct Placement: Hashable, Sendable {
        /// Even, inside the canvas.
        package var rect: PixelRect
        /// 0…1, times the opacity of the tile's style.
        package var presence: Double

        package init(rect: PixelRect, presence: Double) {
            self.rect = rect
            self.presence = presence
        }
    }

    /// What one tile does.
    package struct Move: Hashable, Sendable {
        package var from: Placement
        package var to: Placement

        package init(from: Placement, to: Placement) {
            self.from = from
            self.to = to
        }

        /// - Parameter share: of the way, 0…1.
        package func placement(at share: Double) -> Placement {
            Placement(
                rect: from.rect.between(to.rect, share),
                presence: from.presence + (to.presence - from.presence) * share,
            )
        }
    }

    /// When the picture still looks as before.
    package let begin: Instant
    package let duration: Interval
    private let easing: LayoutDocument.Transition.Easing

    package init(_ transition: LayoutDocument.Transition, begin: Instant) {
        self.begin = begin
        duration = .milliseconds(transition.milliseconds)
        easing = transition.easing
    }

    /// Whether all tiles stand where they go.
    package func isOver(at instant: Instant) -> Bool { instant >= begin + duration }

    /// How much of the way is done, 0…1.
    package func share(at instant: Instant) -> Double {
        guard instant > begin else { return duration > .zero ? 0 : 1 }
        guard !isOver(at: instant) else { return 1 }
        let part = Double((instant - begin).nanoseconds) / Double(duration.nanoseconds)
        return easing.share(part)
    }
}

extension LayoutDocument.Transition.Easing {
    /// How much of the way is done after a part of the time; both 0…1.
    ///
    /// The curves of these names in CSS Easing Functions Level 1 §2.2: a page lays its own camera
    /// over the tile while it moves, and its browser computes the same.
    package func share(_ time: Double) -> Double {
        switch self {
        case .linear: time
        case .easeIn: Self.curve(0.42, 1, at: time)
        case .easeOut: Self.curve(0, 0.58, at: time)
        case .easeInOut: Self.curve(0.42, 0.58, at: time)
        }
    }

    /// A cubic Bézier curve from (0, 0) over (`x1`, 0) and (`x2`, 1) to (1, 1).
    private static func curve(_ x1: Double, _ x2: Double, at time: Double) -> Double {
        func bezier(_ one: Double, _ two: Double, _ t: Double) -> Double {
            let rest = 1 - t
            return 3 * rest * rest * t * one + 3 * rest * t * t * two + t * t * t
        }
        // x grows with t: halving finds the t of a time to a billionth.
        var (low, high) = (0.0, 1.0)
        for _ in 0..<30 {
            let middle = (low + high) / 2
            if bezier(x1, x2, middle) < time { low = middle } else { high = middle }
        }
        return bezier(0, 1, (low + high) / 2)
    }
}

extension PixelRect {
    /// The rectangle on the way to another one; even, at least two samples wide and high.
    fileprivate func between(_ other: PixelRect, _ share: Double) -> PixelRect {
        func even(_ one: Int, _ two: Int) -> Int {
            Int(((Double(one) + Double(two - one) * share) / 2).rounded()) * 2
        }
        let (left, top) = (even(x, other.x), even(y, other.y))
        return PixelRect(
            x: left,
            y: top,
            width: max(2, even(maxX, other.maxX) - left),
            height: max(2, even(maxY, other.maxY) - top),
        )
    }
}
