/// A width and a height in luma samples.
package struct PixelSize: Hashable, BitwiseCopyable, Sendable {
    package var width: Int
    package var height: Int

    @inlinable
    package init(width: Int, height: Int) {
        self.width = width
        self.height = height
    }

    /// Luma samples.
    @inlinable
    package var area: Int { width * height }
}

/// A rectangle in luma samples; the origin is the upper left corner.
///
/// On a 4:2:0 canvas all four numbers are even, so that the chroma samples divide.
package struct PixelRect: Hashable, BitwiseCopyable, Sendable {
    package var x: Int
    package var y: Int
    package var width: Int
    package var height: Int

    @inlinable
    package init(x: Int, y: Int, width: Int, height: Int) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package init(_ size: PixelSize) {
        self.init(x: 0, y: 0, width: size.width, height: size.height)
    }

    package var size: PixelSize { PixelSize(width: width, height: height) }
    package var maxX: Int { x + width }
    package var maxY: Int { y + height }

    package func contains(_ other: PixelRect) -> Bool {
        other.x >= x && other.y >= y && other.maxX <= maxX && other.maxY <= maxY
    }

    package func intersects(_ other: PixelRect) -> Bool {
        x < other.maxX && other.x < maxX && y < other.maxY && other.y < maxY
    }
}
