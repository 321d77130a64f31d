import ArgumentParser
import FoundationEssentials
import JSON
import Layout
import Media

/// Layout documents in files, which may use each other and the shipped ones.
struct LayoutFiles {
    private struct File {
        let path: String
        let text: [UInt8]
        let document: LayoutDocument
    }

    /// A line for each fault.
    private(set) var complaints: [String] = []
    /// A line for each file that is no layout, and need not be one.
    private(set) var remarks: [String] = []

    init(_ paths: [String]) {
        var files: [File] = []
        for path in paths {
            do {
                let text = try Self.bytes(of: path)
                guard !LayoutDocument.isSchema(text) else {
                    remarks.append("\(path): a JSON Schema, no layout: left out")
                    continue
                }
                files.append(File(path: path, text: text, document: try .readAlone(text)))
            } catch let faults as LayoutFaults {
                complaints += faults.faults.map { "\(path):\($0)" }
            } catch {
                complaints.append("\(error)")
            }
        }
        for file in files { complain(about: file, among: files) }
    }

    /// A document from a file, or a shipped one by its name.
    static func document(_ nameOrPath: String) throws -> LayoutDocument {
        if let shipped = LayoutCatalogue.shipped[nameOrPath] { return shipped }
        guard FileManager.default.fileExists(atPath: nameOrPath) else {
            let names = LayoutCatalogue.shipped.names.joined(separator: ", ")
            throw ValidationError("\(nameOrPath): no such file, and no shipped layout: \(names)")
        }
        do {
            return try LayoutDocument.read(bytes(of: nameOrPath), in: .shipped)
        } catch let faults as LayoutFaults {
            for fault in faults.faults { print("\(nameOrPath):\(fault)") }
            throw ExitCode.failure
        }
    }

    static func bytes(of path: String) throws -> [UInt8] {
        guard let data = try? Data(contentsOf: URL(filePath: path)) else {
            throw ValidationError("\(path): cannot be read")
        }
        return Array(data)
    }

    /// Names that others have, and uses of what is not there or in a ring.
    private mutating func complain(about file: File, among files: [File]) {
        let shipped = LayoutCatalogue.shipped
        // A file may be a shipped layout itself.
        var others = files.filter { $0.path != file.path }.map(\.document)
        let names = Set(others.map(\.name) + [file.document.name])
        others += shipped.names.filter { !names.contains($0) }.compactMap { shipped[$0] }
        do throws(LayoutFaults) {
            _ = try LayoutCatalogue(others + [file.document])
        } catch {
            let own = error.faults.filter { $0.layout == file.document.name }
            for var fault in LayoutFaults(own).placed(in: file.text).faults {
                fault.layout = nil
                complaints.append("\(file.path):\(fault)")
            }
        }
    }
}

/// A size as people write it.
struct CanvasSize {
    let size: PixelSize

    init?(_ text: String) {
        let sides = text.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
        guard sides.count == 2, let width = sides[0], let height = sides[1] else { return nil }
        guard [width, height].allSatisfy({ (16...7680).contains($0) && $0 % 2 == 0 }) else {
            return nil
        }
        size = PixelSize(width: width, height: height)
    }
}
