internal import CTurboJPEG
internal import Media

/// Pictures as JPEG files (ITU-T T.81, JFIF).
package enum JPEG {
    /// What libjpeg-turbo says of why it coded nothing.
    package struct Failure: Error, Hashable, Sendable {
        package let message: String
    }

    /// Codes a picture; takes some 5 ms for 720p, so no lane is the place for it.
    ///
    /// - Parameters:
    ///   - source: of any size.
    ///   - quality: 1…100.
    /// - Returns: the whole file.
    package static func encode(
        _ source: FullRangePicture,
        quality: Int = 85,
    ) throws(Failure) -> [UInt8] {
        guard let compressor = unsafe tjInitCompress() else {
            throw Failure(message: unsafe text(tjGetErrorStr2(nil)))
        }
        let picture = source.picture
        defer { unsafe _ = tjDestroy(compressor) }
        let subsampling = Int32(TJSAMP_420.rawValue)
        let size = picture.size
        var count = tjBufSize(Int32(size.width), Int32(size.height), subsampling)
        let capacity = Int(count)
        var status: Int32 = -1
        // The library's own worst case, so that it has no reason to allocate.
        let file = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, written in
            var target = buffer.baseAddress
            status = unsafe picture.withPlanes { planes in
                unsafe compress(
                    planes,
                    compressor,
                    into: &target,
                    count: &count,
                    quality: Int32(min(max(quality, 1), 100)),
                )
            }
            written = status == 0 ? min(Int(count), capacity) : 0
        }
        guard status == 0 else { throw Failure(message: unsafe text(tjGetErrorStr2(compressor))) }
        return file
    }

    private static func compress(
        _ planes: PicturePlanes,
        _ compressor: tjhandle,
        into target: inout UnsafeMutablePointer<UInt8>?,
        count: inout UInt,
        quality: Int32,
    ) -> Int32 {
        let chroma = unsafe Int32(planes.chromaStrideBytes)
        let strides: InlineArray<3, Int32> = unsafe [Int32(planes.yStrideBytes), chroma, chroma]
        var sources: InlineArray<3, UnsafePointer<UInt8>?> = unsafe [
            UnsafePointer(planes.y), UnsafePointer(planes.u), UnsafePointer(planes.v),
        ]
        let size = unsafe planes.size
        var span = unsafe sources.mutableSpan
        return unsafe span.withUnsafeMutableBufferPointer { sources in
            unsafe strides.span.withUnsafeBufferPointer { strides in
                unsafe tjCompressFromYUVPlanes(
                    compressor,
                    sources.baseAddress,
                    Int32(size.width),
                    strides.baseAddress,
                    Int32(size.height),
                    Int32(TJSAMP_420.rawValue),
                    &target,
                    &count,
                    quality,
                    TJFLAG_NOREALLOC,
                )
            }
        }
    }

    private static func text(_ message: UnsafeMutablePointer<CChar>?) -> String {
        unsafe message.map { unsafe String(cString: $0) } ?? "libjpeg-turbo says nothing"
    }
}
