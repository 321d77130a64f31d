import Conference
import JSON

/// What a text may be.
struct TextRule: Sendable {
    /// In Unicode scalars, as JSON Schema counts.
    let lengths: ClosedRange<Int>
    let characters: Characters

    enum Characters: Sendable {
        /// Everything but control characters: what stands in one line.
        case line
        /// Lines as well: control characters are refused, but for tab and new line.
        case lines
        /// Letters, digits, `-`, `_` and `.`; neither `.` nor `..`, which paths take away.
        case name
    }

    /// What a member name in a path, and so in a link, may be.
    static func name(_ lengths: ClosedRange<Int>) -> TextRule {
        TextRule(lengths: lengths, characters: .name)
    }

    static func line(_ lengths: ClosedRange<Int>) -> TextRule {
        TextRule(lengths: lengths, characters: .line)
    }

    static func lines(_ lengths: ClosedRange<Int>) -> TextRule {
        TextRule(lengths: lengths, characters: .lines)
    }

    func admits(_ text: String) -> Bool {
        guard lengths.contains(text.unicodeScalars.count) else { return false }
        switch characters {
        case .line:
            return !text.unicodeScalars.contains { Self.isControl($0) }
        case .lines:
            return !text.unicodeScalars.contains { Self.isControl($0) && $0 != "\n" && $0 != "\t" }
        case .name:
            return !Conference.isPathStep(text) && text.utf8.allSatisfy(Conference.isNameByte)
        }
    }

    /// What would be right, for people.
    var wording: String {
        let length = "\(lengths.lowerBound) to \(lengths.upperBound)"
        switch characters {
        case .line: return "a text of \(length) characters in one line"
        case .lines: return "a text of \(length) characters"
        case .name: return "\(length) letters, digits, '-', '_' and '.'; not '.' or '..'"
        }
    }

    func schema(_ description: String) -> JSONValue {
        [
            "type": "string",
            "minLength": .integer(lengths.lowerBound),
            "maxLength": .integer(lengths.upperBound),
            "pattern": .text(pattern),
            "description": .text(description),
        ]
    }

    /// As JSON Schema wants it: ECMA 262, not anchored by itself.
    private var pattern: String {
        switch characters {
        case .line: #"^[^\u0000-\u001f\u007f-\u009f]*$"#
        case .lines: #"^[^\u0000-\u0008\u000b-\u001f\u007f-\u009f]*$"#
        case .name: #"^(?!\.{1,2}$)[A-Za-z0-9._-]+$"#
        }
    }

    private static func isControl(_ scalar: Unicode.Scalar) -> Bool {
        scalar.value < 0x20 || (0x7f...0x9f).contains(scalar.value)
    }
}
