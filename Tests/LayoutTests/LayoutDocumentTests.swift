import Layout
import Testing

@Suite("Lengths, colours, numbers of people and sources in a layout document")
struct LayoutDocumentTests {
    @Test(
        "Lengths",
        arguments: [
            ("0", 0.0), ("1", 1280), ("1/2", 640), ("1/160", 8), ("25%", 320), ("90u", 320),
            ("320px", 320), ("3/4", 960), ("12.5%", 160), ("0.125%", 1.6), ("100%", 1280),
        ],
    )
    func lengths(text: String, pixels: Double) throws {
        #expect(try #require(LayoutLength(text)).pixels(of: 1280) == pixels)
    }

    @Test(
        "What is no length",
        arguments: [
            "", "/", "1/", "/2", "1/0", "1/2/3", "-1", "+1", "1.5", " 1", "px", "%", "1 px",
            "1/2px", "99999999999999999999", "2000000", "½", ".5%", "1.%", "1.2345%", "1.2.3%",
            "-1%", "101%", "1e2", "u",
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

    @Test("Numbers of people")
    func counts() throws {
        let range = try #require(LayoutDocument.CountRange("2..4"))
        #expect((0...6).filter { range.contains($0) } == [2, 3, 4])
        #expect(LayoutDocument.CountRange("5..")?.contains(999) == true)
        #expect(LayoutDocument.CountRange("5..")?.contains(4) == false)
        #expect(LayoutDocument.CountRange("..4")?.contains(0) == true)
        #expect(LayoutDocument.CountRange("..4")?.contains(5) == false)
        #expect(LayoutDocument.CountRange("7") == LayoutDocument.CountRange(7, to: 7))
        for text in ["", "..", "4..2", "a", "1..b", "-1..2", "1...3", "1..3..5", "1001", "2..1001"]
        {
            #expect(LayoutDocument.CountRange(text) == nil, "\(text)")
        }
    }

    @Test("Sources are read as they are written")
    func sources() {
        let words = LayoutDocument.SourceRule.words.map(\.word)
        let named = LayoutDocument.SourceRule.prefixes.map { $0 + ":a b:c" }
        for text in words + named { #expect(LayoutDocument.SourceRule(text)?.text == text) }
        for text in ["", "id:", "somebody", "Others", "role", "others ", "ID:1"] {
            #expect(LayoutDocument.SourceRule(text) == nil, "\(text)")
        }
    }

    @Test("Labels say who stands there")
    func labels() {
        var label = SlotStyle.Label()
        label.template = "{name} ({role}) #{id}"
        #expect(label.text(name: "Ada", role: "host", id: "p1") == "Ada (host) #p1")
        // What somebody is called is not a template.
        #expect(label.text(name: "{id}", role: nil, id: "p1") == "{id} () #p1")
    }
}
