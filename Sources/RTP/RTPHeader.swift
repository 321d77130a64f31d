package import Media

/// The fixed header of an RTP packet and where its parts lie (RFC 3550 §5.1).
///
/// Ranges count from the start of the packet and are inside it.
package struct RTPHeader: Hashable, Sendable {
    package var marker: Bool
    package var payloadType: PayloadType
    package var sequence: SequenceNumber
    package var timestamp: RTPTimestamp
    package var ssrc: SSRC
    /// Contributing sources listed, 0…15; they are skipped.
    package var csrcCount = 0
    /// The 16 bits that say which form the header extension has; nil without an extension.
    package var extensionProfile: UInt16?
    /// The body of the header extension, without its four bytes of profile and length.
    package var extensionRange = 0..<0
    /// The payload without padding; empty in a packet that only pads.
    package var payloadRange = 0..<0
    /// Bytes of padding after the payload.
    package var paddingBytes = 0

    /// The bytes before a header extension, without contributing sources.
    package static let fixedBytes = 12

    /// A header to be written.
    package init(
        marker: Bool,
        payloadType: PayloadType,
        sequence: SequenceNumber,
        timestamp: RTPTimestamp,
        ssrc: SSRC,
    ) {
        self.marker = marker
        self.payloadType = payloadType
        self.sequence = sequence
        self.timestamp = timestamp
        self.ssrc = ssrc
    }

    /// Reads the header of a packet and checks that all its parts lie inside.
    package init(parsing packet: Span<UInt8>) throws(MalformedPacket) {
        try packet.require(Self.fixedBytes, at: 0)
        guard packet[0] >> 6 == 2 else { throw MalformedPacket(.version, at: 0) }
        marker = packet[1] & 0x80 != 0
        payloadType = PayloadType(packet[1])
        sequence = SequenceNumber(packet.uint16(at: 2))
        timestamp = RTPTimestamp(packet.uint32(at: 4))
        ssrc = SSRC(packet.uint32(at: 8))
        csrcCount = Int(packet[0] & 0x0F)
        var offset = Self.fixedBytes + 4 * csrcCount
        try packet.require(0, at: offset)
        if packet[0] & 0x10 != 0 {
            // RFC 3550 §5.3.1: profile and length in 32-bit words.
            try packet.require(4, at: offset)
            extensionProfile = packet.uint16(at: offset)
            let length = 4 * Int(packet.uint16(at: offset + 2))
            offset += 4
            try packet.require(length, at: offset)
            extensionRange = offset..<offset + length
            offset += length
        }
        if packet[0] & 0x20 != 0 {
            paddingBytes = Int(packet[packet.count - 1])
            guard paddingBytes >= 1, paddingBytes <= packet.count - offset else {
                throw MalformedPacket(.padding, at: packet.count - 1)
            }
        }
        payloadRange = offset..<packet.count - paddingBytes
    }

    /// Writes the header and its extensions to the start of a buffer.
    ///
    /// The payload goes right after; contributing sources and padding are not written.
    ///
    /// - Returns: the header's length in bytes, or nil if the buffer is too small.
    package func write(
        extensions: HeaderExtensions,
        map: ExtensionMap,
        into buffer: inout MutableSpan<UInt8>,
    ) -> Int? {
        let extensionBytes = extensions.byteCount(map: map)
        guard buffer.count >= Self.fixedBytes + extensionBytes else { return nil }
        buffer[0] = extensionBytes > 0 ? 0x90 : 0x80
        buffer[1] = payloadType.rawValue | (marker ? 0x80 : 0)
        buffer.store(sequence.rawValue, at: 2)
        buffer.store(timestamp.rawValue, at: 4)
        buffer.store(ssrc.rawValue, at: 8)
        guard extensionBytes > 0 else { return Self.fixedBytes }
        return extensions.write(map: map, into: &buffer, at: Self.fixedBytes)
    }
}
