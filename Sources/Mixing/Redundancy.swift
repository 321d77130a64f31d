internal import Codecs

/// In-band forward error correction as an Opus packet announces it.
enum Redundancy {
    /// Whether a packet's first frame holds a coarse copy of the frame before it.
    ///
    /// RFC 6716 §4.2.3 and §4.2.4: a SILK frame begins with a voice-activity bit for each 20 ms and
    /// then the LBRR flag, for stereo once for each channel; all of them uncompressed. CELT frames
    /// have none. In packets whose first frame does not follow the TOC byte (§3.2.4 and §3.2.5) it
    /// is not looked for.
    static func isPresent(in packet: Span<UInt8>) -> Bool {
        guard packet.count > 2, packet[0] & 0b11 < 2 else { return false }
        let configuration = Int(packet[0] >> 3)
        guard configuration < 16 else { return false }
        // 10, 20, 40, 60 ms for SILK; hybrid frames have 10 or 20.
        let blocks = configuration < 12 ? max(1, configuration & 3) : 1
        let isStereo = packet[0] & 0b100 != 0
        let middle = packet[1] >> UInt8(7 - blocks) & 1
        guard isStereo else { return middle == 1 }
        // Up to 8 bits: VAD × blocks, LBRR, VAD × blocks, LBRR.
        let side = packet[1] >> UInt8(7 - (2 * blocks + 1)) & 1
        return middle == 1 || side == 1
    }
}
