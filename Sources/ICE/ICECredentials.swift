/// The user name fragment and the password that authenticate connectivity checks
/// (RFC 8445 §5.3).
package struct ICECredentials: Hashable, Sendable {
    /// 4…256 characters of `ice-char`.
    package let usernameFragment: String
    /// 22…256 characters of `ice-char`.
    package let password: String

    /// Credentials as a peer gave them.
    package init(usernameFragment: String, password: String) {
        self.usernameFragment = usernameFragment
        self.password = password
    }

    /// New ones: 48 bits of fragment, so that no two sessions of a server meet, 144 of password.
    ///
    /// - Parameter generator: must not be predictable; RFC 8445 §5.3 asks for at least 24 and
    ///   128 bits of randomness.
    package init(using generator: inout some RandomNumberGenerator) {
        usernameFragment = Self.random(characters: 8, using: &generator)
        password = Self.random(characters: 24, using: &generator)
    }

    /// Whether both have the lengths and characters of RFC 8839 §5.4.
    package var isWellFormed: Bool {
        (4...256).contains(usernameFragment.utf8.count) && (22...256).contains(password.utf8.count)
            && usernameFragment.utf8.allSatisfy(Self.isICECharacter)
            && password.utf8.allSatisfy(Self.isICECharacter)
    }

    /// RFC 8839 §5.4: ALPHA / DIGIT / "+" / "/".
    private static let alphabet = Array(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8
    )

    private static func isICECharacter(_ byte: UInt8) -> Bool { alphabet.contains(byte) }

    private static func random(
        characters count: Int,
        using generator: inout some RandomNumberGenerator,
    ) -> String {
        var text = ""
        for _ in 0..<count {
            text.unicodeScalars.append(Unicode.Scalar(alphabet[Int(generator.next() & 63)]))
        }
        return text
    }
}
