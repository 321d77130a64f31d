import JSON

/// An element of an XML document, with its attributes and children.
///
/// As much of XML as configuration files have: elements, attributes, text, comments, CDATA and the
/// five entities. No document types and no entities of one's own: they are refused.
struct XMLElement {
    var name: String
    var attributes: [(name: String, value: String)] = []
    var children: [XMLElement] = []
    /// The text directly inside, without the space around it.
    var text = ""
    /// Where it begins, in bytes.
    var offset: Int

    subscript(name: String) -> String? { attributes.first { $0.name == name }?.value }

    func children(_ name: String) -> [XMLElement] { children.filter { $0.name == name } }

    /// All elements of a name, however deep, in the order of the text.
    func descendants(_ name: String) -> [XMLElement] {
        children.flatMap { ($0.name == name ? [$0] : []) + $0.descendants(name) }
    }

    /// - Throws: the first fault.
    init(parsing text: [UInt8]) throws(LayoutFaults) {
        var parser = XMLParser(text)
        self = try parser.parse()
    }

    fileprivate init(name: String, offset: Int) {
        self.name = name
        self.offset = offset
    }
}

private struct XMLParser {
    private static let maximumDepth = 32

    private let text: [UInt8]
    private var index = 0

    init(_ text: [UInt8]) { self.text = text }

    mutating func parse() throws(LayoutFaults) -> XMLElement {
        guard text.count <= LayoutDocument.maximumBytes else {
            throw fault("longer than \(LayoutDocument.maximumBytes) bytes")
        }
        guard String(validating: text, as: UTF8.self) != nil else { throw fault("no UTF-8") }
        skipByteOrderMark()
        try skipMisc()
        guard next == UInt8(ascii: "<") else { throw fault("an element should stand here") }
        let root = try parseElement(depth: 0)
        try skipMisc()
        guard index == text.count else { throw fault("the document ends before this") }
        return root
    }

    private mutating func parseElement(depth: Int) throws(LayoutFaults) -> XMLElement {
        guard depth <= Self.maximumDepth else { throw fault("too many elements within each other") }
        let start = index
        index += 1
        var element = XMLElement(name: try parseName(), offset: start)
        while true {
            skipSpace()
            if take("/>") { return element }
            if take(">") { break }
            let name = try parseName()
            skipSpace()
            guard take("=") else { throw fault("\"=\" should stand after \"\(name)\"") }
            skipSpace()
            guard element[name] == nil else {
                throw fault("the attribute \"\(name)\" stands twice")
            }
            element.attributes.append((name, try parseQuoted()))
        }
        try parseContent(of: &element, depth: depth)
        return element
    }

    private mutating func parseContent(
        of element: inout XMLElement,
        depth: Int,
    ) throws(LayoutFaults) {
        var words = ""
        while next != nil {
            if take("</") {
                let name = try parseName()
                skipSpace()
                guard name == element.name, take(">") else {
                    throw fault("</\(element.name)> should stand here")
                }
                element.text = Self.trimmed(words)
                return
            }
            if take("<!--") {
                _ = try skip(past: "-->")
            } else if take("<![CDATA[") {
                words += try skip(past: "]]>")
            } else if next == UInt8(ascii: "<") {
                element.children.append(try parseElement(depth: depth + 1))
            } else {
                words += try parseText(until: "<")
            }
        }
        throw fault("the text ends within <\(element.name)>")
    }

    private mutating func parseName() throws(LayoutFaults) -> String {
        let start = index
        while let byte = next, byte.isLetterOrDigit || "-_.:".utf8.contains(byte) || byte > 0x7F {
            index += 1
        }
        guard index > start else { throw fault("a name should stand here") }
        return String(decoding: text[start..<index], as: UTF8.self)
    }

    private mutating func parseQuoted() throws(LayoutFaults) -> String {
        for quote in ["\"", "'"] where take(quote) {
            let value = try parseText(until: quote)
            guard take(quote) else { throw fault("the text ends before the closing quote") }
            return value
        }
        throw fault("a value in quotes should stand here")
    }

    /// Text up to a character, with its entities replaced.
    private mutating func parseText(until end: String) throws(LayoutFaults) -> String {
        var bytes: [UInt8] = []
        while let byte = next, byte != end.utf8.first {
            if byte == UInt8(ascii: "&") {
                bytes += try parseEntity().utf8
            } else {
                bytes.append(byte)
                index += 1
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private mutating func parseEntity() throws(LayoutFaults) -> String {
        let known = [
            ("&amp;", "&"), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"),
        ]
        for (entity, character) in known where take(entity) { return character }
        guard take("&#") else { throw fault("no such entity") }
        let radix = take("x") ? 16 : 10
        let digits = try skip(past: ";")
        guard let value = UInt32(digits, radix: radix), let scalar = UnicodeScalar(value) else {
            throw fault("no such character")
        }
        return String(Character(scalar))
    }

    // MARK: The text

    private var next: UInt8? { index < text.count ? text[index] : nil }

    private mutating func take(_ word: String) -> Bool {
        guard text[index...].starts(with: word.utf8) else { return false }
        index += word.utf8.count
        return true
    }

    /// What stands before an end.
    private mutating func skip(past end: String) throws(LayoutFaults) -> String {
        let start = index
        while index < text.count {
            let stop = index
            if take(end) { return String(decoding: text[start..<stop], as: UTF8.self) }
            index += 1
        }
        throw fault("\"\(end)\" is missing")
    }

    private mutating func skipSpace() {
        while let byte = next, [0x20, 0x09, 0x0A, 0x0D].contains(byte) { index += 1 }
    }

    private mutating func skipByteOrderMark() {
        if text.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// Past declarations and comments around the root.
    private mutating func skipMisc() throws(LayoutFaults) {
        while true {
            skipSpace()
            if take("<!--") {
                _ = try skip(past: "-->")
            } else if take("<?") {
                _ = try skip(past: "?>")
            } else if text[index...].starts(with: "<!".utf8) {
                throw fault("document types are not read")
            } else {
                return
            }
        }
    }

    private static func trimmed(_ words: String) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        let start = words.firstIndex { !isSpace($0) } ?? words.endIndex
        let end = words.lastIndex { !isSpace($0) } ?? words.startIndex
        return start < words.endIndex ? String(words[start...end]) : ""
    }

    private func fault(_ reason: String) -> LayoutFaults {
        let position = TextPosition(of: index, in: text)
        return LayoutFaults([LayoutFault(JSONPointer(), "no XML: \(reason)", position: position)])
    }
}
