package import Media

/// Sources that end (RFC 3550 §6.6); the reason, if one is given, is not read.
package struct Goodbye: Hashable, Sendable {
    /// Sources listed, 0…31.
    package let count: Int
    private let start: Int

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        count = Int(block.format)
        start = block.body.lowerBound
        try block.require(4 * count)
    }

    /// A source listed in the datagram that this was parsed from.
    ///
    /// - Parameter index: 0 ..< count.
    package func source(at index: Int, in datagram: Span<UInt8>) -> SSRC {
        precondition((0..<count).contains(index), "the packet has that many sources")
        return SSRC(datagram.uint32(at: start + 4 * index))
    }

    /// Writes a packet that ends up to 31 sources.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package static func write(
        sources: Span<SSRC>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let count = min(sources.count, SenderReport.maximumReports)
        let bytes = RTCPBlock.headerBytes + 4 * count
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.goodbye,
            format: UInt8(count),
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        for index in 0..<count {
            let place = offset + RTCPBlock.headerBytes + 4 * index
            buffer.store(sources[index].rawValue, at: place)
        }
        return offset + bytes
    }
}
