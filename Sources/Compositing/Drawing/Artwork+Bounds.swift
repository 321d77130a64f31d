internal import Media

/// Fit for drawing, whatever it was made of; what looks the same becomes equal.
extension Artwork {
    private static let letterHeights = 6...256
    private static let sides = 2...Rasteriser.maximumSide
    private static let badgeHeights = 8...512

    /// With text cleaned and cut, and numbers brought into their ranges and made even.
    ///
    /// - Returns: nil if nothing of it can be seen.
    var bounded: Artwork? {
        switch self {
        case .label(let text, let letterHeight, let width, let isMuted):
            let words = DisplayText.cleaned(text, limit: DisplayText.nameLimit)
            guard !words.isEmpty || isMuted else { return nil }
            return .label(
                text: words,
                letterHeight: Self.clamp(letterHeight, to: Self.letterHeights),
                maximumWidth: Self.even(width, in: Self.sides),
                isMuted: isMuted,
            )
        case .badge(let badge, let height):
            return .badge(badge.bounded, height: Self.even(height, in: Self.badgeHeights))
        case .initials(let name, let diameter):
            // Names with the same initials share a drawing.
            return Initials.of(name).map {
                .initials(name: $0, diameter: Self.even(diameter, in: Self.sides))
            }
        case .banner(let text, let width, let letterHeight):
            let words = DisplayText.cleaned(text, limit: DisplayText.bannerLimit)
            guard !words.isEmpty else { return nil }
            return .banner(
                text: words,
                width: Self.even(width, in: Self.sides),
                letterHeight: Self.clamp(letterHeight, to: Self.letterHeights),
            )
        case .clock(let text, let letterHeight):
            let words = DisplayText.cleaned(text, limit: 16)
            guard !words.isEmpty else { return nil }
            let height = Self.clamp(letterHeight, to: Self.letterHeights)
            return .clock(text: words, letterHeight: height)
        case .image(let path, let size, let isCropped):
            let box = PixelSize(
                width: Self.even(size.width, in: Self.sides),
                height: Self.even(size.height, in: Self.sides),
            )
            return .image(path: path, size: box, isCropped: isCropped)
        case .portrait(let path, let diameter):
            return .portrait(path: path, diameter: Self.even(diameter, in: Self.sides))
        }
    }

    /// The image file that it shows.
    var path: String? {
        switch self {
        case .image(let path, _, _), .portrait(let path, _): path
        case .label, .badge, .initials, .banner, .clock: nil
        }
    }

    private static func clamp(_ value: Int, to range: ClosedRange<Int>) -> Int {
        min(max(value, range.lowerBound), range.upperBound)
    }

    /// Not larger than asked.
    private static func even(_ value: Int, in range: ClosedRange<Int>) -> Int {
        clamp(value, to: range) & ~1
    }
}

extension Artwork.Badge {
    fileprivate var bounded: Artwork.Badge {
        switch self {
        case .frozen(let seconds): .frozen(seconds: min(max(seconds, 0), 9999))
        case .more(let people): .more(min(max(people, 0), 9999))
        case .muted, .weakNetwork, .reconnecting, .recording: self
        }
    }
}
