internal import Media

/// Where a rectangle starts in each of the three planes.
typealias PlanePointers = (
    y: UnsafeMutablePointer<UInt8>,
    u: UnsafeMutablePointer<UInt8>,
    v: UnsafeMutablePointer<UInt8>
)

extension PicturePlanes {
    /// The samples at a place; the coordinates are even, so that the chroma sample is one of both.
    func pointers(x: Int, y: Int) -> PlanePointers {
        let chroma = unsafe y / 2 * chromaStrideBytes + x / 2
        return unsafe (self.y + y * yStrideBytes + x, u + chroma, v + chroma)
    }

    /// A part of the picture, not copied; the origin is even and the part lies inside.
    func cropped(to rect: PixelRect) -> PicturePlanes {
        let start = unsafe pointers(x: rect.x, y: rect.y)
        return unsafe PicturePlanes(
            size: rect.size,
            y: start.y,
            u: start.u,
            v: start.v,
            yStrideBytes: yStrideBytes,
            chromaStrideBytes: chromaStrideBytes,
        )
    }
}

extension PixelRect {
    /// The chroma samples that the rectangle covers.
    var chroma: PixelRect {
        PixelRect(
            x: x / 2,
            y: y / 2,
            width: (x + width + 1) / 2 - x / 2,
            height: (y + height + 1) / 2 - y / 2,
        )
    }
}

extension PixelSize {
    /// The chroma samples of a picture of this size.
    var chroma: PixelSize { PixelSize(width: (width + 1) / 2, height: (height + 1) / 2) }
}
