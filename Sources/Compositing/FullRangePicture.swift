package import Media

/// A picture in full range, as image files have it: luma and both chroma 0…255.
///
/// Pictures on their way keep to 16…235 and 16…240 (ITU-T T.871 §7 against BT.601-7 §2.5.3).
package struct FullRangePicture: Sendable {
    let picture: Picture

    /// Copies a picture in limited range, which nobody may write meanwhile.
    package init(_ limited: Picture) {
        let copy = Picture(size: limited.size)
        let (luma, chroma) = (Self.lumaTable, Self.chromaTable)
        let (size, chromaSize) = (limited.size, limited.chromaSize)
        unsafe limited.withPlanes { source in
            unsafe copy.withPlanes { target in
                let strides = unsafe (source.yStrideBytes, source.chromaStrideBytes)
                unsafe Self.map(source.y, to: target.y, size, strides.0, luma)
                unsafe Self.map(source.u, to: target.u, chromaSize, strides.1, chroma)
                unsafe Self.map(source.v, to: target.v, chromaSize, strides.1, chroma)
            }
        }
        picture = copy
    }

    private static let lumaTable = table(scale: 255.0 / 219, zero: 16, centre: 0)
    private static let chromaTable = table(scale: 255.0 / 224, zero: 128, centre: 128)

    private static func table(scale: Double, zero: Double, centre: Double) -> [UInt8] {
        (0..<256).map { value in
            let full = ((Double(value) - zero) * scale + centre).rounded()
            return UInt8(min(max(full, 0), 255))
        }
    }

    /// Both pictures have the same size, hence the same strides.
    private static func map(
        _ source: UnsafeMutablePointer<UInt8>,
        to target: UnsafeMutablePointer<UInt8>,
        _ size: PixelSize,
        _ stride: Int,
        _ table: [UInt8],
    ) {
        unsafe table.withUnsafeBufferPointer { table in
            for row in 0..<size.height {
                for index in row * stride..<row * stride + size.width {
                    unsafe target[index] = table[Int(source[index])]
                }
            }
        }
    }
}
