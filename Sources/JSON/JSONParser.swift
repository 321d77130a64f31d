/// Why a text is not JSON, and where.
package struct JSONFault: Error, Hashable, Sendable {
    package let position: TextPosition
    package let reason: String
}

extension JSONValue {
    /// Reads one JSON text (RFC 8259) in UTF-8.
    ///
    /// Stricter than the RFC demands, since what is ambiguous is better refused: a name may stand
    /// only once in an object, and nesting has a bound.
    ///
    /// - Throws: `JSONFault` at the first byte that cannot be right.
    package init(parsing bytes: [UInt8]) throws(JSONFault) {
        var parser = JSONParser(bytes)
        self = try parser.parse()
    }
}

extension JSONPointer {
    /// Where in a JSON text the pointer leads: a member begins with its name.
    ///
    /// The text is read again, so that values need not carry their places with them.
    ///
    /// - Parameter text: as `JSONValue.init(parsing:)` reads it; nil for any other.
    package func position(in text: [UInt8]) -> TextPosition? {
        var parser = JSONParser(text)
        return (try? parser.offset(of: steps[...], depth: 0)).flatMap(\.self).map {
            TextPosition(of: $0, in: text)
        }
    }
}

/// Reads JSON; its time is proportional to the length of the text.
private struct JSONParser {
    /// The API's own bodies nest three deep, layouts eight.
    static let maximumDepth = 32

    private let bytes: [UInt8]
    private var position = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    mutating func parse() throws(JSONFault) -> JSONValue {
        guard String(validating: bytes, as: UTF8.self) != nil else {
            throw fault("not UTF-8", at: 0)
        }
        let value = try value(depth: 0)
        skipSpace()
        guard next == nil else { throw fault("nothing may follow the value") }
        return value
    }

    // MARK: Places

    /// Where the value at the end of the way begins, or the name of its member; nil if there is none.
    mutating func offset(
        of steps: ArraySlice<JSONPointer.Step>,
        depth: Int,
    ) throws(JSONFault) -> Int? {
        skipSpace()
        guard let step = steps.first else { return position }
        switch step {
        case .member(let name):
            guard take("{") else { return nil }
            skipSpace()
            while !take("}") {
                let start = position
                guard next == UInt8(ascii: "\"") else { return nil }
                let isWanted = try string() == name
                skipSpace()
                guard take(":") else { return nil }
                if isWanted, steps.count == 1 { return start }
                if isWanted { return try offset(of: steps.dropFirst(), depth: depth + 1) }
                try pass(depth: depth)
            }
        case .element(let index):
            guard take("[") else { return nil }
            skipSpace()
            for _ in 0..<index {
                guard next != UInt8(ascii: "]") else { return nil }
                try pass(depth: depth)
            }
            guard next != UInt8(ascii: "]") else { return nil }
            return try offset(of: steps.dropFirst(), depth: depth + 1)
        }
        return nil
    }

    /// Passes over a value, the comma after it and space.
    private mutating func pass(depth: Int) throws(JSONFault) {
        _ = try value(depth: depth + 1)
        skipSpace()
        _ = take(",")
        skipSpace()
    }

    // MARK: Values

