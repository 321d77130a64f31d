/// The precondition of a request: which entity-tags are right (RFC 9110 §13.1.1).
enum IfMatch: Hashable, Sendable {
    case any
    /// The opaque parts of the strong tags, without their quotes. Weak ones match nothing.
    case tags([String])

    /// Reads the header's value; nil if it is not of that form.
    init?(_ value: String) {
        let items = value.split(separator: ",", omittingEmptySubsequences: false)
            .map { $0.trimmingPrefix(while: Self.isSpace).reversed() }
            .map { String($0.trimmingPrefix(while: Self.isSpace).reversed()) }
        // RFC 9725 prints the asterisk in quotes, and clients send what it prints.
        if items == ["*"] || items == ["\"*\""] {
            self = .any
            return
        }
        var tags: [String] = []
        for item in items where !item.isEmpty {
            let isWeak = item.hasPrefix("W/")
            let quoted = item.dropFirst(isWeak ? 2 : 0)
            guard quoted.utf8.count >= 2, quoted.first == "\"", quoted.last == "\"" else {
                return nil
            }
            let tag = quoted.dropFirst().dropLast()
            guard tag.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x22 && $0 != 0x7F }) else { return nil }
            if !isWeak { tags.append(String(tag)) }
        }
        guard !items.allSatisfy(\.isEmpty) else { return nil }
        self = .tags(tags)
    }

    private static func isSpace(_ character: Character) -> Bool {
        character == " " || character == "\t"
    }
}
