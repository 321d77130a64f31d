extension JSONValue {
    private static let lineLength = 100

    /// The value as people write it, with a line break at its end: what fits on a line of 100
    /// columns stands on one.
    package var lines: String {
        var text = ""
        append(to: &text, indent: 0, room: Self.lineLength)
        return text + "\n"
    }

    /// - Parameter room: columns left on this line.
    private func append(to text: inout String, indent: Int, room: Int) {
        if let line = line(within: room) { return text += line }
        let inner = String(repeating: " ", count: indent + 2)
        let outer = String(repeating: " ", count: indent)
        switch self {
        case .array(let elements):
            text += "[\n"
            for (index, element) in elements.enumerated() {
                text += inner
                element.append(to: &text, indent: indent + 2, room: Self.lineLength - indent - 3)
                text += index < elements.count - 1 ? ",\n" : "\n"
            }
            text += outer + "]"
        case .object(let members):
            text += "{\n"
            for (index, member) in members.enumerated() {
                let name = JSONValue.text(member.name).json + ": "
                text += inner + name
                let room = Self.lineLength - indent - 3 - name.count
                member.value.append(to: &text, indent: indent + 2, room: room)
                text += index < members.count - 1 ? ",\n" : "\n"
            }
            text += outer + "}"
        default: text += json
        }
    }

    /// All of it on one line; nil if that is longer.
    private func line(within room: Int) -> String? {
        let line: String
        switch self {
        case .array(let elements):
            guard let parts = Self.lines(of: elements, within: room) else { return nil }
            line = "[" + parts.joined(separator: ", ") + "]"
        case .object(let members) where members.isEmpty: line = "{}"
        case .object(let members):
            guard let values = Self.lines(of: members.map(\.value), within: room) else {
                return nil
            }
            let parts = zip(members, values).map { JSONValue.text($0.name).json + ": " + $1 }
            line = "{ " + parts.joined(separator: ", ") + " }"
        default: line = json
        }
        return line.count <= room ? line : nil
    }

    private static func lines(of values: [JSONValue], within room: Int) -> [String]? {
        // Two columns an element, at least.
        guard values.count * 2 <= room else { return nil }
        var lines: [String] = []
        for value in values {
            guard let line = value.line(within: room) else { return nil }
            lines.append(line)
        }
        return lines
    }
}
