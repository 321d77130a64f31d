import Foundation
import Layout
import Testing

@Suite("Layout documents")
struct LayoutDocumentTests {
    private static func decode(_ text: String) throws -> LayoutDocument {
        try JSONDecoder().decode(LayoutDocument.self, from: Data(text.utf8))
    }

    /// A small document with one place to change.
    private static func document(
        top: String = "",
        canvas: String = "",
        slot: String = #""source": ["others"]"#,
        rect: String = #"["0", "0", "1", "1"]"#,
        grid: String = "",
    ) -> String {
        """
        { \(top) "name": "n", "canvas": { \(canvas) }, "variants": [ { "slots": [
            { "id": "s", \(slot), "grid": { "rect": \(rect), "auto": true \(grid) } } ] } ] }
        """
    }

    @Test("The shipped grid is the built-in one")
    func shipped() throws {
        let folder = URL(filePath: #filePath).deletingLastPathComponent()
        let file = folder.appending(path: "../../layouts/grid.json").standardized
        let data = try Data(contentsOf: file)
        #expect(try JSONDecoder().decode(LayoutDocument.self, from: data) == .grid)
    }

    @Test("Encoding and decoding gives the same")
    func roundTrip() throws {
        var document = LayoutDocument.grid
        document.canvas.background = RGB(red: 1, green: 0xAB, blue: 0xFF)
        document.canvas.gap = try #require(LayoutLength("3/1000"))
        document.canvas.margin = try #require(LayoutLength("7px"))
        document.variants[0].slots[0].fit = .contain
        let data = try JSONEncoder().encode(document)
        #expect(try JSONDecoder().decode(LayoutDocument.self, from: data) == document)
    }

    @Test("What may be left out has a default")
    func defaults() throws {
        let document = try Self.decode(Self.document())
        #expect(document.title == "n")
        #expect(document.canvas == LayoutDocument.Canvas())
        #expect(document.variants[0].slots[0].fit == .cover)
    }

    @Test(
        "A fault is refused with its reason",
        arguments: [
            (document(top: #""colour": 1,"#), "unknown key \"colour\""),
            (document(canvas: #""gaps": "0""#), "unknown key \"gaps\""),
            (document(slot: #""source": ["others"], "zz": 1"#), "unknown key \"zz\""),
            (document(grid: #", "columns": 3"#), "unknown key \"columns\""),
            (document(canvas: #""background": "red""#), "\"red\" is no colour"),
            (document(canvas: #""gap": "-1""#), "\"-1\" is no length"),
            (document(slot: #""source": []"#), "can never be filled"),
            (document(slot: #""source": ["somebody"]"#), "somebody"),
            (document(rect: #"["0", "0", "1"]"#), "[x, y, width, height]"),
            (document(rect: #"["1/2", "0", "2/3", "1"]"#), "outside the canvas"),
            (document(rect: #"["0", "0", "0", "1"]"#), "empty"),
            (#"{ "name": "n", "variants": [] }"#, "at least one variant"),
            (#"{ "name": "n", "variants": [ { "slots": [] } ] }"#, "at least one slot"),
            (#"{ "name": "", "variants": [] }"#, "a layout has a name"),
            (#"{ "variants": [] }"#, "name"),
        ],
    )
    func faults(text: String, reason: String) {
        do {
            _ = try Self.decode(text)
            Issue.record("accepted: \(text)")
        } catch {
            #expect("\(error)".replacing("\\\"", with: "\"").contains(reason), "\(error)")
        }
    }

    @Test("Two slots of one id are refused")
    func sameId() {
        let grid = #""grid": { "rect": ["0", "0", "1", "1"], "auto": true }"#
        let slot = #"{ "id": "s", "source": ["self"], \#(grid) }"#
        let text = #"{ "name": "n", "variants": [ { "slots": [\#(slot), \#(slot)] } ] }"#
        #expect(throws: DecodingError.self) { try Self.decode(text) }
    }

    @Test(
        "Lengths",
        arguments: [
            ("0", 0.0), ("1", 1280), ("1/2", 640), ("1/160", 8), ("25%", 320), ("90u", 320),
            ("320px", 320), ("3/4", 960),
        ],
    )
    func lengths(text: String, pixels: Double) throws {
        #expect(try #require(LayoutLength(text)).pixels(of: 1280) == pixels)
    }

    @Test(
        "What is no length",
        arguments: [
            "", "/", "1/", "/2", "1/0", "1/2/3", "-1", "+1", "1.5", " 1", "px", "%", "1 px",
            "1/2px", "99999999999999999999", "2000000", "½",
        ],
    )
    func noLengths(text: String) { #expect(LayoutLength(text) == nil) }

    @Test("Colours")
    func colours() {
        #expect(RGB("#10A0ff") == RGB(red: 0x10, green: 0xA0, blue: 0xFF))
        #expect(RGB("#10a0ff")?.text == "#10a0ff")
        for text in ["", "#", "10A0ff", "#10A0f", "#10A0fff", "#10A0fg", "#+1A0ff", "# 10A0f"] {
            #expect(RGB(text) == nil)
        }
    }
}
