internal import CPango
internal import CYUV
internal import Media

/// A still picture with transparency, as Cairo has it; of one thread at a time.
@safe struct Bitmap: ~Copyable {
    /// A larger file is refused before it is decoded: 64 MiB of pixels.
    static let maximumSide = 4096

    let size: PixelSize
    let surface: OpaquePointer

    /// Takes over a surface.
    init(owning surface: OpaquePointer) {
        size = unsafe PixelSize(
            width: Int(cairo_image_surface_get_width(surface)),
            height: Int(cairo_image_surface_get_height(surface)),
        )
        unsafe self.surface = surface
    }

    /// Without content.
    ///
    /// - Throws: `.noMemory`.
    init(size: PixelSize, hasAlpha: Bool) throws(ArtworkFault) {
        let surface = unsafe cairo_image_surface_create(
            hasAlpha ? CAIRO_FORMAT_ARGB32 : CAIRO_FORMAT_RGB24,
            Int32(size.width),
            Int32(size.height),
        )
        guard let surface = unsafe surface else { throw .noMemory }
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            unsafe cairo_surface_destroy(surface)
            throw .noMemory
        }
        unsafe self.init(owning: surface)
    }

    deinit { unsafe cairo_surface_destroy(surface) }

    /// Gives the rows of blue, green, red and alpha, and the bytes from one to the next.
    func withPixels<R>(_ body: (UnsafeMutablePointer<UInt8>, Int32) -> R) throws(ArtworkFault) -> R
    {
        unsafe cairo_surface_flush(surface)
        guard let pixels = unsafe cairo_image_surface_get_data(surface) else { throw .noMemory }
        let result = unsafe body(pixels, cairo_image_surface_get_stride(surface))
        unsafe cairo_surface_mark_dirty(surface)
        return result
    }
}

extension Bitmap {
    /// Brings a picture in limited range (BT.601) to red, green and blue.
    static func converted(from picture: Picture) throws(ArtworkFault) -> Bitmap {
        let size = picture.size
        let bitmap = try Bitmap(size: size, hasAlpha: false)
        let (width, height) = (Int32(size.width), Int32(size.height))
        try unsafe bitmap.withPixels { pixels, stride in
            unsafe picture.withPlanes { planes in
                let chroma = unsafe Int32(planes.chromaStrideBytes)
                _ = unsafe I420ToARGB(
                    planes.y,
                    Int32(planes.yStrideBytes),
                    planes.u,
                    chroma,
                    planes.v,
                    chroma,
                    pixels,
                    stride,
                    width,
                    height,
                )
            }
        }
        return bitmap
    }

    /// The other way; what is transparent becomes darker.
    func picture() throws(ArtworkFault) -> Picture {
        let picture = Picture(size: size)
        let (width, height) = (Int32(size.width), Int32(size.height))
        try unsafe withPixels { pixels, stride in
            unsafe picture.withPlanes { planes in
                let chroma = unsafe Int32(planes.chromaStrideBytes)
                _ = unsafe ARGBToI420(
                    pixels,
                    stride,
                    planes.y,
                    Int32(planes.yStrideBytes),
                    planes.u,
                    chroma,
                    planes.v,
                    chroma,
                    width,
                    height,
                )
            }
        }
        return picture
    }
}
