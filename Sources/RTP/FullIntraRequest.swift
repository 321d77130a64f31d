package import Media

/// A receiver wants key frames from sources, each request numbered (RFC 5104 §4.3.1).
package struct FullIntraRequest: Hashable, Sendable {
    /// One source that shall send a key frame.
    package struct Entry: Hashable, Sendable {
        package var ssrc: SSRC
        /// Grows by one with each new request; a repeated number is the same request again.
        package var sequence: UInt8

        package init(ssrc: SSRC, sequence: UInt8) {
            self.ssrc = ssrc
            self.sequence = sequence
        }
    }

    /// Who asks.
    package let sender: SSRC
    /// Sources asked, at least one.
    package let count: Int
    private let start: Int

    static let format: UInt8 = 4
    private static let prefixBytes = 8
    private static let entryBytes = 8

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        try block.require(Self.prefixBytes + Self.entryBytes)
        sender = SSRC(datagram.uint32(at: block.body.lowerBound))
        start = block.body.lowerBound + Self.prefixBytes
        count = (block.body.count - Self.prefixBytes) / Self.entryBytes
    }

    /// A request of the datagram that this was parsed from.
    ///
    /// - Parameter index: 0 ..< count.
    package func entry(at index: Int, in datagram: Span<UInt8>) -> Entry {
        precondition((0..<count).contains(index), "the packet has that many entries")
        let offset = start + index * Self.entryBytes
        return Entry(ssrc: SSRC(datagram.uint32(at: offset)), sequence: datagram[offset + 4])
    }

    /// Writes a request to one source.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package static func write(
        sender: SSRC,
        entry: Entry,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let bytes = RTCPBlock.headerBytes + prefixBytes + entryBytes
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.payloadFeedback,
            format: format,
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        buffer.store(sender.rawValue, at: offset + 4)
        // RFC 5104 §4.3.1.2: the media source in the common part is zero.
        buffer.store(UInt32(0), at: offset + 8)
        buffer.store(entry.ssrc.rawValue, at: offset + 12)
        buffer.store(UInt32(entry.sequence) << 24, at: offset + 16)
        return offset + bytes
    }
}
