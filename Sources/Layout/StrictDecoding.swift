/// Any key of an object, to find those that nobody knows.
private struct AnyKey: CodingKey {
    let stringValue: String
    let intValue: Int? = nil

    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
}

extension Decoder {
    /// A keyed container that takes no keys but those of `Key`.
    ///
    /// A misspelt key would otherwise be a layout that quietly does something else.
    func strictContainer<Key: CodingKey & CaseIterable>(
        keyedBy type: Key.Type
    ) throws -> KeyedDecodingContainer<Key> {
        let known = Key.allCases.map(\.stringValue)
        for key in try container(keyedBy: AnyKey.self).allKeys
        where !known.contains(key.stringValue) {
            throw DecodingError.fault(
                self,
                "unknown key \"\(key.stringValue)\": one of \(known.joined(separator: ", "))",
            )
        }
        return try container(keyedBy: type)
    }
}

extension DecodingError {
    /// A fault in the value that is being decoded.
    static func fault(_ decoder: any Decoder, _ reason: String) -> DecodingError {
        .dataCorrupted(Context(codingPath: decoder.codingPath, debugDescription: reason))
    }
}
