internal import CTurboJPEG
internal import Media

extension JPEG {
    static let signature: [UInt8] = [0xFF, 0xD8, 0xFF]

    /// - Throws: `.unreadable`, also for a picture that is too large or not of red, green and blue.
    static func bitmap(_ file: [UInt8]) throws(ArtworkFault) -> Bitmap {
        guard let decompressor = unsafe tjInitDecompress() else { throw .noMemory }
        defer { unsafe _ = tjDestroy(decompressor) }
        var (width, height, subsampling, colours): (Int32, Int32, Int32, Int32) = (0, 0, 0, 0)
        let status = unsafe tjDecompressHeader3(
            decompressor,
            file,
            UInt(file.count),
            &width,
            &height,
            &subsampling,
            &colours,
        )
        guard status == 0 else { throw unsafe fault(decompressor) }
        try Bitmap.admit(PixelSize(width: Int(width), height: Int(height)))
        let size = PixelSize(width: Int(width), height: Int(height))
        let bitmap = try Bitmap(size: size, hasAlpha: false)
        let result = try unsafe bitmap.withPixels { pixels, stride in
            unsafe tjDecompress2(
                decompressor,
                file,
                UInt(file.count),
                pixels,
                width,
                stride,
                height,
                Int32(TJPF_BGRX.rawValue),
                0,
            )
        }
        // A warning, of a file that ends early for instance, leaves a part without a picture.
        guard result == 0 else { throw unsafe fault(decompressor) }
        return bitmap
    }

    private static func fault(_ decompressor: tjhandle) -> ArtworkFault {
        let text = unsafe tjGetErrorStr2(decompressor).map { unsafe String(cString: $0) }
        return .unreadable("the JPEG file cannot be read: \(text ?? "no reason given")")
    }
}
