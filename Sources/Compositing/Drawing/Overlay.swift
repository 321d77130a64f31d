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
                    unsafe planes.y[row * planes.yStrideBytes + column] = sum.luma
                }
            }
            for row in 0..<size.height / 2 {
                for column in 0..<size.width / 2 {
                    let first = 2 * row * stride + 8 * column
                    var sum = Sum(pixels, at: first)
                    sum.add(Sum(pixels, at: first + 4))
                    sum.add(Sum(pixels, at: first + stride))
                    sum.add(Sum(pixels, at: first + stride + 4))
                    let index = unsafe row * planes.chromaStrideBytes + column
                    unsafe (planes.u[index], planes.v[index]) = sum.chroma
                }
            }
        }
    }
}

/// Up to four pixels added up, each as much as it covers.
///
/// Gives what `Colour` gives for their mean, in whole numbers: a division a sample, no call.
private struct Sum {
    private var blue: Int
    private var green: Int
    private var red: Int
    private var alpha: Int

    init(_ pixels: Span<UInt8>, at index: Int) {
        alpha = Int(pixels[index + 3])
        // Multiplied with alpha, no colour is larger; a file may hold what is not so.
        blue = min(Int(pixels[index]), alpha)
        green = min(Int(pixels[index + 1]), alpha)
        red = min(Int(pixels[index + 2]), alpha)
    }

    mutating func add(_ other: Sum) {
        blue += other.blue
        green += other.green
        red += other.red
        alpha += other.alpha
    }

    /// 0.299 of red, 0.587 of green and 0.114 of blue (BT.601-7 §2.5.1), times `unit`.
    private var weighted: Int { 19_595 * red + 38_470 * green + 7_471 * blue }
    private static let unit = 65_536

    var luma: UInt8 {
        guard alpha > 0 else { return Colour.black.y }
        let whole = Self.unit * alpha
        return UInt8(16 + (219 * weighted + whole / 2) / whole)
    }

    var chroma: (u: UInt8, v: UInt8) {
        guard alpha > 0 else { return (Colour.black.u, Colour.black.v) }
        let whole = Self.unit * Self.unit * alpha
        // 224 / 1.772 and 224 / 1.402, times `unit` (BT.601-7 §3.5.3).
        func difference(_ part: Int, _ scale: Int) -> UInt8 {
            UInt8((scale * (Self.unit * part - weighted) + 128 * whole + whole / 2) / whole)
        }
        return (difference(blue, 8_284_500), difference(red, 10_470_923))
    }
}
