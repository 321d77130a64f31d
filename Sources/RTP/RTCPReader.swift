/// Walks over the RTCP packets of a datagram, compound (RFC 3550 §6.1) or reduced-size (RFC 5506).
///
/// ```swift
/// var reader = RTCPReader()
/// while let packet = try reader.next(in: datagram) { … }
/// ```
/// After an error inside a packet the walk may go on with the next one; after an error in a length
/// it is at its end.
package struct RTCPReader: Sendable {
    /// Bytes walked over so far.
    package private(set) var offset = 0

    package init() {}

    /// Whether a datagram on a port shared with RTP is RTCP (RFC 5761 §4).
    package static func isRTCP(_ datagram: Span<UInt8>) -> Bool {
        datagram.count >= 2 && datagram[0] >> 6 == 2 && (192...223).contains(datagram[1])
    }

    /// The next packet; nil at the end of the datagram.
    package mutating func next(in datagram: Span<UInt8>) throws(MalformedPacket) -> RTCPPacket? {
        guard let block = try nextBlock(in: datagram) else { return nil }
        return try RTCPPacket(parsing: datagram, block: block)
    }

    /// The next packet's frame; nil at the end of the datagram.
    mutating func nextBlock(in datagram: Span<UInt8>) throws(MalformedPacket) -> RTCPBlock? {
        let start = offset
        guard start < datagram.count else { return nil }
        offset = datagram.count
        try datagram.require(RTCPBlock.headerBytes, at: start)
        guard datagram[start] >> 6 == 2 else { throw MalformedPacket(.version, at: start) }
        let bytes = 4 * (Int(datagram.uint16(at: start + 2)) + 1)
        try datagram.require(bytes, at: start)
        let end = start + bytes
        offset = end
        var padding = 0
        if datagram[start] & 0x20 != 0 {
            padding = Int(datagram[end - 1])
            guard padding >= 1, padding <= bytes - RTCPBlock.headerBytes else {
                throw MalformedPacket(.padding, at: end - 1)
            }
        }
        return RTCPBlock(
            format: datagram[start] & 0x1F,
            type: datagram[start + 1],
            body: start + RTCPBlock.headerBytes..<end - padding,
        )
    }
}
