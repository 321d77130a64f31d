import JSON
import Testing

@Suite struct JSONParserTests {
    private func parse(_ text: String) throws(JSONFault) -> JSONValue {
        try JSONValue(parsing: Array(text.utf8))
    }

    @Test(
        arguments: [
            ("null", nil), (" true\r\n", true), ("false", false), ("\t-12", -12), ("0", 0),
            ("-0", 0),
            ("1.5", 1.5), ("4.0", 4.0), ("1e3", 1000.0), ("-2.5E-1", -0.25), ("\"\"", ""),
            (#""a\"\\\/\b\f\n\r\té""#, "a\"\\/\u{8}\u{c}\n\r\té"),
            (#""\u00e9\uD83D\uDE00\u2028""#, "é😀\u{2028}"),
            ("[]", []), ("[ 1 , [2] ]", [1, [2]]), ("{}", [:]),
            (#"{"b":1,"a":{"c":[null]}}"#, ["b": 1, "a": ["c": [nil]]]),
            ("9223372036854775808", 9_223_372_036_854_775_808.0),
        ] as [(String, JSONValue)]
    )
    func readsWhatIsJSON(text: String, value: JSONValue) throws {
        #expect(try parse(text) == value)
    }

    @Test(arguments: [
        ("", 1, 1), ("  ", 1, 3), ("{\"a\":tru}", 1, 6), ("{\"a\":1,}", 1, 8), ("[1,]", 1, 4),
        ("[1 2]", 1, 4), ("{\"a\" 1}", 1, 6), ("{a:1}", 1, 2), ("{\"a\":1}x", 1, 8),
        ("{\n \"a\": 1\n \"b\": 2\n}", 3, 2), ("{\"a\":1,\n\"a\":2}", 2, 1), ("01", 1, 1),
        ("-", 1, 2), ("1.", 1, 3), ("1e", 1, 3), (".5", 1, 1), ("+1", 1, 1), ("1e400", 1, 1),
        ("NaN", 1, 1), ("nul", 1, 1), ("\"abc", 1, 5), ("\"a\nb\"", 1, 3), ("\"\\x\"", 1, 2),
        ("\"\\u12g4\"", 1, 6), ("\"\\ud800\"", 1, 2), ("\"\\udc00\"", 1, 2),
        ("\"\\ud800\\u0041\"", 1, 2), ("\"\\", 1, 3), ("'a'", 1, 1), ("// c\n1", 1, 1),
        ("\u{feff}{}", 1, 1),
    ])
    func namesThePlaceOfWhatIsNot(text: String, line: Int, column: Int) throws {
        let fault = try #require(throws: JSONFault.self) { try parse(text) }
        #expect(fault.position == TextPosition(line: line, column: column), "\(fault.reason)")
    }

    @Test func bytesThatAreNoTextAreRefused() {
        #expect(throws: JSONFault.self) { try JSONValue(parsing: [0x22, 0xff, 0x22]) }
    }

    @Test func nestingHasABound() throws {
        func nested(_ depth: Int) -> String {
            String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
        }
        #expect(throws: Never.self) { try parse(nested(32)) }
        #expect(throws: JSONFault.self) { try parse(nested(33)) }
        // A body of brackets alone neither takes long nor overflows the stack.
        #expect(throws: JSONFault.self) { try parse(String(repeating: "[", count: 1 << 20)) }
        #expect(throws: JSONFault.self) { try parse(String(repeating: "{\"a\":", count: 1 << 18)) }
    }

    @Test func writingAndReadingIsTheSame() throws {
        let value: JSONValue = [
            "z": [1, 2.5, -3], "a": ["n": nil, "t": true, "e": [], "o": [:]],
            "s": "\"\\\u{0}\u{1f}\r\n\té😀\u{2028}",
        ]
        #expect(try parse(value.json) == value)
    }

    @Test func everyTruncationIsRefused() {
        let text = Array(#"{"a":[1.5e2,"x\u00e9\n",true,null],"b":{"c":-1}}"#.utf8)
        for length in 0..<text.count {
            #expect(throws: JSONFault.self) { try JSONValue(parsing: Array(text[..<length])) }
        }
    }
}
