package import Media

/// The tile of somebody whose camera is off or has not come yet.
///
/// A calm slate background, lighter at the top and slightly tinted by a seed, and on it a round
/// badge with somebody's initials or, without a name, a head and shoulders. Edges are anti-aliased;
/// it scales to any tile.
package struct PlaceholderTile {
    /// The places of the figure, in luma samples.
    private struct Shape {
        let centreX: Float
        let centreY: Float
        let badgeRadius: Float
        let hasPerson: Bool

        init(_ size: PixelSize, hasPerson: Bool) {
            self.hasPerson = hasPerson
            centreX = Float(size.width) / 2
            centreY = Float(size.height) / 2
            badgeRadius = Float(PlaceholderTile.badgeDiameter(in: size)) / 2
        }

        /// The columns of a plane's row outside which there is nothing of the figure.
        ///
        /// Five of six samples of a wide tile: they are the first that a newcomer waits for.
        func columns(in width: Int, y: Float, scale: Float) -> Range<Int> {
            let reach = badgeRadius + scale
            let square = reach * reach - (y - centreY) * (y - centreY)
            guard square > 0 else { return 0..<0 }
            let half = square.squareRoot()
            let first = Int((centreX - half) / scale)
            let last = Int((centreX + half) / scale)
            return max(first, 0)..<min(last + 1, width)
        }

        /// How far a point lies outside the badge; negative inside.
        func badge(_ x: Float, _ y: Float) -> Float {
            Self.circle(x - centreX, y - centreY, radius: badgeRadius)
        }

        /// How far a point lies outside head and shoulders, which end at the badge's edge.
        func person(_ x: Float, _ y: Float) -> Float {
            guard hasPerson, badgeRadius > 0 else { return .infinity }
            let (right, down) = (x - centreX, y - centreY)
            let head = Self.circle(right, down + 0.22 * badgeRadius, radius: 0.36 * badgeRadius)
            let shoulders = Self.ellipse(
                right,
                down - 0.98 * badgeRadius,
                radiusX: 0.68 * badgeRadius,
                radiusY: 0.68 * badgeRadius,
            )
            return max(min(head, shoulders), badge(x, y))
        }

        private static func circle(_ x: Float, _ y: Float, radius: Float) -> Float {
            (x * x + y * y).squareRoot() - radius
        }

        /// Exact on the edge, and near enough to it for smoothing.
        private static func ellipse(
            _ x: Float,
            _ y: Float,
            radiusX: Float,
            radiusY: Float,
        ) -> Float {
            let (u, v) = (x / radiusX, y / radiusY)
            return ((u * u + v * v).squareRoot() - 1) * min(radiusX, radiusY)
        }
    }

    /// The colours that a seed gives: one quiet hue in three lightnesses.
    private struct Palette {
        let top: Colour
        let bottom: Colour
        let badge: Colour
        let person: Colour

        init(seed: UInt64) {
            // Around slate: blue always leads, the seed leans it to green or to purple.
            let hash = seed &* 0x9E37_79B9_7F4A_7C15
            let lean = Double(hash >> 40) / Double(1 << 24) * 2 - 1
            func shade(_ lightness: Double, _ strength: Double) -> Colour {
                Colour(
                    y: UInt8(lightness),
                    u: UInt8(128 + strength * (0.85 - 0.35 * abs(lean))),
                    v: UInt8(128 + strength * (0.75 * lean - 0.35)),
                )
            }
            top = shade(66, 11)
            bottom = shade(46, 9)
            badge = shade(88, 14)
            person = shade(158, 14)
        }
    }

    /// How wide the badge is in a tile of a size; even.
    package static func badgeDiameter(in size: PixelSize) -> Int {
        Int(Double(min(size.width, size.height)) * 0.3) * 2
    }

    /// What lies on the badge.
    package enum Figure: Sendable {
        /// Nothing yet.
        case none
        /// Head and shoulders.
        case person
        case initials(Overlay)
    }

    /// Draws over the whole picture.
    ///
    /// - Parameter seed: gives the tint; the same for the same person.
    package static func draw(into picture: Picture, seed: UInt64, _ figure: Figure = .person) {
        var hasPerson = false
        if case .person = figure { hasPerson = true }
        drawGround(picture, Palette(seed: seed), Shape(picture.size, hasPerson: hasPerson))
        guard case .initials(let initials) = figure else { return }
        let (size, tile) = (initials.size, picture.size)
        let place = PlacedOverlay(
            initials,
            x: (tile.width - size.width) / 4 * 2,
            y: (tile.height - size.height) / 4 * 2,
        )
        var painter = TilePainter(size: tile)
        painter.paint(
            CanvasTile(rect: PixelRect(tile), picture: nil, overlays: [place]),
            on: picture,
        )
    }

    private static func drawGround(_ picture: Picture, _ palette: Palette, _ figure: Shape) {
        unsafe picture.withPlanes { planes in
            unsafe paint(planes.y, planes.yStrideBytes, picture.size, step: 1, figure) { row in
                Shades(palette, \.y, row: row)
            }
            let size = picture.chromaSize
            unsafe paint(planes.u, planes.chromaStrideBytes, size, step: 2, figure) { row in
                Shades(palette, \.u, row: row)
            }
            unsafe paint(planes.v, planes.chromaStrideBytes, size, step: 2, figure) { row in
                Shades(palette, \.v, row: row)
            }
        }
    }

    /// One component of the three colours that meet in a row.
    private struct Shades {
        let background: Float
        let badge: Float
        let person: Float

        /// - Parameter row: 0 at the top … 1 at the bottom.
        init(_ palette: Palette, _ component: KeyPath<Colour, UInt8>, row: Float) {
            let top = Float(palette.top[keyPath: component])
            let bottom = Float(palette.bottom[keyPath: component])
            background = top + (bottom - top) * row
            badge = Float(palette.badge[keyPath: component])
            person = Float(palette.person[keyPath: component])
        }
    }

    /// Paints a plane.
    ///
    /// - Parameter step: luma samples from one of its samples to the next.
    private static func paint(
        _ plane: UnsafeMutablePointer<UInt8>,
        _ strideBytes: Int,
        _ size: PixelSize,
        step: Int,
        _ figure: Shape,
        shades: (Float) -> Shades,
    ) {
        let scale = Float(step)
        for row in 0..<size.height {
            let shade = shades(Float(row) / Float(size.height))
            let samples = unsafe plane + row * strideBytes
            let y = (Float(row) + 0.5) * scale
            let outside = UInt8(shade.background.rounded())
            unsafe samples.update(repeating: outside, count: size.width)
            for column in figure.columns(in: size.width, y: y, scale: scale) {
                let x = (Float(column) + 0.5) * scale
                let badge = coverage(figure.badge(x, y) / scale)
                let person = coverage(figure.person(x, y) / scale)
                var value = shade.background + (shade.badge - shade.background) * badge
                value += (shade.person - value) * person
                unsafe samples[column] = UInt8(value.rounded())
            }
        }
    }

    /// The part of a sample that a shape covers, by the distance of its centre to the edge.
    private static func coverage(_ distance: Float) -> Float { min(max(0.5 - distance, 0), 1) }
}
