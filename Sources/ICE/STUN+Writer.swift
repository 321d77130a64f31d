import SecureTransport

extension STUN {
    /// Writes one message into a buffer of its own.
    ///
    /// Add attributes, then integrity and last the fingerprint; the header's length is always
    /// right for what is there so far.
    package struct Writer: Sendable {
        /// A user name of the greatest length (513 bytes) and everything else ICE sends.
        private static let capacity = 680

        private var bytes = InlineArray<680, UInt8>(repeating: 0)
        private var count = STUN.headerBytes
        private let transactionID: TransactionID

        package init(_ messageClass: Class, transactionID: TransactionID) {
            self.transactionID = transactionID
            put(messageClass.bits | STUN.binding, at: 0)
            put(STUN.magicCookie, at: 4)
            put(UInt32(truncatingIfNeeded: transactionID.high >> 32), at: 8)
            put(UInt32(truncatingIfNeeded: transactionID.high), at: 12)
            put(transactionID.low, at: 16)
        }

        /// What has been written so far.
        package func withBytes<R>(_ body: (Span<UInt8>) -> R) -> R {
            body(bytes.span.extracting(0..<count))
        }

        /// USERNAME: the receiver's fragment, a colon and the sender's (RFC 8445 §7.2.2).
        package mutating func addUsername(_ username: Span<UInt8>) {
            let value = begin(AttributeType.username, length: username.count)
            for index in 0..<username.count { bytes[value + index] = username[index] }
        }

        package mutating func addPriority(_ priority: UInt32) {
            let value = begin(AttributeType.priority, length: 4)
            put(priority, at: value)
        }

        package mutating func addUseCandidate() {
            _ = begin(AttributeType.useCandidate, length: 0)
        }

        package mutating func addControlling(tieBreaker: UInt64) {
            put(tieBreaker, at: begin(AttributeType.iceControlling, length: 8))
        }

        package mutating func addControlled(tieBreaker: UInt64) {
            put(tieBreaker, at: begin(AttributeType.iceControlled, length: 8))
        }

        /// RFC 8489 §14.2.
        package mutating func addXORMappedAddress(_ address: TransportAddress) {
            let isIPv4 = address.family == .ipv4
            let value = begin(AttributeType.xorMappedAddress, length: isIPv4 ? 8 : 20)
            bytes[value + 1] = isIPv4 ? 1 : 2
            put(address.port ^ UInt16(STUN.magicCookie >> 16), at: value + 2)
            if isIPv4 {
                put(address.ipv4 ^ STUN.magicCookie, at: value + 4)
            } else {
                let mask = transactionID.addressMask
                put(address.high ^ mask.high, at: value + 4)
                put(address.low ^ mask.low, at: value + 12)
            }
        }

        /// ERROR-CODE without a phrase (RFC 8489 §14.8).
        ///
        /// - Parameter code: 300…699.
        package mutating func addErrorCode(_ code: Int) {
            let value = begin(AttributeType.errorCode, length: 4)
            bytes[value + 2] = UInt8(truncatingIfNeeded: code / 100)
            bytes[value + 3] = UInt8(truncatingIfNeeded: code % 100)
        }

        /// UNKNOWN-ATTRIBUTES: those of a request that were not understood (RFC 8489 §14.10).
        package mutating func addUnknownAttributes(of request: Message) {
            let value = begin(AttributeType.unknownAttributes, length: request.unknownCount * 2)
            for index in 0..<request.unknownCount {
                put(request.unknownTypes[index], at: value + 2 * index)
            }
        }

        /// MESSAGE-INTEGRITY over all that is there (RFC 8489 §14.5).
        package mutating func addIntegrity(key: Span<UInt8>) {
            let end = count
            // First the header's length with this attribute, then the code over what precedes it.
            let value = begin(AttributeType.messageIntegrity, length: 20)
            let code = HMACSHA1.authenticate(bytes.span.extracting(0..<end), key: key)
            for index in 0..<20 { bytes[value + index] = code[index] }
        }

        /// FINGERPRINT over all that is there (RFC 8489 §14.7); nothing may follow.
        package mutating func addFingerprint() {
            let end = count
            let value = begin(AttributeType.fingerprint, length: 4)
            let checksum = CRC32.checksum(bytes.span.extracting(0..<end))
            put(checksum ^ STUN.fingerprintMask, at: value)
        }

        /// Writes an attribute's header and the message's new length.
        ///
        /// - Returns: where the value goes; its padding is zeros.
        private mutating func begin(_ type: UInt16, length: Int) -> Int {
            let value = count + 4
            let next = value + (length + 3) & ~3
            precondition(next <= Self.capacity, "the attributes of ICE fit, as names are bounded")
            put(type, at: count)
            put(UInt16(truncatingIfNeeded: length), at: count + 2)
            count = next
            put(UInt16(truncatingIfNeeded: count - STUN.headerBytes), at: 2)
            return value
        }

        private mutating func put(_ value: some FixedWidthInteger, at offset: Int) {
            let size = value.bitWidth / 8
            for index in 0..<size {
                bytes[offset + index] = UInt8(truncatingIfNeeded: value >> (8 * (size - 1 - index)))
            }
        }
    }
}
