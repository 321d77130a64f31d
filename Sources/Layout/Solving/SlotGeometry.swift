import Media

/// Where a slot lies on a canvas of a certain size.
///
/// Positions are parts of the canvas less its margin. Every tile keeps half a gap's distance from
/// its borders except at the margin, so that equal parts are equally large and neighbours stand
/// one gap apart, be they slots or cells of a grid.
struct SlotGeometry {
    let canvas: PixelSize
    /// Even.
    let gap: Int
    /// Even.
    let margin: Int

    init(canvas: PixelSize, _ style: LayoutDocument.Canvas) {
        self.canvas = canvas
        gap = Int(style.gap.pixels(of: canvas.width)) & ~1
        margin = Int(style.margin.pixels(of: canvas.width)) & ~1
    }

    /// The area of a slot, even and inside the canvas; perhaps without extent.
    func area(of rect: LayoutRect) -> PixelRect {
        let x = span(rect.x, rect.width, of: canvas.width)
        let y = span(rect.y, rect.height, of: canvas.height)
        return PixelRect(x: x.start, y: y.start, width: x.extent, height: y.extent)
    }

    private func span(
        _ start: LayoutLength,
        _ extent: LayoutLength,
        of canvas: Int,
    ) -> (start: Int, extent: Int) {
        let room = max(0, canvas - 2 * margin + gap)
        let from = ExactPart(start, of: canvas)
        let to = from + ExactPart(extent, of: canvas)
        let first = min(max(margin + from.even(of: room), 0), canvas)
        let last = min(max(margin + to.even(of: room) - gap, first), canvas)
        return (first, last - first)
    }
}

/// A part of the canvas as an exact fraction.
private struct ExactPart {
    let numerator: Int
    let denominator: Int

    init(_ length: LayoutLength, of canvas: Int) {
        numerator = length.numerator
        // Pixels are parts of a canvas that has so many.
        denominator = length.unit == .pixels ? max(1, canvas) : length.denominator
    }

    private init(numerator: Int, denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
    }

    /// Numbers up to 10⁶ each: the sum stays below 2·10¹² by 10¹².
    static func + (left: ExactPart, right: ExactPart) -> ExactPart {
        ExactPart(
            numerator: left.numerator * right.denominator + right.numerator * left.denominator,
            denominator: left.denominator * right.denominator,
        )
    }

    /// The even number nearest to this part of an extent: borders that are equal in the document
    /// are equal on the canvas.
    func even(of extent: Int) -> Int {
        (numerator * extent + denominator) / (2 * denominator) * 2
    }
}
