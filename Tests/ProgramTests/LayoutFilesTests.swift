import FoundationEssentials
import Testing

@testable import tessera

@Suite struct LayoutFilesTests {
    /// What `tessera layout check layouts/*.json` is given.
    @Test func theShippedLayoutsHaveNoFaults() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let folder = root.path + "/layouts"
        let paths = try FileManager.default.contentsOfDirectory(atPath: folder)
            .filter { $0.hasSuffix(".json") }.sorted().map { folder + "/" + $0 }
        #expect(paths.count > 20)
        let files = LayoutFiles(paths)
        #expect(files.complaints == [])
        #expect(files.remarks == ["\(folder)/schema.json: a JSON Schema, no layout: left out"])
    }

    @Test func faultsHaveTheirLines() throws {
        let scratch = try ScratchFolder()
        let path = scratch.path + "/a.json"
        try Data("{\n\"name\": 1, \"variants\": []}".utf8).write(to: URL(filePath: path))
        let complaints = LayoutFiles([path]).complaints
        #expect(complaints.count == 2)
        #expect(complaints.allSatisfy { $0.hasPrefix(path + ":2:") })
        #expect(LayoutFiles([scratch.path + "/none.json"]).complaints.count == 1)
    }
}
