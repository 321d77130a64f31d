import FoundationEssentials

/// A file that somebody named.
enum NamedFile {
    /// Its content.
    ///
    /// - Throws: `Unreadable`, which says why in words.
    static func read(_ path: String) throws(Unreadable) -> [UInt8] {
        do {
            return [UInt8](try Data(contentsOf: URL(filePath: path)))
        } catch let error as CocoaError {
            let reason =
                switch error.code {
                case .fileReadNoSuchFile, .fileNoSuchFile: "there is no such file"
                case .fileReadNoPermission: "this user may not read it"
                default: "it cannot be read"
                }
            throw Unreadable(path: path, reason: reason)
        } catch {
            throw Unreadable(path: path, reason: "it cannot be read")
        }
    }

    /// Its content as text.
    static func text(_ path: String) throws(Unreadable) -> String {
        guard let text = String(validating: try read(path), as: UTF8.self) else {
            throw Unreadable(path: path, reason: "it is not UTF-8 text")
        }
        return text
    }

    struct Unreadable: Error, Hashable, CustomStringConvertible {
        let path: String
        let reason: String

        var description: String { "\(path): \(reason)" }
    }
}
