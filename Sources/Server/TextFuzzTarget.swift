import FoundationEssentials
import JSON

/// What of the server reads texts from outside, for fuzzers and their tests (see `Fuzzing`).
///
/// In this module, since nothing else sees what these texts become; not in the built program, as
/// nothing there calls it.
package enum TextFuzzTarget: String, CaseIterable, Sendable {
    /// A message on the signaling socket, and a text in an answer.
    case signaling
    /// The body of a request to the API.
    case json
    /// A path segment and a query.
    case percent

    /// Runs one input.
    package func run(_ bytes: [UInt8]) {
        switch self {
        case .signaling: Self.signaling(bytes)
        case .json: Self.json(bytes)
        case .percent: Self.percent(bytes)
        }
    }

    /// The same for a C function with libFuzzer's signature.
    package func run(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
        run(Array(UnsafeBufferPointer(start: start, count: count)))
        return 0
    }

    private static func signaling(_ bytes: [UInt8]) {
        do throws(MessageFault) {
            let message = try ClientMessage(json: Data(bytes))
            if case .offer(.text(let id)?, _) = message { write(id) }
            if case .chat(let text, _) = message { write(text) }
        } catch {
            expect(!error.reason.isEmpty, "a fault says what is wrong")
        }
        write(String(decoding: bytes, as: UTF8.self))
    }

    /// What is written as JSON is read as the same text by another reader.
    private static func write(_ text: String) {
        let json = JSONWriter.object { $0.member("text", text) }
        let read = try? JSONDecoder().decode([String: String].self, from: Data(json.utf8))
        expect(read == ["text": text], "a text written as JSON is the same when read")
    }

    /// A value read, written and read again is the same.
    private static func json(_ bytes: [UInt8]) {
        do throws(JSONFault) {
            let value = try JSONValue(parsing: bytes)
            let written = value.json
            let again = try? JSONValue(parsing: Array(written.utf8))
            expect(again == value, "a value read, written and read again is the same")
            // Another reader takes it too: what is read here is JSON.
            let other = try? JSONDecoder().decode(AnyJSON.self, from: Data(bytes))
            expect(other != nil, "what is read here is JSON")
        } catch {
            let (line, column) = (error.position.line, error.position.column)
            expect(line > 0 && column > 0, "a fault says where it is")
            expect(column <= bytes.count + 1, "a fault lies in the text")
        }
    }

    /// Any value, of which nothing is kept.
    private struct AnyJSON: Decodable {
        init(from decoder: any Decoder) throws {}
    }

    private static func percent(_ bytes: [UInt8]) {
        let text = String(decoding: bytes, as: UTF8.self)
        if let decoded = PercentCoding.decode(text) {
            expect(decoded.utf8.count <= text.utf8.count, "decoding makes nothing longer")
        }
        let encoded = PercentCoding.encodeSegment(text)
        expect(encoded.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }, "an encoded text is ASCII")
        expect(PercentCoding.decode(encoded) == text, "a text encoded and decoded is the same")
        let query = "other=1&name=\(encoded)&name=2"
        let value = PercentCoding.encodedValue(of: "name", inQuery: query)
        expect(value.flatMap { PercentCoding.decode($0) } == text, "a query holds a text")
        _ = PercentCoding.encodedValue(of: "name", inQuery: text)
    }

    private static func expect(_ holds: Bool, _ invariant: StaticString) {
        if !holds { fatalError("broken invariant: \(invariant)") }
    }
}
