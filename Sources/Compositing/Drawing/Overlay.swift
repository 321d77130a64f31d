package import Media

/// A drawing with transparency that is laid over tiles: a label, a badge, a logo.
///
/// Its colours are I420 as the canvas's; how much of each sample it covers stands beside them, 0
/// (nothing) … 255 (all), once for the luma and once for the chroma samples. Made off the lanes,
/// never written again, and read on any.
package final class Overlay: Sendable {
    /// Even on both sides.
    package let size: PixelSize
    let colours: Picture
    /// One a luma sample, row after row without padding.
    let coverage: [UInt8]
    /// One a chroma sample, row after row without padding.
    let chromaCoverage: [UInt8]

    /// Converts what a drawing library painted.
    ///
    /// - Parameters:
    ///   - pixels: rows of blue, green, red and alpha, 8 bits each, the colours multiplied with
    ///     alpha: ARGB32 of Cairo in memory order. At least `strideBytes × height` of them.
    ///   - size: even on both sides.
    package init(premultiplied pixels: Span<UInt8>, strideBytes: Int, size: PixelSize) {
        precondition(size.width % 2 == 0 && size.height % 2 == 0, "an overlay has an even size")
        precondition(strideBytes >= 4 * size.width, "a row holds its pixels")
        precondition(pixels.count >= strideBytes * size.height, "all rows are there")
        self.size = size
        colours = Picture(size: size)
        coverage = Self.coverage(of: pixels, strideBytes, size)
        chromaCoverage = Self.quartered(coverage, size)
        paint(pixels, strideBytes)
    }

    private static func coverage(
        of pixels: Span<UInt8>,
        _ stride: Int,
        _ size: PixelSize,
    ) -> [UInt8] {
        var alpha: [UInt8] = []
        alpha.reserveCapacity(size.area)
        for row in 0..<size.height {
            for column in 0..<size.width { alpha.append(pixels[row * stride + 4 * column + 3]) }
        }
        return alpha
    }

    /// The mean of each two by two.
    private static func quartered(_ alpha: [UInt8], _ size: PixelSize) -> [UInt8] {
        var quarter: [UInt8] = []
        quarter.reserveCapacity(size.area / 4)
        for row in stride(from: 0, to: size.height, by: 2) {
            for column in stride(from: 0, to: size.width, by: 2) {
                let first = row * size.width + column
                let below = first + size.width
                let sum =
                    Int(alpha[first]) + Int(alpha[first + 1]) + Int(alpha[below])
                    + Int(alpha[below + 1])
                quarter.append(UInt8((sum + 2) / 4))
            }
        }
        return quarter
    }

    /// Writes the colours, as they were before they were multiplied.
    private func paint(_ pixels: Span<UInt8>, _ stride: Int) {
        unsafe colours.withPlanes { planes in
            for row in 0..<size.height {
                for column in 0..<size.width {
                    let sum = Sum(pixels, at: row * stride + 4 * column)
                    unsafe planes.y[row * planes.yStrideBytes + column] = sum.colour.y
                }
            }
            for row in 0..<size.height / 2 {
                for column in 0..<size.width / 2 {
                    let first = 2 * row * stride + 8 * column
                    var sum = Sum(pixels, at: first)
                    for place in [first + 4, first + stride, first + stride + 4] {
                        sum.add(Sum(pixels, at: place))
                    }
                    let colour = sum.colour
                    let index = unsafe row * planes.chromaStrideBytes + column
                    unsafe planes.u[index] = colour.u
                    unsafe planes.v[index] = colour.v
                }
            }
        }
    }
}

/// Pixels added up, each as much as it covers.
private struct Sum {
    var blue: Int
    var green: Int
    var red: Int
    var alpha: Int

    init(_ pixels: Span<UInt8>, at index: Int) {
        blue = Int(pixels[index])
        green = Int(pixels[index + 1])
        red = Int(pixels[index + 2])
        alpha = Int(pixels[index + 3])
    }

    mutating func add(_ other: Sum) {
        blue += other.blue
        green += other.green
        red += other.red
        alpha += other.alpha
    }

    var colour: Colour {
        guard alpha > 0 else { return .black }
        func full(_ part: Int) -> UInt8 { UInt8(min(255, (255 * part + alpha / 2) / alpha)) }
        return Colour(red: full(red), green: full(green), blue: full(blue))
    }
}
