package import Media

/// A picture of one hue with a bright bar that moves with the frame's number.
///
/// The mean of its chroma tells who it is; the bar tells that it moves.
package struct PatternGenerator: Sendable {
    package let size: PixelSize
    /// Chroma of the whole picture, 16…240.
    package let u: UInt8
    package let v: UInt8

    package init(size: PixelSize, u: UInt8, v: UInt8) {
        self.size = size
        self.u = u
        self.v = v
    }

    /// Draws a frame; `picture` has the generator's size.
    package func draw(frame number: Int, into picture: Picture) {
        precondition(picture.size == size, "the picture has the generator's size")
        let barWidth = max(2, size.width / 16)
        let barStart = number * 4 % size.width
        picture.withPlanes { planes in
            for row in 0..<size.height {
                let line = planes.y + row * planes.yStrideBytes
                for column in 0..<size.width {
                    let inBar = column >= barStart && column < barStart + barWidth
                    line[column] = inBar ? 235 : 100
                }
            }
            for row in 0..<picture.chromaSize.height {
                let offset = row * planes.chromaStrideBytes
                for column in 0..<picture.chromaSize.width {
                    planes.u[offset + column] = u
                    planes.v[offset + column] = v
                }
            }
        }
    }
}
