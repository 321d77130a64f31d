import Conference
import FoundationEssentials
import Layout
import Testing

@testable import tessera

@Suite struct LayoutFolderTests {
    private let scratch: ScratchFolder
    private let folder: LayoutFolder

    init() throws {
        scratch = try ScratchFolder()
        folder = LayoutFolder(DataFolder(path: scratch.path + "/data"))
    }

    private func write(_ text: String, _ file: String) throws {
        try FileManager.default.createDirectory(
            atPath: folder.path,
            withIntermediateDirectories: true,
        )
        try DataFolder.write(Array(text.utf8), to: folder.path + "/" + file, mode: 0o640)
    }

    @Test func whatIsKeptIsReadAgain() throws {
        #expect(folder.files().isEmpty)
        var document = LayoutDocument.grid
        document.name = "1:9"
        document.aliases = []
        let place = folder.place(for: document.name, isTaken: { _ in false })
        #expect(place == "1:9.json")
        try folder.keep(document, at: place)
        #expect(folder.files().keys.sorted() == ["1:9.json"])
        #expect(try folder.document(in: place) == document)
        #expect(folder.place(for: "1:9", isTaken: { _ in false }) == "1:9-2.json")
        try folder.remove(place)
        try folder.remove(place)
        #expect(folder.files().isEmpty)
    }

    @Test func onlyDocumentsAreLookedAt() throws {
        for name in ["a.json", ".b.json", "c.json~", "d.txt", "a.json.new"] {
            try write("{}", name)
        }
        try FileManager.default.createDirectory(
            atPath: folder.path + "/e.json",
            withIntermediateDirectories: true,
        )
        #expect(folder.files().keys.sorted() == ["a.json"])
        let faults = #expect(throws: LayoutFaults.self) { try folder.document(in: "a.json") }
        #expect(faults?.faults.count == 2)
        #expect(throws: LayoutFaults.self) { try folder.document(in: "none.json") }
        try write(#"{"$schema": "https://json-schema.org/x", "$id": "y"}"#, "schema.json")
        #expect(try folder.document(in: "schema.json") == nil)
    }

    @Test func aChangedFileIsAnother() throws {
        try write("{}", "a.json")
        let before = folder.files()
        try write("{ }", "a.json")
        #expect(folder.files() != before)
    }

    /// A folder under version control elsewhere, say.
    @Test func linksAreFollowed() throws {
        try write("{}", "a.json")
        let elsewhere = scratch.path + "/elsewhere.json"
        try DataFolder.write(Array("{ }".utf8), to: elsewhere, mode: 0o640)
        let link = folder.path + "/b.json"
        try FileManager.default.createSymbolicLink(
            atPath: link,
            withDestinationPath: elsewhere,
        )
        try FileManager.default.createSymbolicLink(
            atPath: folder.path + "/c.json",
            withDestinationPath: folder.path,
        )
        let before = folder.files()
        #expect(before.keys.sorted() == ["a.json", "b.json"])
        try DataFolder.write(Array("{  }".utf8), to: elsewhere, mode: 0o640)
        #expect(folder.files() != before)
        try FileManager.default.removeItem(atPath: elsewhere)
        #expect(folder.files().keys.sorted() == ["a.json"])
    }

    @Test func whereNothingCanBeWrittenNothingIsKept() throws {
        try DataFolder.write([], to: scratch.path + "/data", mode: 0o640)
        let error = #expect(throws: LayoutStorageError.self) {
            try folder.keep(.grid, at: "grid.json")
        }
        #expect(error?.reason.contains("is not a folder") == true)
    }
}
