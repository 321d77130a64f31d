/// Coded sound that is sent over and over, without encoding.
package struct AudioClip: Sendable {
    /// One Opus packet of 20 ms.
    package struct Packet: Sendable {
        /// Where its bytes lie in `bytes`.
        package let range: Range<Int>
        /// RFC 6464, in −dBov.
        package let level: UInt8
    }

    /// At least one.
    package let packets: [Packet]
    package let bytes: [UInt8]

    /// - Throws: if there is no packet.
    package init(packets: [Packet], bytes: [UInt8]) throws(MediaFault) {
        guard !packets.isEmpty else { throw MediaFault("it has no sound") }
        self.packets = packets
        self.bytes = bytes
    }

    func withBytes(of packet: Packet, _ body: (Span<UInt8>) -> Void) {
        body(bytes.span.extracting(packet.range))
    }
}
