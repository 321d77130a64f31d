internal import Glibc

/// An image file of whoever runs the server, PNG or JPEG.
enum ImageFile {
    /// By what a changed file is told from the one that was read.
    struct Stamp: Hashable {
        fileprivate let device: UInt
        fileprivate let node: UInt
        fileprivate let bytes: Int
        fileprivate let seconds: Int
        fileprivate let nanoseconds: Int

        fileprivate init(_ status: stat) {
            device = UInt(status.st_dev)
            node = UInt(status.st_ino)
            bytes = Int(status.st_size)
            seconds = status.st_mtim.tv_sec
            nanoseconds = status.st_mtim.tv_nsec
        }
    }

    /// What 4096×4096 pixels rarely take.
    private static let maximumBytes = 32 << 20

    /// - Returns: nil if nothing is there.
    static func stamp(_ path: String) -> Stamp? {
        var status = stat()
        return unsafe stat(path, &status) == 0 ? Stamp(status) : nil
    }

    /// Reads and decodes; waits for the disk.
    ///
    /// - Throws: `.unreadable` with the reason, `.noMemory`.
    static func bitmap(_ path: String) throws(ArtworkFault) -> Bitmap {
        let file = try read(path)
        if file.starts(with: PNG.signature) { return try PNG.bitmap(file) }
        if file.starts(with: JPEG.signature) { return try JPEG.bitmap(file) }
        throw .unreadable("it is neither a PNG nor a JPEG file")
    }

    private static func read(_ path: String) throws(ArtworkFault) -> [UInt8] {
        // A pipe that nobody writes to must not hold the thread.
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { throw systemFault() }
        defer { close(descriptor) }
        var status = stat()
        guard unsafe fstat(descriptor, &status) == 0 else { throw systemFault() }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unreadable("it is no file") }
        guard status.st_size <= maximumBytes else {
            throw .unreadable("it has more than \(maximumBytes >> 20) MiB")
        }
        return try contents(descriptor, count: Int(status.st_size))
    }

    private static func contents(
        _ descriptor: Int32,
        count: Int,
    ) throws(ArtworkFault) -> [UInt8] {
        var failed = false
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, filled in
            while filled < count {
                let rest = unsafe UnsafeMutableBufferPointer(rebasing: buffer[filled...])
                let result = unsafe Glibc.read(descriptor, rest.baseAddress, rest.count)
                if result < 0, errno == EINTR { continue }
                failed = result < 0
                // It became shorter meanwhile; the decoder says so.
                guard result > 0 else { return }
                filled += result
            }
        }
        guard !failed else { throw systemFault() }
        return bytes
    }

    private static func systemFault() -> ArtworkFault {
        let reason = unsafe strerror(errno).map { unsafe String(cString: $0) }
        return .unreadable(reason ?? "it cannot be opened")
    }
}
