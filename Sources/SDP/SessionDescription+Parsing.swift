extension SessionDescription {
    /// Longer texts are refused; a browser's offer has 5 to 15 KiB.
    package static let maximumBytes = 64 * 1024
    /// Longer lines are refused.
    package static let maximumLineBytes = 4 * 1024
    /// More m-sections are refused.
    package static let maximumMedia = 64

    /// Reads a description (RFC 8866 §5); lines may end with CR LF or LF.
    ///
    /// Attributes are kept as they stand; the typed accessors read them.
    package init(parsing text: String) throws(SDPError) {
        guard text.utf8.count <= Self.maximumBytes else {
            throw SDPError(line: 0, reason: .tooLong)
        }
        var lines = LineReader(text)
        guard let version = try lines.next(), version == Line("v", "0") else {
            throw SDPError(line: lines.number, reason: .expected("v=0"))
        }
        guard let origin = try lines.next(), origin.type == "o" else {
            throw SDPError(line: lines.number, reason: .expected("o="))
        }
        guard let parsed = Origin(parsing: origin.value) else {
            throw SDPError(line: lines.number, reason: .malformed("o="))
        }
        guard let name = try lines.next(), name.type == "s" else {
            throw SDPError(line: lines.number, reason: .expected("s="))
        }
        self.init(origin: parsed, name: name.value, lines: [])
        while let line = try lines.next() { try append(line, number: lines.number) }
    }

    private mutating func append(_ line: Line, number: Int) throws(SDPError) {
        switch line.type {
        case "m":
            guard media.count < Self.maximumMedia else {
                throw SDPError(line: number, reason: .tooManyMedia)
            }
            guard let section = MediaDescription(parsing: line.value) else {
                throw SDPError(line: number, reason: .malformed("m="))
            }
            media.append(section)
        case "a":
            guard let attribute = Attribute(parsing: line.value) else {
                throw SDPError(line: number, reason: .malformed("a="))
            }
            if media.isEmpty {
                attributes.append(attribute)
            } else {
                media[media.count - 1].attributes.append(attribute)
            }
        case "v", "o", "s":
            throw SDPError(line: number, reason: .notALine)
        default:
            if media.isEmpty {
                lines.append(line)
            } else {
                media[media.count - 1].lines.append(line)
            }
        }
    }

    /// The description as text, each line ended by CR LF.
    package var text: String {
        var text = "v=0\r\no=\(origin.text)\r\ns=\(name)\r\n"
        for line in lines { text += line.text }
        for attribute in attributes { text += attribute.text }
        for section in media {
            text += "m=\(section.type) \(section.port) \(section.transport)"
            for format in section.formats { text += " " + format }
            text += "\r\n"
            for line in section.lines { text += line.text }
            for attribute in section.attributes { text += attribute.text }
        }
        return text
    }
}

/// Cuts a text into lines and counts them.
struct LineReader {
    private var rest: Substring.UTF8View
    /// The number of the line read last, from 1.
    private(set) var number = 0

    init(_ text: String) { rest = text[...].utf8 }

    /// The next line; nil at the end, where empty lines are allowed.
    mutating func next() throws(SDPError) -> Line? {
        number += 1
        guard !rest.allSatisfy({ $0 == 0x0A || $0 == 0x0D }) else { return nil }
        let end = rest.firstIndex(of: 0x0A) ?? rest.endIndex
        var line = rest[..<end]
        rest = rest[end...].dropFirst()
        if line.last == 0x0D { line = line.dropLast() }
        guard line.count <= SessionDescription.maximumLineBytes else {
            throw SDPError(line: number, reason: .lineTooLong)
        }
        guard let type = line.first, type >= 0x61, type <= 0x7A,
            line.dropFirst().first == UInt8(ascii: "="),
            !line.contains(where: { ($0 < 0x20 && $0 != 0x09) || $0 == 0x7F })
        else { throw SDPError(line: number, reason: .notALine) }
        return Line(Character(Unicode.Scalar(type)), String(Substring(line.dropFirst(2))))
    }
}

extension Line {
    var text: String { "\(type)=\(value)\r\n" }
}

extension Attribute {
    init?(parsing value: String) {
        guard let colon = value.utf8.firstIndex(of: UInt8(ascii: ":")) else {
            guard !value.isEmpty else { return nil }
            self.init(value)
            return
        }
        guard colon > value.startIndex else { return nil }
        self.init(String(value[..<colon]), String(value[value.utf8.index(after: colon)...]))
    }

    var text: String {
        guard let value else { return "a=\(name)\r\n" }
        return "a=\(name):\(value)\r\n"
    }
}

extension SessionDescription.Origin {
    fileprivate init?(parsing value: String) {
        let fields = value.fields
        guard fields.count == 6 else { return nil }
        self.init(
            username: fields[0],
            sessionID: fields[1],
            sessionVersion: fields[2],
            address: fields[3...].joined(separator: " "),
        )
    }

    fileprivate var text: String { "\(username) \(sessionID) \(sessionVersion) \(address)" }
}

extension MediaDescription {
    init?(parsing value: String) {
        let fields = value.fields
        guard fields.count >= 4, let port = UInt16(decimal: fields[1]) else { return nil }
        self.init(type: fields[0], port: port, transport: fields[2], formats: Array(fields[3...]))
    }
}

extension StringProtocol {
    /// What stands between spaces.
    var fields: [String] {
        String(self).utf8.split(separator: 0x20).map { String(Substring($0)) }
    }
}

extension FixedWidthInteger {
    /// Decimal digits only, at least one: no sign, no spaces.
    init?(decimal text: some StringProtocol) {
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }) else { return nil }
        self.init(text, radix: 10)
    }
}
