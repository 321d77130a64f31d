import Conference
import FoundationEssentials
import Glibc
import JSON
import Layout

/// The layouts of this server: JSON documents in a folder, one a file.
///
/// Whoever administers the machine edits them as files, others over the API: both come here.
struct LayoutFolder: LayoutStorage {
    /// A file, as far as it takes to see that it is another than before.
    struct Stamp: Hashable, Sendable {
        let size: Int
        let modifiedSeconds: Int
        let modifiedNanoseconds: Int

        /// Of a file, or of the one that a link leads to; nil if there is none.
        fileprivate init?(of path: String) {
            var status = stat()
            guard stat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
            size = status.st_size
            modifiedSeconds = status.st_mtim.tv_sec
            modifiedNanoseconds = status.st_mtim.tv_nsec
        }
    }

    private static let suffix = ".json"

    private let data: DataFolder
    let path: String

    init(_ data: DataFolder) {
        self.data = data
        path = data.path + "/layouts"
    }

    /// The files that are there; none if there is no folder.
    func files() -> [String: Stamp] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
        var stamps: [String: Stamp] = [:]
        // `.x.json` is what editors leave while they write.
        for name in names where name.hasSuffix(Self.suffix) && !name.hasPrefix(".") {
            stamps[name] = Stamp(of: path + "/" + name)
        }
        return stamps
    }

    /// Reads a file; what its layout uses is not looked for.
    ///
    /// - Returns: nil for a JSON Schema, which editors like to find beside the documents.
    func document(in file: String) throws(LayoutFaults) -> LayoutDocument? {
        let text: Data
        do {
            text = try Data(contentsOf: URL(filePath: path + "/" + file))
        } catch {
            throw LayoutFaults([LayoutFault(JSONPointer(), "cannot be read")])
        }
        let bytes = Array(text)
        return LayoutDocument.isSchema(bytes) ? nil : try LayoutDocument.readAlone(bytes)
    }

    // MARK: Keeping

    func place(for name: String, isTaken: (String) -> Bool) -> String {
        var place = name + Self.suffix
        var number = 2
        while isTaken(place) || FileManager.default.fileExists(atPath: path + "/" + place) {
            place = "\(name)-\(number)\(Self.suffix)"
            number += 1
        }
        return place
    }

    func keep(_ document: LayoutDocument, at place: String) throws(LayoutStorageError) {
        do throws(DataFolder.Unwritable) {
            let folder = try data.folder("layouts", isPrivate: false)
            let text = Array(document.json.lines.utf8)
            try DataFolder.write(text, to: folder + "/" + place, mode: 0o640)
        } catch {
            throw LayoutStorageError(error.description)
        }
    }

    func remove(_ place: String) throws(LayoutStorageError) {
        let file = path + "/" + place
        guard unlink(file) != 0, errno != ENOENT else { return }
        throw LayoutStorageError("\(file) cannot be removed: \(String(cString: strerror(errno)))")
    }
}
