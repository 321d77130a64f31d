import JSON
import Layout
import Media
import Testing

@Suite("Faults of layout documents")
struct LayoutReadingTests {
    private static func faults(_ text: String) -> [LayoutFault] {
        do throws(LayoutFaults) {
            let catalogue = try LayoutCatalogue([.grid])
            _ = try LayoutDocument.read(Array(text.utf8), in: catalogue)
            return []
        } catch {
            return error.faults
        }
    }

    /// A small document with places to change.
    private static func document(
        top: String = "",
        variant: String = "",
        slot: String = #""source": ["others"]"#,
        area: String = #""grid": { "rect": ["0", "0", "1", "1"], "auto": true }"#,
    ) -> String {
        """
        { \(top) "name": "n", "variants": [ { \(variant) "slots": [
            { "id": "s", \(slot), \(area) } ] } ] }
        """
    }

    private static func rect(_ text: String) -> String { document(area: "\"rect\": \(text)") }

    private static func grid(_ text: String) -> String {
        document(area: "\"grid\": { \"rect\": [\"0\", \"0\", \"1\", \"1\"], \(text) }")
    }

    private static func variants(_ text: String) -> String {
        "{ \"name\": \"n\", \"variants\": [ \(text) ] }"
    }

    private static let slots =
        #""slots": [ { "id": "s", "rect": ["0", "0", "1", "1"], "source": ["others"] } ]"#

    @Test("A schema beside the documents is known as one")
    func schemas() {
        let dialect = #""$schema": "https://json-schema.org/draft/2020-12/schema""#
        func isSchema(_ text: String) -> Bool { LayoutDocument.isSchema(Array(text.utf8)) }
        #expect(isSchema("{ \(dialect), \"$id\": \"x\" }"))
        #expect(isSchema("{ \"$defs\": {}, \(dialect) }"))
        #expect(!isSchema("{ \(dialect) }"))
        #expect(!isSchema(Self.document(top: #""$schema": "../schema.json","#)))
        #expect(!isSchema("[]") && !isSchema("{") && !isSchema(""))
    }

    @Test("What may be left out has a default")
    func defaults() throws {
        let document = try LayoutDocument.readAlone(Array(Self.document().utf8))
        #expect(document.title == "n")
        #expect(document.canvas == LayoutDocument.Canvas())
        #expect(document.overflow == LayoutDocument.Overflow())
        #expect(document.transition.milliseconds == 300)
        #expect(document.selfView == nil)
        guard case .slots(let slots) = document.variants[0].content else { return }
        #expect(slots[0].style == SlotStyle() && slots[0].z == 0 && !slots[0].repeats)
    }

