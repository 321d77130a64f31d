package import Media

/// Where the blocks lie in a picture, or in a part of one that shows it scaled and cropped.
///
/// Places are given in units: a picture is 320 of them wide, and as high as its shape says. The
/// blocks stand in the middle, 16 units a side: so they stay whole in a 16:9 tile of a 4:3 picture
/// and in half a 16:9 canvas.
package struct CodeGeometry: Sendable {
    /// A picture's width in units.
    package static let width = 320.0
    static let block = 16.0
    static let left = (width - Double(BlockCode.columns) * block) / 2

    /// The picture's height in units.
    let height: Double
    /// Samples a unit.
    let scale: Double
    /// Where the picture's upper left corner would lie, in samples.
    let x: Double
    let y: Double

    /// The whole picture.
    package init(picture size: PixelSize) {
        self.init(
            shape: size,
            x: 0,
            y: 0,
            width: Double(size.width),
            height: Double(size.height),
            isContained: false,
        )
    }

    /// A tile that shows a picture.
    ///
    /// - Parameters:
    ///   - shape: width and height of the picture, in any unit.
    ///   - isContained: the picture is wholly in the tile; else it covers it and is cropped.
    package init(
        shape: PixelSize,
        x: Double,
        y: Double,
        width: Double,
        height: Double,
        isContained: Bool,
    ) {
        self.height = Self.width * Double(shape.height) / Double(shape.width)
        let ratios = (width / Self.width, height / self.height)
        scale = isContained ? min(ratios.0, ratios.1) : max(ratios.0, ratios.1)
        self.x = x + (width - Self.width * scale) / 2
        self.y = y + (height - self.height * scale) / 2
    }

    /// The upper edge of the blocks, in units.
    var top: Double { (height - Double(BlockCode.rows) * Self.block) / 2 }

    /// The samples of a rectangle given in units, cut to a picture; nil if nothing is left.
    func samples(
        _ left: Double,
        _ top: Double,
        _ right: Double,
        _ bottom: Double,
        in size: PixelSize,
    ) -> PixelRect? {
        let x0 = max(0, Int((x + scale * left).rounded()))
        let y0 = max(0, Int((y + scale * top).rounded()))
        let x1 = min(size.width, Int((x + scale * right).rounded()))
        let y1 = min(size.height, Int((y + scale * bottom).rounded()))
        guard x1 > x0, y1 > y0 else { return nil }
        return PixelRect(x: x0, y: y0, width: x1 - x0, height: y1 - y0)
    }
}
