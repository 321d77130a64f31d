/// The way to a value in a JSON document (RFC 6901).
package struct JSONPointer: Hashable, Sendable, CustomStringConvertible {
    /// One step down.
    package enum Step: Hashable, Sendable {
        case member(String)
        case element(Int)
    }

    package var steps: [Step]

    /// - Parameter steps: none for the whole document.
    package init(_ steps: [Step] = []) { self.steps = steps }

    package func appending(_ name: String) -> JSONPointer { JSONPointer(steps + [.member(name)]) }
    package func appending(_ index: Int) -> JSONPointer { JSONPointer(steps + [.element(index)]) }

    /// The text, such as `/variants/0/slots/1`; empty for the whole document.
    package var description: String {
        steps.map { step in
            switch step {
            case .element(let index): "/\(index)"
            case .member(let name): "/" + Self.escaped(name)
            }
        }.joined()
    }

    /// RFC 6901 §3.
    private static func escaped(_ name: String) -> String {
        var text = ""
        for character in name.unicodeScalars {
            switch character {
            case "~": text += "~0"
            case "/": text += "~1"
            default: text.unicodeScalars.append(character)
            }
        }
        return text
    }
}

extension JSONValue {
    /// The value at a pointer; nil if there is none.
    package func value(at pointer: JSONPointer) -> JSONValue? {
        var value = self
        for step in pointer.steps {
            switch (value, step) {
            case (_, .member(let name)):
                guard let member = value[name] else { return nil }
                value = member
            case (.array(let elements), .element(let index)) where elements.indices ~= index:
                value = elements[index]
            default: return nil
            }
        }
        return value
    }
}
