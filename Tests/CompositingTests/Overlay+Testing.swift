import Media

@testable import Compositing

extension Picture {
    /// Lays an overlay over a picture, sample by sample, in the plainest way there is.
    func lay(_ overlay: Overlay, atX x: Int, y: Int) {
        let size = overlay.size
        withPlanes { planes in
            overlay.colours.withPlanes { colours in
                func mix(_ below: inout UInt8, _ above: UInt8, _ coverage: UInt8) {
                    let part = Double(coverage) / 255
                    below = UInt8((Double(below) * (1 - part) + Double(above) * part).rounded())
                }
                for row in 0..<size.height {
                    for column in 0..<size.width {
                        mix(
                            &planes.y[(y + row) * planes.yStrideBytes + x + column],
                            colours.y[row * colours.yStrideBytes + column],
                            overlay.coverage[row * size.width + column],
                        )
                    }
                }
                for row in 0..<size.height / 2 {
                    for column in 0..<size.width / 2 {
                        let target = (y / 2 + row) * planes.chromaStrideBytes + x / 2 + column
                        let source = row * colours.chromaStrideBytes + column
                        let coverage = overlay.chromaCoverage[row * size.width / 2 + column]
                        mix(&planes.u[target], colours.u[source], coverage)
                        mix(&planes.v[target], colours.v[source], coverage)
                    }
                }
            }
        }
    }
}

extension Overlay {
    /// The columns and rows of what is covered more than a half; nil if nothing is.
    ///
    /// - Parameter isInk: whether only bright samples count, which are letters and not the ground.
    func bounds(isInk: Bool = false) -> PixelRect? {
        var (left, right, top, bottom) = (Int.max, -1, Int.max, -1)
        for y in 0..<size.height {
            for x in 0..<size.width where coverage[y * size.width + x] > 127 {
                guard !isInk || colours.luma(x, y) > 150 else { continue }
                (left, right) = (min(left, x), max(right, x))
                (top, bottom) = (min(top, y), max(bottom, y))
            }
        }
        guard right >= left else { return nil }
        return PixelRect(x: left, y: top, width: right - left + 1, height: bottom - top + 1)
    }
}
