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
        let modified: Date
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
            let attributes = try? FileManager.default.attributesOfItem(atPath: path + "/" + name)
            guard let attributes, attributes[.type] as? FileAttributeType == .typeRegular else {
                continue
            }
            stamps[name] = Stamp(
                size: attributes[.size] as? Int ?? 0,
                modified: attributes[.modificationDate] as? Date ?? .distantPast,
            )
        }
        return stamps
    }

    /// Reads a file; what its layout uses is not looked for.
    func document(in file: String) throws(LayoutFaults) -> LayoutDocument {
        let text: Data
        do {
            text = try Data(contentsOf: URL(filePath: path + "/" + file))
        } catch {
            throw LayoutFaults([LayoutFault(JSONPointer(), "cannot be read")])
        }
        return try LayoutDocument.readAlone(Array(text))
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
