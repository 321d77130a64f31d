internal import Media

/// What is mostly words.
extension Rasteriser {
    /// How high a label is; all that any script and any pile of marks may take.
    private static func labelHeight(_ letterHeight: Double) -> Int { (1.66 * letterHeight).even }

    func label(
        _ text: String,
        _ letterHeight: Double,
        maximumWidth: Int,
        isMuted: Bool,
    ) throws(ArtworkFault) -> Overlay {
        let height = Self.labelHeight(letterHeight)
        guard maximumWidth >= height else { throw .nothingToShow }
        let face = Typeface(letterHeight: letterHeight)
        let padding = (0.62 * letterHeight).rounded()
        let icon = isMuted ? (1.12 * letterHeight).rounded() : 0
        let gap = isMuted ? (0.28 * letterHeight).rounded() : 0
        let room = Double(maximumWidth) - 2 * padding - icon - gap
        let words: TextLine
        do throws(ArtworkFault) {
            words = try line(text, face, maximumWidth: room)
        } catch .nothingToShow where isMuted {
            return try draw(.muted, Double(height))
        }
        let content = icon + gap + words.width
        let size = PixelSize(width: (content + 2 * padding).evenUp, height: height)
        let drawing = try Drawing(size: size)
        drawing.rectangle(0, 0, Double(size.width), Double(height), radius: Double(height) / 2)
        drawing.fill(.ground)
        // The sign stands where reading begins.
        let left = (Double(size.width) - content) / 2
        let iconX = words.isRightToLeft ? left + content - icon : left
        if isMuted {
            let y = (Double(height) - icon) / 2
            Icon.crossedMicrophone.draw(on: drawing, atX: iconX, y: y, side: icon)
        }
        let wordsX = words.isRightToLeft ? left : left + icon + gap
        let y = baseline(in: Double(height), face)
        words.draw(on: drawing, atX: wordsX, baseline: y, .white)
        return try drawing.overlay()
    }

    /// White on the tile itself; centred by what can be seen of the letters.
    func initials(_ letters: String, _ diameter: Int) throws(ArtworkFault) -> Overlay {
        let drawing = try Drawing(size: PixelSize(width: diameter, height: diameter))
        let side = Double(diameter)
        var face = Typeface(letterHeight: 0.46 * side)
        let natural = try line(letters, face)
        // Inside the disc with some air; letters of a pair differ in width by four.
        let excess = max(natural.inkWidth / (0.66 * side), natural.inkHeight / (0.6 * side))
        if excess > 1 {
            // In steps, since fonts are found anew for each size.
            let step = max(side / 32, 1)
            let height = (face.letterHeight / excess / step).rounded(.down) * step
            face.letterHeight = max(height, 1)
        }
        let words = try line(letters, face)
        words.draw(
            on: drawing,
            atX: (side - words.inkWidth) / 2 - words.inkX,
            baseline: ((side - words.inkHeight) / 2 - words.inkY).rounded(),
            .white,
        )
        return try drawing.overlay()
    }

    /// On a dark ribbon as wide as asked, in its middle.
    func banner(
        _ text: String,
        width: Int,
        _ letterHeight: Double,
    ) throws(ArtworkFault) -> Overlay {
        let face = Typeface(letterHeight: letterHeight)
        let size = PixelSize(width: width, height: (2 * letterHeight).even)
        let words = try line(text, face, maximumWidth: Double(width) - 2 * letterHeight)
        let drawing = try Drawing(size: size)
        drawing.rectangle(0, 0, Double(size.width), Double(size.height))
        drawing.fill(.bannerGround)
        words.draw(
            on: drawing,
            atX: ((Double(width) - words.width) / 2).rounded(),
            baseline: baseline(in: Double(size.height), face),
            .white,
        )
        return try drawing.overlay()
    }

    func clock(_ text: String, _ letterHeight: Double) throws(ArtworkFault) -> Overlay {
        try label(text, letterHeight, maximumWidth: Self.maximumSide, isMuted: false)
    }
}
