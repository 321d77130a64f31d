internal import CPango
package import Media

/// Pictures as PNG files (RFC 2083), 8 bits of red, green and blue.
package enum PNG {
    /// Codes a picture; takes some 30 ms for 720p.
    ///
    /// - Returns: the whole file.
    /// - Throws: `.noMemory`.
    package static func encode(_ picture: Picture) throws(ArtworkFault) -> [UInt8] {
        let bitmap = try Bitmap.converted(from: picture)
        let sink = ByteSink()
        let status = unsafe cairo_surface_write_to_png_stream(
            bitmap.surface,
            { sink, bytes, count in
                guard let sink = unsafe sink else { return CAIRO_STATUS_WRITE_ERROR }
                let bytes = unsafe UnsafeBufferPointer(start: bytes, count: Int(count))
                unsafe Unmanaged<ByteSink>.fromOpaque(sink).takeUnretainedValue().bytes += bytes
                return CAIRO_STATUS_SUCCESS
            },
            Unmanaged.passUnretained(sink).toOpaque(),
        )
        guard status == CAIRO_STATUS_SUCCESS else { throw .noMemory }
        return sink.bytes
    }

    /// Reads a picture; what is transparent in it becomes darker.
    ///
    /// - Throws: `.unreadable`, `.noMemory`.
    package static func decode(_ file: [UInt8]) throws(ArtworkFault) -> Picture {
        try bitmap(file).picture()
    }

    static let signature: [UInt8] = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]

    /// - Throws: `.unreadable`, also for a picture that is too large.
    static func bitmap(_ file: [UInt8]) throws(ArtworkFault) -> Bitmap {
        guard let size = size(of: file) else { throw .unreadable("it is no PNG file") }
        try Bitmap.admit(size)
        let source = ByteSource(file)
        let surface = unsafe cairo_image_surface_create_from_png_stream(
            { source, target, count in
                guard let source = unsafe source, let target = unsafe target else {
                    return CAIRO_STATUS_READ_ERROR
                }
                let bytes = unsafe UnsafeMutableBufferPointer(start: target, count: Int(count))
                let isRead = unsafe Unmanaged<ByteSource>.fromOpaque(source)
                    .takeUnretainedValue().read(into: bytes)
                return isRead ? CAIRO_STATUS_SUCCESS : CAIRO_STATUS_READ_ERROR
            },
            Unmanaged.passUnretained(source).toOpaque(),
        )
        guard let surface = unsafe surface else { throw .noMemory }
        // Cairo reports some faults of a file as want of memory.
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS else {
            unsafe cairo_surface_destroy(surface)
            throw .unreadable("the PNG file is damaged")
        }
        return unsafe Bitmap(owning: surface)
    }

    /// What the first chunk says (RFC 2083 §4.1.1).
    private static func size(of file: [UInt8]) -> PixelSize? {
        guard file.count >= 24, file.starts(with: signature), file[12..<16] == [73, 72, 68, 82]
        else { return nil }
        func number(_ index: Int) -> Int {
            file[index..<index + 4].reduce(0) { $0 << 8 | Int($1) }
        }
        return PixelSize(width: number(16), height: number(20))
    }
}

extension Bitmap {
    /// Refuses a size before anything is allocated for it.
    static func admit(_ size: PixelSize) throws(ArtworkFault) {
        let sides = 1...maximumSide
        guard sides.contains(size.width), sides.contains(size.height) else {
            throw .unreadable(
                "it has \(size.width)×\(size.height) pixels, more than "
                    + "\(maximumSide)×\(maximumSide) or none"
            )
        }
    }
}

/// What Cairo writes to.
private final class ByteSink {
    var bytes: [UInt8] = []
}

/// What Cairo reads from.
private final class ByteSource {
    private let bytes: [UInt8]
    private var next = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Fills the target; false if there are not so many bytes left.
    func read(into target: UnsafeMutableBufferPointer<UInt8>) -> Bool {
        guard target.count <= bytes.count - next else { return false }
        for index in 0..<target.count { unsafe target[index] = bytes[next + index] }
        next += target.count
        return true
    }
}
