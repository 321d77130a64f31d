/// What an Opus packet says about itself without being decoded (RFC 6716 §3.1).
package enum OpusPacket {
    /// Samples per channel at 48 kHz that no packet exceeds: 120 ms.
    package static let maximumSamples = 5760

    /// A 20 ms CELT packet that decodes to silence, to be sent instead of encoding zeros.
    ///
    /// TOC 31 (full band, 20 ms), mono, one frame, whose first coded bit says "silence" (RFC 6716
    /// §4.3).
    package static let silence: InlineArray<3, UInt8> = [0xF8, 0xFF, 0xFE]

    /// Samples per channel at 48 kHz in a packet.
    ///
    /// - Returns: 120…5760, or nil if the packet is empty, or longer than 120 ms.
    package static func samples(in packet: Span<UInt8>) -> Int? {
        guard packet.count > 0 else { return nil }
        let count: Int
        switch packet[0] & 0b11 {
        case 0: count = 1
        case 1, 2: count = 2
        default:
            guard packet.count > 1 else { return nil }
            count = Int(packet[1] & 0x3F)
        }
        let samples = count * samplesPerFrame(tableOfContents: packet[0])
        guard samples > 0, samples <= maximumSamples else { return nil }
        return samples
    }

    /// RFC 6716 §3.1, table 2.
    private static func samplesPerFrame(tableOfContents: UInt8) -> Int {
        let configuration = Int(tableOfContents >> 3)
        switch configuration {
        case 0..<12: return configuration & 3 == 3 ? 2880 : 480 << (configuration & 3)
        case 12..<16: return configuration & 1 == 0 ? 480 : 960
        default: return 120 << (configuration & 3)
        }
    }
}