    private mutating func value(depth: Int) throws(JSONFault) -> JSONValue {
        guard depth < Self.maximumDepth else {
            throw fault("nested deeper than \(Self.maximumDepth) levels")
        }
        skipSpace()
        guard let byte = next else { throw fault("the text ends where a value is due") }
        switch byte {
        case UInt8(ascii: "{"): return try object(depth: depth)
        case UInt8(ascii: "["): return try array(depth: depth)
        case UInt8(ascii: "\""): return .text(try string())
        case UInt8(ascii: "t"): return try word("true", .flag(true))
        case UInt8(ascii: "f"): return try word("false", .flag(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw fault("a value is due here")
        }
    }

    private mutating func object(depth: Int) throws(JSONFault) -> JSONValue {
        var members: [JSONValue.Member] = []
        var names: Set<String> = []
        position += 1
        skipSpace()
        if take("}") { return .object([]) }
        while true {
            skipSpace()
            let start = position
            guard next == UInt8(ascii: "\"") else { throw fault("a name in quotes is due here") }
            let name = try string()
            guard names.insert(name).inserted else {
                throw fault("this name stands twice in the object", at: start)
            }
            skipSpace()
            guard take(":") else { throw fault("':' is due here") }
            members.append(JSONValue.Member(name: name, value: try value(depth: depth + 1)))
            skipSpace()
            if take("}") { return .object(members) }
            guard take(",") else { throw fault("',' or '}' is due here") }
        }
    }

    private mutating func array(depth: Int) throws(JSONFault) -> JSONValue {
        var elements: [JSONValue] = []
        position += 1
        skipSpace()
        if take("]") { return .array([]) }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take("]") { return .array(elements) }
            guard take(",") else { throw fault("',' or ']' is due here") }
        }
    }

    private mutating func word(_ word: String, _ value: JSONValue) throws(JSONFault) -> JSONValue {
        guard bytes[position...].starts(with: word.utf8) else {
            throw fault("a value is due here")
        }
        position += word.utf8.count
        return value
    }

    /// RFC 8259 §6.
    private mutating func number() throws(JSONFault) -> JSONValue {
        let start = position
        _ = take("-")
        let digits = takeDigits()
        guard digits > 0 else { throw fault("a digit is due here") }
        let first = bytes[position - digits]
        guard digits == 1 || first != UInt8(ascii: "0") else {
            throw fault("a number has no leading zero", at: position - digits)
        }
        var isWhole = true
        if take(".") {
            isWhole = false
            guard takeDigits() > 0 else { throw fault("a digit is due here") }
        }
        if take("e") || take("E") {
            isWhole = false
            if !take("+") { _ = take("-") }
            guard takeDigits() > 0 else { throw fault("a digit is due here") }
        }
        let text = String(decoding: bytes[start..<position], as: UTF8.self)
        if isWhole, let integer = Int(text) { return .integer(integer) }
        guard let number = Double(text), number.isFinite else {
            throw fault("this number is too large", at: start)
        }
        return .number(number)
    }

    private mutating func takeDigits() -> Int {
        let start = position
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) {
            position += 1
        }
        return position - start
    }

    // MARK: Strings (RFC 8259 §7)

    private mutating func string() throws(JSONFault) -> String {
        position += 1
        var content: [UInt8] = []
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                position += 1
                return String(decoding: content, as: UTF8.self)
            case UInt8(ascii: "\\"):
                content.append(contentsOf: String(try escape()).utf8)
            case 0..<0x20:
                throw fault("a control character in a string must be escaped")
            default:
                content.append(byte)
                position += 1
            }
        }
        throw fault("the text ends within a string")
    }

    private mutating func escape() throws(JSONFault) -> Unicode.Scalar {
        let start = position
        position += 1
        guard let byte = next else { throw fault("the text ends within a string") }
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"):
            return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(from: start)
        default: throw fault("no such escape", at: start)
        }
    }

    /// A `\u` escape, or two of them that are a surrogate pair.
    private mutating func scalar(from start: Int) throws(JSONFault) -> Unicode.Scalar {
        let high = try codeUnit()
        if let scalar = Unicode.Scalar(high) { return scalar }
        guard high < 0xdc00, take("\\"), take("u") else {
            throw fault("half of a surrogate pair", at: start)
        }
        let low = try codeUnit()
        guard (0xdc00...0xdfff).contains(low),
            let scalar = Unicode.Scalar(0x10000 + (high - 0xd800) << 10 + (low - 0xdc00))
        else { throw fault("half of a surrogate pair", at: start) }
        return scalar
    }

    private mutating func codeUnit() throws(JSONFault) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw fault("four hexadecimal digits are due here")
            }
            unit = unit << 4 | UInt32(digit)
            position += 1
        }
        return unit
    }

    // MARK: Bytes

    private var next: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard next == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = next, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            position += 1
        }
    }

    private func fault(_ reason: String, at place: Int? = nil) -> JSONFault {
        JSONFault(position: TextPosition(of: place ?? position, in: bytes), reason: reason)
    }
}
