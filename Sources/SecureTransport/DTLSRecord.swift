/// The outside of DTLS records (RFC 6347 §4.1, §4.2.2).
///
/// OpenSSL ends a handshake at the first plaintext record that it cannot read. A datagram whose
/// records do not even have the form of DTLS is dropped before it gets there.
enum DTLSRecord {
    private static let headerBytes = 13
    private static let handshakeHeaderBytes = 12
    /// 2¹⁴ of content and 2,048 of expansion.
    private static let maximumLength = 18_432
    /// Our longest plausible message is a certificate chain.
    private static let maximumMessageBytes = 65_536

    /// Whether a datagram is a row of whole records, the plaintext ones well formed.
    static func isPlausible(_ datagram: Span<UInt8>) -> Bool {
        var offset = 0
        guard datagram.count > 0 else { return false }
        while offset < datagram.count {
            guard let length = length(ofRecordAt: offset, in: datagram) else { return false }
            offset += headerBytes + length
        }
        return true
    }

    /// The length of a record's content; nil if there is no record.
    private static func length(ofRecordAt offset: Int, in datagram: Span<UInt8>) -> Int? {
        guard datagram.count - offset >= headerBytes else { return nil }
        // DTLS 1.0 (first ClientHello) and 1.2; anything else was not negotiated.
        guard datagram[offset + 1] == 0xFE else { return nil }
        guard datagram[offset + 2] == 0xFF || datagram[offset + 2] == 0xFD else { return nil }
        let epoch = Int(datagram[offset + 3]) << 8 | Int(datagram[offset + 4])
        let length = Int(datagram[offset + 11]) << 8 | Int(datagram[offset + 12])
        let start = offset + headerBytes
        guard length <= maximumLength, length <= datagram.count - start else { return nil }
        let isEncrypted = epoch > 0
        let content = datagram.extracting(start..<start + length)
        switch datagram[offset] {
        case 20: return isEncrypted || (length == 1 && content[0] == 1) ? length : nil
        case 21: return isEncrypted || isAlert(content) ? length : nil
        case 22: return isEncrypted || isHandshake(content) ? length : nil
        case 23: return isEncrypted ? length : nil
        default: return nil
        }
    }

    private static func isAlert(_ content: Span<UInt8>) -> Bool {
        content.count == 2 && (content[0] == 1 || content[0] == 2)
    }

    /// A row of handshake fragments, each inside its message and inside the record.
    private static func isHandshake(_ content: Span<UInt8>) -> Bool {
        var offset = 0
        guard content.count > 0 else { return false }
        while offset < content.count {
            guard content.count - offset >= handshakeHeaderBytes else { return false }
            let message = number24(at: offset + 1, in: content)
            let fragmentOffset = number24(at: offset + 6, in: content)
            let fragment = number24(at: offset + 9, in: content)
            guard isMessageType(content[offset]), message <= maximumMessageBytes,
                fragmentOffset + fragment <= message,
                fragment <= content.count - offset - handshakeHeaderBytes,
                fragment > 0 || message == 0
            else { return false }
            offset += handshakeHeaderBytes + fragment
        }
        return true
    }

    /// The handshake messages that go in plain text (RFC 6347 §4.3.2).
    private static func isMessageType(_ type: UInt8) -> Bool {
        switch type {
        case 0...4, 11...16, 20...23: true
        default: false
        }
    }

    private static func number24(at offset: Int, in bytes: Span<UInt8>) -> Int {
        Int(bytes[offset]) << 16 | Int(bytes[offset + 1]) << 8 | Int(bytes[offset + 2])
    }
}
