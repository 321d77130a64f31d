import SecureTransport

extension STUN {
    /// A message as it was received: values, and places in the datagram that it was read from.
    ///
    /// Only what ICE needs is kept. Of an attribute that stands there twice the first counts
    /// (RFC 8489 §14); after MESSAGE-INTEGRITY only FINGERPRINT counts (§14.5).
    package struct Message: Sendable {
        package private(set) var messageClass: Class
        package private(set) var method: UInt16
        package private(set) var transactionID: TransactionID
        /// The place of the user name.
        package private(set) var username: Range<Int>?
        package private(set) var priority: UInt32?
        package private(set) var usesCandidate = false
        /// The sender's tie-breaker, if it believes to be the controlling one.
        package private(set) var controlling: UInt64?
        /// The sender's tie-breaker, if it believes to be the controlled one.
        package private(set) var controlled: UInt64?
        package private(set) var xorMappedAddress: TransportAddress?
        /// 300…699.
        package private(set) var errorCode: Int?
        /// Of MESSAGE-INTEGRITY's attribute header.
        private var integrityOffset: Int?
        /// Of FINGERPRINT's attribute header.
        private var fingerprintOffset: Int?
        /// The first attributes that must be understood and are not.
        private(set) var unknownTypes = InlineArray<8, UInt16>(repeating: 0)
        package private(set) var unknownCount = 0

        package var hasIntegrity: Bool { integrityOffset != nil }
        package var hasFingerprint: Bool { fingerprintOffset != nil }

        /// Reads a whole datagram.
        package init(parsing datagram: Span<UInt8>) throws(STUNError) {
            guard STUN.isSTUN(datagram) else { throw STUNError(offset: 0, reason: .notSTUN) }
            let length = Int(datagram.uint16(at: 2))
            guard length % 4 == 0, length == datagram.count - STUN.headerBytes else {
                throw STUNError(offset: 2, reason: .wrongLength)
            }
            let type = datagram.uint16(at: 0)
            messageClass = Class(bits: type)
            // RFC 8489 §5: the class bits stand between those of the method.
            method = (type & 0x3E00) >> 2 | (type & 0xE0) >> 1 | type & 0xF
            transactionID = TransactionID(
                high: datagram.uint64(at: 8),
                low: datagram.uint32(at: 16),
            )
            try readAttributes(datagram)
        }

        private mutating func readAttributes(_ datagram: Span<UInt8>) throws(STUNError) {
            var offset = STUN.headerBytes
            while offset < datagram.count {
                guard fingerprintOffset == nil else {
                    throw STUNError(offset: offset, reason: .trailingBytes)
                }
                // The length is a multiple of four: an attribute's header is whole.
                let length = Int(datagram.uint16(at: offset + 2))
                let next = offset + 4 + (length + 3) & ~3
                guard next <= datagram.count else {
                    throw STUNError(offset: offset, reason: .truncatedAttribute)
                }
                try read(datagram, at: offset, length: length)
                offset = next
            }
        }

        private mutating func read(
            _ datagram: Span<UInt8>,
            at offset: Int,
            length: Int,
        ) throws(STUNError) {
            let type = datagram.uint16(at: offset)
            if integrityOffset != nil, type != AttributeType.fingerprint { return }
            let value = offset + 4
            let isWellFormed =
                switch type {
                case AttributeType.username:
                    length <= 513 && set(&username, value..<value + length)
                case AttributeType.priority:
                    length == 4 && set(&priority, datagram.uint32(at: value))
                case AttributeType.useCandidate: length == 0 && setUsesCandidate()
                case AttributeType.iceControlling:
                    length == 8 && set(&controlling, datagram.uint64(at: value))
                case AttributeType.iceControlled:
                    length == 8 && set(&controlled, datagram.uint64(at: value))
                case AttributeType.xorMappedAddress: readAddress(datagram, value, length)
                case AttributeType.errorCode: length >= 4 && readErrorCode(datagram, value)
                case AttributeType.messageIntegrity:
                    length == 20 && set(&integrityOffset, offset)
                case AttributeType.fingerprint: length == 4 && set(&fingerprintOffset, offset)
                default: noteUnknown(type)
                }
            guard isWellFormed else {
                throw STUNError(offset: offset, reason: .malformedAttribute(type))
            }
        }

        private func set<Value>(_ property: inout Value?, _ value: Value) -> Bool {
            if property == nil { property = value }
            return true
        }

        private mutating func setUsesCandidate() -> Bool {
            usesCandidate = true
            return true
        }

        private mutating func readErrorCode(_ datagram: Span<UInt8>, _ value: Int) -> Bool {
            let code = Int(datagram[value + 2] & 7) * 100 + Int(datagram[value + 3])
            return (300...699).contains(code) && set(&errorCode, code)
        }

        /// RFC 8489 §14.2.
        private mutating func readAddress(
            _ datagram: Span<UInt8>,
            _ value: Int,
            _ length: Int,
        ) -> Bool {
            guard length == 8 || length == 20 else { return false }
            let port = datagram.uint16(at: value + 2) ^ UInt16(STUN.magicCookie >> 16)
            switch (datagram[value + 1], length) {
            case (1, 8):
                let address = datagram.uint32(at: value + 4) ^ STUN.magicCookie
                return set(&xorMappedAddress, TransportAddress(ipv4: address, port: port))
            case (2, 20):
                let mask = transactionID.addressMask
                let address = TransportAddress(
                    ipv6: datagram.uint64(at: value + 4) ^ mask.high,
                    datagram.uint64(at: value + 12) ^ mask.low,
                    port: port,
                )
                return set(&xorMappedAddress, address)
            default: return false
            }
        }

        /// RFC 8489 §14: types below 0x8000 must be understood.
        private mutating func noteUnknown(_ type: UInt16) -> Bool {
            switch type {
            case AttributeType.mappedAddress, AttributeType.unknownAttributes,
                AttributeType.realm, AttributeType.nonce, AttributeType.messageIntegritySHA256,
                AttributeType.passwordAlgorithm, AttributeType.userHash:
                break
            default:
                guard type < 0x8000, unknownCount < unknownTypes.count else { break }
                unknownTypes[unknownCount] = type
                unknownCount += 1
            }
            return true
        }

        /// Whether FINGERPRINT is absent or right (RFC 8489 §14.7).
        ///
        /// - Parameter datagram: the one that this message was read from.
        package func fingerprintIsRight(in datagram: Span<UInt8>) -> Bool {
            guard let fingerprintOffset else { return true }
            let checksum = CRC32.checksum(datagram.extracting(0..<fingerprintOffset))
            return datagram.uint32(at: fingerprintOffset + 4) == checksum ^ STUN.fingerprintMask
        }

        /// Whether MESSAGE-INTEGRITY is there and was made with this key (RFC 8489 §14.5).
        ///
        /// - Parameter datagram: the one that this message was read from.
        package func integrityIsRight(in datagram: Span<UInt8>, key: Span<UInt8>) -> Bool {
            guard let integrityOffset else { return false }
            // The code covers a header whose length ends with this attribute.
            var header = InlineArray<4, UInt8>(repeating: 0)
            let length = UInt16(truncatingIfNeeded: integrityOffset + 24 - STUN.headerBytes)
            header[0] = datagram[0]
            header[1] = datagram[1]
            header[2] = UInt8(truncatingIfNeeded: length >> 8)
            header[3] = UInt8(truncatingIfNeeded: length)
            let code = HMACSHA1.authenticate(
                header: header.span,
                rest: datagram.extracting(4..<integrityOffset),
                key: key,
            )
            let place = integrityOffset + 4..<integrityOffset + 24
            return HMACSHA1.matches(code, datagram.extracting(place))
        }
    }
}

extension STUN.Class {
    /// RFC 8489 §5: bits 8 and 4 of the message type.
    fileprivate init(bits type: UInt16) {
        self =
            switch (type & 0x100 != 0, type & 0x10 != 0) {
            case (false, false): .request
            case (false, true): .indication
            case (true, false): .success
            case (true, true): .error
            }
    }

    /// The same bits.
    var bits: UInt16 { UInt16(rawValue & 2) << 7 | UInt16(rawValue & 1) << 4 }
}

extension STUN.TransactionID {
    /// RFC 8489 §14.2: the cookie and the transaction ID hide an IPv6 address.
    var addressMask: (high: UInt64, low: UInt64) {
        (UInt64(STUN.magicCookie) << 32 | high >> 32, high << 32 | UInt64(low))
    }
}
