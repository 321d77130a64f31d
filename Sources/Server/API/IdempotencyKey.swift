import HTTPTypes

/// What a client calls a request by, so that repeating it does nothing twice (IETF
/// draft-ietf-httpapi-idempotency-key-header).
struct IdempotencyKey: Hashable, Sendable {
    static let maximumLength = 255

    let text: String

    /// - Parameter header: the key, with or without the quotes of a structured field.
    /// - Throws: `Problem` (400).
    init(header: String) throws(Problem) {
        var text = header[...]
        if text.count >= 2, text.hasPrefix("\""), text.hasSuffix("\"") {
            text = text.dropFirst().dropLast()
        }
        let isVisible = text.utf8.allSatisfy { (0x21...0x7e).contains($0) }
        guard (1...Self.maximumLength).contains(text.utf8.count), isVisible else {
            throw Problem(
                .badRequest,
                .invalidParameters,
                "an Idempotency-Key is 1 to \(Self.maximumLength) visible ASCII characters",
            )
        }
        self.text = String(text)
    }
}
