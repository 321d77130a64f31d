/// Writes one JSON text, keys in the order in which they are given.
///
/// The order is why this exists: a signaling message names its `type` first, which `JSONEncoder`
/// cannot promise.
package struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    package init() {}

    /// The text of an object whose members `body` writes.
    package static func object(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.writeObject(body)
        return writer.text
    }

    /// What was written.
    package var text: String { String(decoding: bytes, as: UTF8.self) }

    /// Writes any value, as the whole text or as an element.
    package mutating func write(_ value: JSONValue) {
        switch value {
        case .text(let text): writeString(text)
        case .array(let elements): writeArray(elements) { $0.write($1) }
        case .object(let members):
            writeObject { writer in
                for member in members { writer.value(member.name, member.value) }
            }
        case .null: writeLiteral("null")
        case .flag(let flag): writeLiteral(flag ? "true" : "false")
        case .integer(let integer): writeLiteral(String(integer))
        // JSON has no infinity.
        case .number(let number): writeLiteral(number.isFinite ? number.description : "null")
        }
    }

    package mutating func value(_ key: String, _ value: JSONValue) {
        name(key)
        write(value)
    }

    package mutating func member(_ key: String, _ value: String?) {
        guard let value else { return }
        name(key)
        writeString(value)
    }

    package mutating func member(_ key: String, _ value: Int?) {
        guard let value else { return }
        name(key)
        writeLiteral(String(value))
    }

    package mutating func member(_ key: String, _ value: Bool?) {
        guard let value else { return }
        name(key)
        writeLiteral(value ? "true" : "false")
    }

    package mutating func null(_ key: String) {
        name(key)
        writeLiteral("null")
    }

    package mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
        name(key)
        writeObject(body)
    }

    /// An array of objects, one for each element.
    package mutating func array<Element>(
        _ key: String,
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void,
    ) {
        name(key)
        writeArray(elements) { writer, element in writer.writeObject { body(&$0, element) } }
    }

    package mutating func array(_ key: String, _ elements: [String]) {
        name(key)
        writeArray(elements) { $0.writeString($1) }
    }

    private mutating func name(_ key: String) {
        writeString(key)
        append(":")
        needsComma = false
    }

    private mutating func separate() {
        if needsComma { append(",") }
        needsComma = false
    }

    private mutating func writeObject(_ body: (inout JSONWriter) -> Void) {
        separate()
        append("{")
        body(&self)
        append("}")
        needsComma = true
    }

    private mutating func writeArray<Element>(
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void,
    ) {
        separate()
        append("[")
        for element in elements { body(&self, element) }
        append("]")
        needsComma = true
    }

    private mutating func writeLiteral(_ literal: String) {
        separate()
        append(literal)
        needsComma = true
    }

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// RFC 8259 §7.
    private mutating func writeString(_ value: String) {
        separate()
        append("\"")
        for byte in value.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
            case UInt8(ascii: "\n"): append("\\n")
            case UInt8(ascii: "\r"): append("\\r")
            case UInt8(ascii: "\t"): append("\\t")
            case 0..<0x20: append((byte < 16 ? "\\u000" : "\\u00") + String(byte, radix: 16))
            default: bytes.append(byte)
            }
        }
        append("\"")
        needsComma = true
    }
}
