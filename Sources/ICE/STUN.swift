/// Session Traversal Utilities for NAT (RFC 8489): what ICE and plain address discovery need.
///
/// Messages are read in place (`STUN.Message`) and written into a buffer of their own
/// (`STUN.Writer`); neither allocates.
///
/// ```
///  0               2               4                               8
///  │0 0│ type (14) │ length − 20   │ magic cookie                  │ transaction ID (12 bytes)
///  │ attribute: type, length │ value, padded to 4 bytes │ …
/// ```
package enum STUN {
    package static let headerBytes = 20
    package static let magicCookie: UInt32 = 0x2112_A442
    /// The method of all messages here.
    package static let binding: UInt16 = 1

    /// What a message is (RFC 8489 §5); raw values are the two class bits.
    package enum Class: UInt8, Hashable, BitwiseCopyable, Sendable {
        case request
        case indication
        case success
        case error
    }

    /// The 96 bits that tie a response to its request.
    package struct TransactionID: Hashable, BitwiseCopyable, Sendable {
        package let high: UInt64
        package let low: UInt32

        package init(high: UInt64, low: UInt32) {
            self.high = high
            self.low = low
        }

        package init(using generator: inout some RandomNumberGenerator) {
            high = generator.next()
            low = generator.next()
        }
    }

    /// Attribute types (RFC 8489 §18.3, RFC 8445 §20.1).
    enum AttributeType {
        static let mappedAddress: UInt16 = 0x0001
        static let username: UInt16 = 0x0006
        static let messageIntegrity: UInt16 = 0x0008
        static let errorCode: UInt16 = 0x0009
        static let unknownAttributes: UInt16 = 0x000A
        static let realm: UInt16 = 0x0014
        static let nonce: UInt16 = 0x0015
        static let messageIntegritySHA256: UInt16 = 0x001C
        static let passwordAlgorithm: UInt16 = 0x001D
        static let userHash: UInt16 = 0x001E
        static let xorMappedAddress: UInt16 = 0x0020
        static let priority: UInt16 = 0x0024
        static let useCandidate: UInt16 = 0x0025
        static let fingerprint: UInt16 = 0x8028
        static let iceControlled: UInt16 = 0x8029
        static let iceControlling: UInt16 = 0x802A
    }

    /// RFC 8489 §14.7: makes the CRC differ from that of a protocol that carries one of its own.
    static let fingerprintMask: UInt32 = 0x5354_554E

    /// Whether a datagram is a STUN message and not DTLS, RTP or RTCP (RFC 7983 §7, RFC 8489 §6.3).
    @inlinable
    package static func isSTUN(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count >= 20, datagram[0] < 4 else { return false }
        return datagram[4] == 0x21 && datagram[5] == 0x12 && datagram[6] == 0xA4
            && datagram[7] == 0x42
    }
}

/// Why bytes are no STUN message.
package struct STUNError: Error, Hashable, Sendable {
    package enum Reason: Hashable, Sendable {
        /// Shorter than a header, or no magic cookie.
        case notSTUN
        /// The header's length is not that of the datagram, or no multiple of four.
        case wrongLength
        /// An attribute goes beyond the end.
        case truncatedAttribute
        /// A value has not the length that its attribute must have.
        case malformedAttribute(UInt16)
        /// Something follows FINGERPRINT.
        case trailingBytes
    }

    /// Of the first byte that is wrong.
    package var offset: Int
    package var reason: Reason

    package init(offset: Int, reason: Reason) {
        self.offset = offset
        self.reason = reason
    }
}
