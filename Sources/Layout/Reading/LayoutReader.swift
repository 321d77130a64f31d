import JSON

/// Reads the JSON tree of a document, and goes on after a fault.
///
/// A value that cannot be read is replaced by one that can, so that what comes after it is looked
/// at too; with any fault the document is not used.
struct LayoutReader {
    /// A value and the way to it.
    struct Node {
        let value: JSONValue
        let pointer: JSONPointer

        init(_ value: JSONValue, _ pointer: JSONPointer) {
            self.value = value
            self.pointer = pointer
        }
    }

    /// No more are kept: a document of a megabyte can have very many.
    private static let maximumFaults = 100

    private(set) var faults: [LayoutFault] = []
    /// The slot that is being read.
    var slot: String?

    mutating func fault(_ node: Node, _ reason: String) { fault(node.pointer, reason) }

    private mutating func fault(_ pointer: JSONPointer, _ reason: String) {
        guard faults.count < Self.maximumFaults else { return }
        faults.append(LayoutFault(pointer, reason, slot: slot))
    }

    // MARK: Values of any kind

    /// The members of an object; keys that nobody knows are faults.
    mutating func object(
        _ node: Node,
        _ what: String,
        keys: [String],
        required: [String] = [],
    ) -> [String: Node]? {
        guard case .object(let members) = node.value else {
            fault(node, "\(what) is an object, not \(node.value.kind)")
            return nil
        }
        var read: [String: Node] = [:]
        for member in members {
            let pointer = node.pointer.appending(member.name)
            guard keys.contains(member.name) else {
                let advice = Spelling.advice(for: member.name, among: keys)
                fault(pointer, "unknown key \"\(member.name.clipped)\"\(advice)")
                continue
            }
            read[member.name] = Node(member.value, pointer)
        }
        for key in required where read[key] == nil {
            fault(node, "\(what) has \"\(key)\"")
        }
        return read
    }

    /// The elements of a list.
    mutating func list(_ node: Node, _ what: String, _ counts: ClosedRange<Int>) -> [Node] {
        guard case .array(let elements) = node.value else {
            fault(node, "\(what) is a list, not \(node.value.kind)")
            return []
        }
        if elements.count < counts.lowerBound {
            fault(node, "\(what) has at least \(counts.lowerBound) element")
        } else if elements.count > counts.upperBound {
            fault(node, "\(what) has at most \(counts.upperBound) elements, not \(elements.count)")
        }
        return elements.prefix(counts.upperBound).enumerated().map { index, element in
            Node(element, node.pointer.appending(index))
        }
    }

    mutating func string(_ node: Node, _ what: String) -> String? {
        if case .text(let text) = node.value { return text }
        fault(node, "\(what) is a text, not \(node.value.kind)")
        return nil
    }

    /// A text that people read: not empty, without control characters.
    mutating func words(_ node: Node, _ what: String, atMost limit: Int) -> String? {
        guard let text = string(node, what) else { return nil }
        if text.isEmpty { fault(node, "\(what) is not empty") }
        if text.count > limit { fault(node, "\(what) has at most \(limit) characters") }
        if text.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }) {
            fault(node, "\(what) has no control characters")
        }
        return text
    }

    /// One of the words that an enumeration has.
    mutating func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node?,
        _ what: String,
        _ type: Word.Type = Word.self,
    ) -> Word? {
        guard let node, let text = string(node, what) else { return nil }
        if let word = Word(rawValue: text) { return word }
        let known = Word.allCases.map(\.rawValue)
        fault(
            node,
            "\"\(text.clipped)\" is no \(what)\(Spelling.advice(for: text, among: known))",
        )
        return nil
    }

    mutating func bool(_ node: Node?, _ what: String) -> Bool? {
        guard let node else { return nil }
        if case .flag(let value) = node.value { return value }
        fault(node, "\(what) is true or false, not \(node.value.kind)")
        return nil
    }

    mutating func number(_ node: Node?, _ what: String, _ range: ClosedRange<Double>) -> Double? {
        guard let node else { return nil }
        guard let value = node.value.anyNumber, range.contains(value) else {
            fault(node, "\(what) is a number from \(range.lowerBound) to \(range.upperBound)")
            return nil
        }
        return value
    }

    mutating func whole(_ node: Node?, _ what: String, _ range: ClosedRange<Int>) -> Int? {
        guard let node else { return nil }
        guard let value = node.value.wholeNumber, range.contains(value) else {
            fault(
                node,
                "\(what) is a whole number from \(range.lowerBound) to \(range.upperBound)",
            )
            return nil
        }
        return value
    }

    mutating func length(_ node: Node?, _ what: String) -> LayoutLength? {
        guard let node, let text = string(node, what) else { return nil }
        if let length = LayoutLength(text) { return length }
        let forms = "a fraction (1/3), percent (25%), 360ths (90u) or pixels (320px)"
        fault(node, "\"\(text.clipped)\" is no length: \(forms)")
        return nil
    }

    mutating func color(_ node: Node?, _ what: String) -> RGB? {
        guard let node, let text = string(node, what) else { return nil }
        if let color = RGB(text) { return color }
        fault(node, "\"\(text.clipped)\" is no color: #rrggbb")
        return nil
    }
}

extension JSONValue {
    /// What kind of value it is, with its article, for messages.
    fileprivate var kind: String {
        switch self {
        case .null: "null"
        case .flag: "a boolean"
        case .integer, .number: "a number"
        case .text: "a text"
        case .array: "a list"
        case .object: "an object"
        }
    }
}

extension String {
    /// Short enough to repeat in a message.
    var clipped: String { count > 40 ? prefix(40) + "…" : self }
}
