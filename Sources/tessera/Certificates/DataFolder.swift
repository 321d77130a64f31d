import Glibc

/// The folder for what persists; made when the first thing is put into it.
struct DataFolder: Sendable {
    let path: String

    /// Why something cannot be kept.
    struct Unwritable: Error, Hashable, CustomStringConvertible {
        let path: String
        let reason: String

        var description: String {
            "\(path) cannot be written: \(reason); --data names another folder for what persists"
        }
    }

    /// Makes sure that a folder in it is there.
    ///
    /// - Parameter isPrivate: whether only the program's user may look into it.
    /// - Returns: its path.
    func folder(_ name: String, isPrivate: Bool) throws(Unwritable) -> String {
        try Self.makeFolder(path, mode: 0o750)
        let folder = path + "/" + name
        try Self.makeFolder(folder, mode: isPrivate ? 0o700 : 0o750)
        return folder
    }

    /// Writes a file as a whole or not at all: whoever reads it meanwhile sees the former one.
    static func write(_ bytes: [UInt8], to path: String, mode: mode_t) throws(Unwritable) {
        let draft = path + ".new"
        unlink(draft)
        // Exclusively, and with its rights from the first byte on: it may hold a key.
        let descriptor = open(draft, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw .last(path) }
        var written = 0
        while written < bytes.count {
            let count = bytes[written...].withUnsafeBytes {
                Glibc.write(descriptor, $0.baseAddress, $0.count)
            }
            guard count > 0 else { break }
            written += count
        }
        let isWhole = written == bytes.count && fsync(descriptor) == 0
        guard close(descriptor) == 0, isWhole, rename(draft, path) == 0 else {
            let error = Unwritable.last(path)
            unlink(draft)
            throw error
        }
    }

    private static func makeFolder(_ path: String, mode: mode_t) throws(Unwritable) {
        if mkdir(path, mode) == 0 { return }
        if errno == EEXIST {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
                throw Unwritable(path: path, reason: "it is not a folder")
            }
            return
        }
        guard errno == ENOENT, let end = path.lastIndex(of: "/"), end > path.startIndex else {
            throw .last(path)
        }
        try makeFolder(String(path[..<end]), mode: 0o755)
        guard mkdir(path, mode) == 0 else { throw .last(path) }
    }
}

extension DataFolder.Unwritable {
    /// What the last system call said.
    fileprivate static func last(_ path: String) -> Self {
        Self(path: path, reason: String(cString: strerror(errno)))
    }
}
