import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func membersKeepTheirOrderAndAreSeparated() {
        let text = JSONWriter.object { writer in
            writer.member("z", 1)
            writer.member("a", true)
            writer.member("none", String?.none)
            writer.object("o") { _ in }
            writer.array("l", ["x", "y"])
            writer.array("e", [])
            writer.array("m", [1, 2]) { $0.member("n", $1) }
            writer.null("q")
            writer.member("s", "t")
        }
        #expect(
            text == #"{"z":1,"a":true,"o":{},"l":["x","y"],"e":[],"m":[{"n":1},{"n":2}],"#
                + #""q":null,"s":"t"}"#
        )
    }

    @Test func stringsAreEscaped() {
        let text = JSONWriter.object { $0.member("k\n", "\"\\\u{0}\u{1f}\r\t é😀\u{2028}") }
        #expect(text == "{\"k\\n\":\"\\\"\\\\\\u0000\\u001f\\r\\t é😀\u{2028}\"}")
    }
}
