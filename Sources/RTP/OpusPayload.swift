/// What the first byte of an Opus packet tells (RFC 6716 §3.1, RFC 7587).
package enum OpusPayload {
    /// Ticks of the RTP clock per second, whatever the coded bandwidth (RFC 7587 §4.1).
    package static let clockRate = 48_000
    /// Longest packet, in samples per channel at 48 kHz (RFC 6716 §3.4, R5).
    package static let maximumSamples = 5760

    /// How long a packet sounds, in samples per channel at 48 kHz, 120…5,760.
    ///
    /// - Returns: nil if the packet is empty, lacks its frame count, or is longer than 120 ms.
    package static func samples(in payload: Span<UInt8>) -> Int? {
        guard payload.count > 0 else { return nil }
        let frames: Int
        switch payload[0] & 0x3 {
        case 0: frames = 1
        case 3:
            guard payload.count > 1 else { return nil }
            frames = Int(payload[1] & 0x3F)
        default: frames = 2
        }
        let samples = frames * samplesPerFrame(configuration: Int(payload[0] >> 3))
        return (1...maximumSamples).contains(samples) ? samples : nil
    }

    /// RFC 6716 table 2.
    private static func samplesPerFrame(configuration: Int) -> Int {
        switch configuration {
        // SILK: 10, 20, 40, 60 ms.
        case 0..<12:
            configuration & 0x3 == 3 ? 2880 : 480 << (configuration & 0x3)
        // Hybrid: 10, 20 ms.
        case 12..<16:
            480 << (configuration & 0x1)
        // CELT: 2.5, 5, 10, 20 ms.
        default:
            120 << (configuration & 0x3)
        }
    }
}
