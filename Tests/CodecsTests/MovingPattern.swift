import Glibc
import Media

/// Synthetic pictures that move: waves with detail drift over a gradient, and a bright block runs
/// across.
struct MovingPattern {
    let size: PixelSize

    func picture(_ frame: Int) -> Picture {
        let picture = Picture(size: size)
        picture.withPlanes { planes in
            for row in 0..<size.height {
                for column in 0..<size.width {
                    planes.y[row * planes.yStrideBytes + column] = luma(column, row, frame)
                }
            }
            for row in 0..<picture.chromaSize.height {
                for column in 0..<picture.chromaSize.width {
                    let index = row * planes.chromaStrideBytes + column
                    planes.u[index] = UInt8(96 + (column + frame) / 4 % 64)
                    planes.v[index] = UInt8(160 - (row + frame) / 4 % 64)
                }
            }
        }
        return picture
    }

    private func luma(_ column: Int, _ row: Int, _ frame: Int) -> UInt8 {
        let (x, y) = (column + 2 * frame, row + frame)
        let block = (frame * 4) % size.width
        if (block..<block + 32).contains(column), (16..<48).contains(row) { return 220 }
        let wave = abs(x % 48 - 24) + abs(y % 32 - 16)
        return UInt8(40 + wave * 3 + (x / 8 + y / 8) % 2 * 12)
    }
}

/// How near two pictures are, over all three planes; higher is better.
func peakSignalToNoise(_ left: Picture, _ right: PicturePlanes) -> Double {
    var error = 0
    var count = 0
    func add(
        _ a: UnsafeMutablePointer<UInt8>,
        _ strideA: Int,
        _ b: UnsafeMutablePointer<UInt8>,
        _ strideB: Int,
        _ size: PixelSize,
    ) {
        for row in 0..<size.height {
            for column in 0..<size.width {
                let difference =
                    Int(a[row * strideA + column]) - Int(b[row * strideB + column])
                error += difference * difference
            }
        }
        count += size.area
    }
    left.withPlanes { planes in
        add(planes.y, planes.yStrideBytes, right.y, right.yStrideBytes, left.size)
        let chroma = (planes.chromaStrideBytes, right.chromaStrideBytes)
        add(planes.u, chroma.0, right.u, chroma.1, left.chromaSize)
        add(planes.v, chroma.0, right.v, chroma.1, left.chromaSize)
    }
    return 10 * log10(255 * 255 * Double(count) / Double(max(error, 1)))
}

/// One coded frame.
struct CodedFrame {
    var bytes: [UInt8]
    var isKeyFrame: Bool
}
