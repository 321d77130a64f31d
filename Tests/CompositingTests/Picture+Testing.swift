import Compositing
import Glibc
import Media

extension Picture {
    /// A picture whose three planes follow functions of their own sample coordinates.
    convenience init(
        _ size: PixelSize,
        y: (Int, Int) -> Int,
        u: (Int, Int) -> Int = { _, _ in 128 },
        v: (Int, Int) -> Int = { _, _ in 128 },
    ) {
        self.init(size: size)
        withPlanes { planes in
            for row in 0..<size.height {
                for column in 0..<size.width {
                    planes.y[row * planes.yStrideBytes + column] = UInt8(y(column, row))
                }
            }
            for row in 0..<chromaSize.height {
                for column in 0..<chromaSize.width {
                    let index = row * planes.chromaStrideBytes + column
                    planes.u[index] = UInt8(u(column, row))
                    planes.v[index] = UInt8(v(column, row))
                }
            }
        }
    }

    /// A picture of one value in all planes.
    convenience init(_ size: PixelSize, filledWith value: UInt8) {
        let same: (Int, Int) -> Int = { _, _ in Int(value) }
        self.init(size, y: same, u: same, v: same)
    }

    /// A picture of noise.
    convenience init(_ size: PixelSize, using generator: inout SplitMix64) {
        var noise = generator
        let random: (Int, Int) -> Int = { _, _ in Int(noise.next() >> 56) }
        self.init(size, y: random, u: random, v: random)
        generator = noise
    }

    /// All samples without the padding of the rows: luma, then the two chroma planes.
    var samples: [UInt8] {
        withPlanes { planes in
            var samples: [UInt8] = []
            func append(_ plane: UnsafeMutablePointer<UInt8>, _ stride: Int, _ size: PixelSize) {
                for row in 0..<size.height {
                    samples += UnsafeBufferPointer(start: plane + row * stride, count: size.width)
                }
            }
            append(planes.y, planes.yStrideBytes, size)
            append(planes.u, planes.chromaStrideBytes, chromaSize)
            append(planes.v, planes.chromaStrideBytes, chromaSize)
            return samples
        }
    }

    func luma(_ x: Int, _ y: Int) -> Int {
        withPlanes { Int($0.y[y * $0.yStrideBytes + x]) }
    }

    func chroma(_ x: Int, _ y: Int) -> (u: Int, v: Int) {
        withPlanes {
            let index = y * $0.chromaStrideBytes + x
            return (Int($0.u[index]), Int($0.v[index]))
        }
    }

    func fill(_ value: UInt8) {
        withPlanes { planes in
            memset(planes.y, Int32(value), yStrideBytes * size.height)
            memset(planes.u, Int32(value), chromaStrideBytes * chromaSize.height)
            memset(planes.v, Int32(value), chromaStrideBytes * chromaSize.height)
        }
    }
}

extension Overlay {
    /// Noise in colour and coverage.
    convenience init(_ size: PixelSize, using generator: inout SplitMix64) {
        var pixels: [UInt8] = []
        for _ in 0..<size.area {
            let alpha = UInt8.random(in: 0...255, using: &generator)
            for _ in 0..<3 { pixels.append(UInt8.random(in: 0...alpha, using: &generator)) }
            pixels.append(alpha)
        }
        self.init(premultiplied: pixels.span, strideBytes: 4 * size.width, size: size)
    }

    /// One colour everywhere.
    convenience init(_ size: PixelSize, red: UInt8, green: UInt8, blue: UInt8, alpha: UInt8) {
        func part(_ value: UInt8) -> UInt8 { UInt8(Int(value) * Int(alpha) / 255) }
        let pixel = [part(blue), part(green), part(red), alpha]
        let pixels = Array(repeatElement(pixel, count: size.area).joined())
        self.init(premultiplied: pixels.span, strideBytes: 4 * size.width, size: size)
    }
}
