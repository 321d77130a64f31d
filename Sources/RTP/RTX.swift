package import Media

/// Retransmissions in a stream of their own (RFC 4588 §4).
package enum RTX {
    /// The original sequence number before the payload.
    package static let overheadBytes = 2

    /// Turns a retransmission back into the packet that was lost, in place.
    ///
    /// - Parameters:
    ///   - packet: the decrypted retransmission; its first bytes are overwritten.
    ///   - header: its header, as parsed.
    ///   - ssrc: of the original stream.
    ///   - payloadType: of the original stream.
    /// - Returns: the original's header, whose ranges fit the changed packet, and its length; nil
    ///   if the packet holds nothing but padding (a bandwidth probe).
    package static func unwrap(
        _ packet: inout MutableSpan<UInt8>,
        header: RTPHeader,
        ssrc: SSRC,
        payloadType: PayloadType,
    ) -> (header: RTPHeader, length: Int)? {
        let payload = header.payloadRange
        guard payload.count > overheadBytes else { return nil }
        var original = header
        original.ssrc = ssrc
        original.payloadType = payloadType
        original.sequence = SequenceNumber(packet.span.uint16(at: payload.lowerBound))
        original.payloadRange = payload.lowerBound..<payload.upperBound - overheadBytes
        original.paddingBytes = 0
        packet[0] &= ~0x20
        packet[1] = payloadType.rawValue | (header.marker ? 0x80 : 0)
        packet.store(original.sequence.rawValue, at: 2)
        packet.store(ssrc.rawValue, at: 8)
        for index in original.payloadRange { packet[index] = packet[index &+ overheadBytes] }
        return (original, original.payloadRange.upperBound)
    }

    /// Writes a retransmission of a packet.
    ///
    /// - Parameters:
    ///   - original: a packet as it was sent, unencrypted.
    ///   - sequence: of the retransmission stream.
    /// - Returns: the retransmission's length, or nil if it does not fit or the original cannot be
    ///   read.
    package static func wrap(
        _ original: Span<UInt8>,
        ssrc: SSRC,
        payloadType: PayloadType,
        sequence: SequenceNumber,
        into buffer: inout MutableSpan<UInt8>,
    ) -> Int? {
        guard let header = try? RTPHeader(parsing: original),
            buffer.count >= original.count + overheadBytes
        else { return nil }
        let start = header.payloadRange.lowerBound
        buffer.store(original.extracting(0..<start), at: 0)
        buffer[1] = payloadType.rawValue | (header.marker ? 0x80 : 0)
        buffer.store(sequence.rawValue, at: 2)
        buffer.store(ssrc.rawValue, at: 8)
        buffer.store(header.sequence.rawValue, at: start)
        let rest = original.extracting(start..<original.count)
        buffer.store(rest, at: start + overheadBytes)
        return original.count + overheadBytes
    }
}
