/// One RTCP packet inside a datagram: its common header (RFC 3550 §6.4.1, RFC 4585 §6.1).
package struct RTCPBlock: Hashable, Sendable {
    /// The five bits after version and padding: a count or a feedback format.
    package var format: UInt8
    /// The packet type, 192…223.
    package var type: UInt8
    /// The bytes after the four of the common header, without padding.
    package var body: Range<Int>

    /// The packet types that are read or written.
    enum PacketType {
        static let senderReport: UInt8 = 200
        static let receiverReport: UInt8 = 201
        static let sourceDescription: UInt8 = 202
        static let goodbye: UInt8 = 203
        /// RFC 4585 §6.2.
        static let transportFeedback: UInt8 = 205
        /// RFC 4585 §6.3.
        static let payloadFeedback: UInt8 = 206
    }

    static let headerBytes = 4

    /// Throws unless the body has at least so many bytes.
    func require(_ count: Int) throws(MalformedPacket) {
        guard body.count >= count else { throw MalformedPacket(.truncated, at: body.upperBound) }
    }

    /// Throws unless the packet is of this type and format.
    func require(type: UInt8, format: UInt8? = nil) throws(MalformedPacket) {
        guard self.type == type, format == nil || format == self.format else {
            throw MalformedPacket(.type, at: body.lowerBound - Self.headerBytes)
        }
    }

    /// Writes a common header for a packet of `bytes` bytes, which is a multiple of four.
    static func writeHeader(
        type: UInt8,
        format: UInt8,
        hasPadding: Bool = false,
        bytes: Int,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) {
        buffer[offset] = 0x80 | (hasPadding ? 0x20 : 0) | format
        buffer[offset + 1] = type
        buffer.store(UInt16(bytes / 4 - 1), at: offset + 2)
    }
}
