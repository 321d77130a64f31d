import JSON
import Testing

@Suite("Ways to values, and their places in the text")
struct JSONPointerTests {
    private static let text = Array(
        "{\n  \"é漢\": [1,\r\n\t{ \"b\": null, \"c\":[[ ],{}]} ] , \"d\":\"x\"\n}".utf8
    )

    @Test(
        "Every value knows its line and column, counted in characters",
        arguments: [
            ([], "1:1"), ([.member("é漢")], "2:3"), ([.member("é漢"), .element(0)], "2:10"),
            ([.member("é漢"), .element(1)], "3:2"),
            ([.member("é漢"), .element(1), .member("b")], "3:4"),
            ([.member("é漢"), .element(1), .member("c"), .element(1)], "3:24"),
            ([.member("d")], "3:33"),
        ] as [([JSONPointer.Step], String)],
    )
    func places(steps: [JSONPointer.Step], place: String) throws {
        let pointer = JSONPointer(steps)
        #expect(pointer.position(in: Self.text)?.description == place)
        #expect(try JSONValue(parsing: Self.text).value(at: pointer) != nil)
    }

    @Test(
        "What is not there has no place",
        arguments: [
            [.member("e")], [.element(0)], [.member("d"), .member("x")],
            [.member("é漢"), .element(2)], [.member("é漢"), .member("0")],
            [.member("é漢"), .element(1), .member("c"), .element(0), .element(0)],
        ] as [[JSONPointer.Step]],
    )
    func nowhere(steps: [JSONPointer.Step]) throws {
        let pointer = JSONPointer(steps)
        #expect(pointer.position(in: Self.text) == nil)
        #expect(try JSONValue(parsing: Self.text).value(at: pointer) == nil)
    }

    @Test("A text that ends too early has no places beyond")
    func truncations() {
        let pointer = JSONPointer([.member("d")])
        for length in 0..<(Self.text.count - 8) {
            #expect(pointer.position(in: Array(Self.text[..<length])) == nil)
        }
    }

    @Test("Pointers escape what RFC 6901 says")
    func escapes() {
        let pointer = JSONPointer([.member("a/b"), .element(2), .member("m~n"), .member("")])
        #expect(pointer.description == "/a~1b/2/m~0n/")
        #expect(JSONPointer().description == "")
    }
}

@Suite("JSON in lines, as people write it")
struct JSONLinesTests {
    @Test("What fits on a line stands on one")
    func short() {
        let value: JSONValue = ["a": [1, [], [:]], "b": "\n", "c": [nil, true]]
        #expect(value.lines == #"{ "a": [1, [], {}], "b": "\n", "c": [null, true] }"# + "\n")
    }

    @Test("What does not is broken, with two columns a level, and means the same")
    func long() throws {
        let row = JSONValue.array((100...109).map(JSONValue.integer))
        let value: JSONValue = ["rows": .array([row, row, row]), "last": ["x": 0.5]]
        let inner = "[100, 101, 102, 103, 104, 105, 106, 107, 108, 109]"
        let text = """
            {
              "rows": [
                \(inner),
                \(inner),
                \(inner)
              ],
              "last": { "x": 0.5 }
            }

            """
        #expect(value.lines == text)
        #expect(try JSONValue(parsing: Array(text.utf8)) == value)
    }
}
