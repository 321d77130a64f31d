/// The digest of a certificate as SDP carries it (RFC 8122 §5).
///
/// Accepts SHA-256, SHA-384 and SHA-512; SHA-1 and MD5 are refused, as RFC 8122 §5 asks for.
package struct Fingerprint: Hashable, Sendable {
    /// A hash function's name in lower case: `sha-256`, `sha-384` or `sha-512`.
    package let algorithm: String
    /// The digest, as long as the algorithm says.
    package let bytes: [UInt8]

    /// - Returns: nil for an unknown algorithm or a digest of the wrong length.
    package init?(algorithm: String, bytes: [UInt8]) {
        let name = algorithm.lowercased()
        guard Self.digestBytes(of: name) == bytes.count else { return nil }
        self.algorithm = name
        self.bytes = bytes
    }

    /// Reads the value of an `a=fingerprint` line, for instance `sha-256 12:AB:…`.
    ///
    /// - Returns: nil for anything malformed or not accepted. Either letter case is read.
    package init?(sdp: String) {
        let parts = sdp.split(separator: " ", omittingEmptySubsequences: true)
        guard parts.count == 2 else { return nil }
        var bytes: [UInt8] = []
        let colon = UInt8(ascii: ":")
        for pair in parts[1].utf8.split(separator: colon, omittingEmptySubsequences: false) {
            guard pair.count == 2, bytes.count < 64 else { return nil }
            var value: UInt8 = 0
            for character in pair {
                guard let digit = Self.hexDigit(character) else { return nil }
                value = value << 4 | digit
            }
            bytes.append(value)
        }
        self.init(algorithm: String(parts[0]), bytes: bytes)
    }

    /// The value of an `a=fingerprint` line: the algorithm and upper-case pairs with colons.
    package var sdpValue: String {
        let digits = Array("0123456789ABCDEF")
        let pairs = bytes.map { "\(digits[Int($0 >> 4)])\(digits[Int($0 & 15)])" }
        return algorithm + " " + pairs.joined(separator: ":")
    }

    private static func digestBytes(of algorithm: String) -> Int? {
        switch algorithm {
        case "sha-256": 32
        case "sha-384": 48
        case "sha-512": 64
        default: nil
        }
    }

    private static func hexDigit(_ character: UInt8) -> UInt8? {
        switch character {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): character - UInt8(ascii: "0")
        case UInt8(ascii: "A")...UInt8(ascii: "F"): character - UInt8(ascii: "A") + 10
        case UInt8(ascii: "a")...UInt8(ascii: "f"): character - UInt8(ascii: "a") + 10
        default: nil
        }
    }
}
