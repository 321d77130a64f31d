package import Media

/// Packets that a receiver asks for again (RFC 4585 §6.2.1).
package struct GenericNACK: Hashable, Sendable {
    /// Who asks.
    package let sender: SSRC
    /// The stream that lacks packets.
    package let media: SSRC
    private let entries: Range<Int>

    static let format: UInt8 = 1
    private static let prefixBytes = 8
    private static let entryBytes = 4

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        try block.require(Self.prefixBytes + Self.entryBytes)
        let start = block.body.lowerBound
        sender = SSRC(datagram.uint32(at: start))
        media = SSRC(datagram.uint32(at: start + 4))
        entries = start + Self.prefixBytes..<block.body.upperBound
        guard entries.count % Self.entryBytes == 0 else {
            throw MalformedPacket(.length, at: block.body.upperBound)
        }
    }

    /// Names each packet asked for; the datagram is the one that this was parsed from.
    ///
    /// A datagram of 1,500 bytes can name up to 6,300 packets: the caller bounds its answer.
    package func forEachLost(in datagram: Span<UInt8>, _ body: (SequenceNumber) -> Void) {
        for entry in stride(from: entries.lowerBound, to: entries.upperBound, by: Self.entryBytes) {
            let first = SequenceNumber(datagram.uint16(at: entry))
            body(first)
            var mask = datagram.uint16(at: entry + 2)
            while mask != 0 {
                body(first.advanced(by: mask.trailingZeroBitCount + 1))
                mask &= mask - 1
            }
        }
    }

    /// Writes a request; neighbours share an entry.
    ///
    /// - Parameter lost: in ascending order (modulo 2¹⁶), not empty.
    /// - Returns: the offset after it, or nil if the buffer is too small for all.
    package static func write(
        sender: SSRC,
        media: SSRC,
        lost: Span<SequenceNumber>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        guard lost.count > 0 else { return nil }
        var end = offset + RTCPBlock.headerBytes + prefixBytes
        var index = 0
        while index < lost.count {
            let first = lost[index]
            var mask: UInt16 = 0
            index += 1
            while index < lost.count, case let distance = first.distance(to: lost[index]),
                (1...16).contains(distance)
            {
                mask |= 1 << UInt16(distance - 1)
                index += 1
            }
            guard end + entryBytes <= buffer.count else { return nil }
            buffer.store(first.rawValue, at: end)
            buffer.store(mask, at: end + 2)
            end += entryBytes
        }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.transportFeedback,
            format: format,
            bytes: end - offset,
            into: &buffer,
            at: offset,
        )
        buffer.store(sender.rawValue, at: offset + 4)
        buffer.store(media.rawValue, at: offset + 8)
        return end
    }
}
