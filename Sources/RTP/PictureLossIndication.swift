package import Media

/// A receiver cannot decode any more and needs a key frame (RFC 4585 §6.3.1).
package struct PictureLossIndication: Hashable, Sendable {
    /// Who asks.
    package var sender: SSRC
    /// The stream that it cannot decode.
    package var media: SSRC

    static let format: UInt8 = 1
    private static let bodyBytes = 8

    package init(sender: SSRC, media: SSRC) {
        self.sender = sender
        self.media = media
    }

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        try block.require(Self.bodyBytes)
        sender = SSRC(datagram.uint32(at: block.body.lowerBound))
        media = SSRC(datagram.uint32(at: block.body.lowerBound + 4))
    }

    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func write(into buffer: inout MutableSpan<UInt8>, at offset: Int) -> Int? {
        let bytes = RTCPBlock.headerBytes + Self.bodyBytes
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.payloadFeedback,
            format: Self.format,
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        buffer.store(sender.rawValue, at: offset + 4)
        buffer.store(media.rawValue, at: offset + 8)
        return offset + bytes
    }
}
