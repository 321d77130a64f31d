/// Writes one JSON text, keys in the order in which they are given.
///
/// The order is why this exists: a signaling message names its `type` first, which `JSONEncoder`
/// cannot promise.
struct JSONWriter {
    private var bytes: [UInt8] = []
    private var needsComma = false

    /// The text of an object whose members `body` writes.
    static func object(_ body: (inout JSONWriter) -> Void) -> String {
        var writer = JSONWriter()
        writer.writeObject(body)
        return String(decoding: writer.bytes, as: UTF8.self)
    }

    mutating func member(_ key: String, _ value: String?) {
        guard let value else { return }
        name(key)
        writeString(value)
    }

    mutating func member(_ key: String, _ value: Int?) {
        guard let value else { return }
        name(key)
        append(String(value))
        needsComma = true
    }

    mutating func member(_ key: String, _ value: Bool?) {
        guard let value else { return }
        name(key)
        append(value ? "true" : "false")
        needsComma = true
    }

    mutating func null(_ key: String) {
        name(key)
        append("null")
        needsComma = true
    }

    mutating func object(_ key: String, _ body: (inout JSONWriter) -> Void) {
        name(key)
        writeObject(body)
    }

    /// An array of objects, one for each element.
    mutating func array<Element>(
        _ key: String,
        _ elements: [Element],
        _ body: (inout JSONWriter, Element) -> Void,
    ) {
        name(key)
        append("[")
        needsComma = false
        for element in elements { writeObject { body(&$0, element) } }
        append("]")
        needsComma = true
    }

    mutating func array(_ key: String, _ elements: [String]) {
        name(key)
        append("[")
        needsComma = false
        for element in elements {
            separate()
            writeString(element)
        }
        append("]")
        needsComma = true
    }

    private mutating func name(_ key: String) {
        separate()
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

    private mutating func append(_ text: String) {
        bytes.append(contentsOf: text.utf8)
    }

    /// RFC 8259 §7.
    private mutating func writeString(_ value: String) {
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