    private static let single: [(text: String, pointer: String, reason: String)] = [
        // Keys and kinds of values.
        (document(top: #""colour": 1,"#), "/colour", "unknown key \"colour\": one of"),
        (document(top: #""alias": [],"#), "/alias", "did you mean \"aliases\"?"),
        (document(top: #""canvas": { "gaps": "0" },"#), "/canvas/gaps", "did you mean \"gap\"?"),
        (document(top: #""name": "n","#), "", "stands twice"),
        (document(top: #""canvas": [],"#), "/canvas", "is an object, not a list"),
        (document(top: #""title": 3,"#), "/title", "is a text, not a number"),
        (document(top: #""title": "","#), "/title", "is not empty"),
        (document(top: #""title": "a\nb","#), "/title", "no control characters"),
        (document(top: #""aliases": ["a/b"],"#), "/aliases/0", "letters, digits"),
        (document(top: #""aliases": ["n"],"#), "/aliases/0", "stands twice"),
        ("[]", "", "a layout is an object"),
        ("{ \"variants\": [ { \(slots) } ] }", "", "a layout has \"name\""),
        (#"{ "name": "n" }"#, "", "a layout has \"variants\""),
        (variants(""), "/variants", "at least 1"),
        // Values.
        (document(top: #""canvas": { "background": "red" },"#), "/canvas/background", "#rrggbb"),
        (document(top: #""canvas": { "gap": "-1" },"#), "/canvas/gap", "\"-1\" is no length"),
        (document(top: #""canvas": { "gap": "1/0" },"#), "/canvas/gap", "is no length"),
        (document(top: #""canvas": { "margin": "1/2" },"#), "/canvas/margin", "at most a quarter"),
        (document(top: #""overflow": { "show": "counts" },"#), "/overflow/show", "\"count\"?"),
        (document(top: #""overflow": { "rotate": 0 },"#), "/overflow/rotate", "from 1 to 3600"),
        (document(top: #""transition": { "ms": 0.5 },"#), "/transition/ms", "whole number"),
        (document(top: #""transition": { "easing": 1 },"#), "/transition/easing", "a text"),
        (document(top: #""selfView": "corners","#), "/selfView", "did you mean \"corner\"?"),
        // Slots.
        (document(slot: #""source": []"#), "/variants/0/slots/0/source", "at least 1"),
        (
            document(slot: #""source": ["speeker"]"#), "/variants/0/slots/0/source/0",
            "\"speaker\"?",
        ),
        (
            document(slot: #""source": ["others", "others"]"#), "/variants/0/slots/0/source/1",
            "twice",
        ),
        (document(slot: #""z": 1"#), "/variants/0/slots/0", "a slot has \"source\""),
        (
            document(slot: #""source": ["others"], "fit": "covr""#), "/variants/0/slots/0/fit",
            "did you mean \"cover\"?",
        ),
        (
            document(slot: #""source": ["others"], "label": { "template": "{nam}" }"#),
            "/variants/0/slots/0/label/template", "did you mean \"name\"?",
        ),
        (
            document(slot: #""source": ["others"], "whenEmpty": "hide""#),
            "/variants/0/slots/0/whenEmpty", "\"collapse\", \"keep\" or",
        ),
        (
            document(slot: #""source": ["others"], "opacity": 2"#), "/variants/0/slots/0/opacity",
            "from 0.0 to 1.0",
        ),
        (
            #"{ "name": "n", "variants": [ { "slots": [ { "id": "self-view", "rect": "#
                + #"["0", "0", "1", "1"], "source": ["self"] } ] } ] }"#,
            "/variants/0/slots/0/id", "the self view",
        ),
        // Geometry.
        (rect(#"["0", "0", "1"]"#), "/variants/0/slots/0/rect", "[x, y, width, height]"),
        (
            rect(#"["1/2", "0", "2/3", "1"]"#), "/variants/0/slots/0/rect",
            "outside the canvas at the right",
        ),
        (
            rect(#"["0", "90u", "1", "271u"]"#), "/variants/0/slots/0/rect",
            "outside the canvas at the bottom",
        ),
        (rect(#"["1", "0", "320px", "1"]"#), "/variants/0/slots/0/rect", "outside"),
        (rect(#"["0", "0", "0", "1"]"#), "/variants/0/slots/0/rect", "is empty"),
        (rect(#"["0", "0", "1/65", "1"]"#), "/variants/0/slots/0/rect", "below the minimum size"),
        (rect(#"["0", "0", "1", "15px"]"#), "/variants/0/slots/0/rect", "below the minimum size"),
        (rect(#"[0, "0", "1", "1"]"#), "/variants/0/slots/0/rect/0", "is a text, not a number"),
        (document(area: #""z": 1"#), "/variants/0/slots/0", "either \"rect\" or \"grid\""),
        (grid(#""auto": true, "columns": 3"#), "/variants/0/slots/0/grid", "either \"columns\""),
        (grid(#""columns": 3"#), "/variants/0/slots/0/grid", "either \"columns\""),
        (grid(#""columns": 17, "rows": 1"#), "/variants/0/slots/0/grid/columns", "from 1 to 16"),
        (grid(#""columns": 12, "rows": 11"#), "/variants/0/slots/0/grid", "at most 128 cells"),
        // What can never be.
        (
            document(
                slot: #""source": ["others"], "minHeight": "1/2""#,
                area: #""rect": ["0", "0", "1", "1/3"]"#,
            ),
            "/variants/0/slots/0/minHeight", "can never be filled",
        ),
        (
            document(
                slot: #""source": ["empty", "others"]"#,
                area: #""rect": ["0", "0", "1", "1"]"#,
            ),
            "/variants/0/slots/0/source/1", "never reached",
        ),
        (
            document(slot: #""source": ["others"], "whenEmpty": "keep""#),
            "/variants/0/slots/0/whenEmpty", "an automatic grid has no empty cells",
        ),
        (
            document(top: #""selfView": "exclude","#, slot: #""source": ["self"]"#),
            "/variants/0/slots/0/source", "can never be filled",
        ),
        // Variants.
        (variants(#"{ "when": {} }"#), "/variants/0", "either \"slots\" or \"use\""),
        (
            variants("{ \(slots), \"use\": \"grid\" }"), "/variants/0",
            "either \"slots\" or \"use\"",
        ),
        (variants(#"{ "use": "gird" }"#), "/variants/0/use", "did you mean \"grid\"?"),
        (
            variants("{ \"when\": { \"participants\": \"4..2\" }, \(slots) }, { \(slots) }"),
            "/variants/0/when/participants", "\"2..4\"",
        ),
        (
            variants("{ \(slots) }, { \"when\": { \"screen\": true }, \(slots) }"), "/variants/1",
            "never applies: variant 0",
        ),
        (
            variants(
                "{ \"when\": { \"participants\": \"..4\" }, \(slots) }, "
                    + "{ \"when\": { \"participants\": \"6..\" }, \(slots) }"
            ), "/variants", "nobody would be seen with 5 people",
        ),
        (
            variants(
                "{ \"when\": { \"participants\": 2, \"videoParticipants\": 3 }, \(slots) }, "
                    + "{ \(slots) }"
            ), "/variants/0", "contradict",
        ),
    ]

    @Test("A fault is told with its place and its reason, and only once", arguments: single)
    func faults(text: String, pointer: String, reason: String) {
        let faults = Self.faults(text)
        #expect(faults.count == 1, "\(faults)")
        #expect(faults.first?.pointer.description == pointer)
        #expect(faults.first?.reason.contains(reason) == true, "\(faults)")
        #expect(faults.first?.position != nil)
    }

    @Test("Two slots for the same single person, and two of one id")
    func sameTwice() {
        func text(_ first: String, _ second: String, _ source: String) -> String {
            let area = #""rect": ["0", "0", "1", "1"], "source": ["#
            return Self.variants(
                "{ \"slots\": [ { \"id\": \"\(first)\", \(area)\"\(source)\"] }, "
                    + "{ \"id\": \"\(second)\", \(area)\"\(source)\"] } ] }"
            )
        }
        let ids = Self.faults(text("a", "a", "others"))
        #expect(ids.map(\.reason) == ["two slots of a variant have this id"])
        #expect(ids.first?.slot == "a")
        let speakers = Self.faults(text("a", "b", "speaker"))
        #expect(speakers.map(\.slot) == ["b"])
        #expect(speakers.first?.reason.contains("slot \"a\" before it takes \"speaker\"") == true)
        #expect(Self.faults(text("a", "b", "others")).isEmpty)
    }

    @Test("All faults of a document at once, each with its line, in the order of the text")
    func all() {
        let text = """
            {
              "name": "a b",
              "tittle": "T",
              "canvas": { "background": "#12345", "gap": "1/0" },
              "variants": [
                { "when": { "screens": true },
                  "slots": [
                    { "id": "main", "rect": ["0", "0", "x", "1"], "source": ["speeker"], "z": 200 },
                    { "id": "main", "grid": { "rect": ["0", "0", "1", "1"] }, "source": [] }
                  ] }
              ]
            }
            """
        let faults = Self.faults(text)
        #expect(
            faults.map { $0.position?.line ?? 0 } == [2, 3, 4, 4, 6, 8, 8, 8, 9, 9, 9],
            "\(LayoutFaults(faults))",
        )
        #expect(faults.filter { $0.slot == "main" }.count == 6)
        #expect(faults.first?.description.hasPrefix("2:3: /name: the name of a layout") == true)
    }

    @Test("A text that is no JSON: line and column")
    func syntax() {
        let faults = Self.faults("{\n  \"name\": \"n\",\n  \"variants\": [}\n}")
        #expect(faults.map(\.description) == ["3:16: no JSON: a value is due here"])
    }

    @Test("A byte order mark is passed over, a text of more than a megabyte is not read")
    func texts() {
        #expect(Self.faults("\u{feff}" + Self.document()).isEmpty)
        let long = Self.document() + String(repeating: " ", count: LayoutDocument.maximumBytes)
        #expect(Self.faults(long).map(\.reason) == ["longer than 1000000 bytes"])
    }

    @Test("Every beginning of a document is refused, none traps")
    func truncations() {
        let text = Array(LayoutDocument.grid.json.json.utf8)
        #expect(throws: Never.self) { try LayoutDocument.readAlone(text) }
        for length in 0..<text.count {
            #expect(throws: LayoutFaults.self) {
                try LayoutDocument.readAlone(Array(text[..<length]))
            }
        }
    }

    @Test("Random changes of a document never trap")
    func mutations() {
        var generator = SplitMix64(seed: 1)
        let text = Array(LayoutDocument.grid.json.json.utf8)
        var read = 0
        for _ in 0..<2000 {
            var changed = text
            for _ in 0...Int.random(in: 0..<4, using: &generator) {
                let index = changed.indices.randomElement(using: &generator) ?? 0
                changed[index] = UInt8.random(in: 0...255, using: &generator)
            }
            read += (try? LayoutDocument.readAlone(changed)) == nil ? 0 : 1
        }
        #expect((1..<2000).contains(read))
    }

    @Test("However much is wrong, the list of faults has an end")
    func bounded() {
        let sources = Array(repeating: "\"nobody\"", count: 10_000).joined(separator: ",")
        let keys = (0..<1000).map { "\"k\($0)\": 1" }.joined(separator: ",")
        #expect(Self.faults(Self.document(slot: "\"source\": [\(sources)]")).count <= 100)
        #expect(Self.faults("{ \(keys) }").count == 100)
    }
}
