package import Codecs
import Glibc
import Media
import Mixing

extension AudioClip {
    /// Encodes mono sound once.
    ///
    /// - Parameters:
    ///   - samples: 48 kHz, −1…1; a last frame that is not full is filled with silence.
    ///   - isSeamless: the sound's end fits its begin: the coder then comes out of the end when it
    ///     codes the begin, and no click is heard.
    package static func encoding(
        _ samples: [Float],
        isSeamless: Bool,
        _ configuration: OpusEncoderConfiguration = OpusEncoderConfiguration(),
    ) throws -> AudioClip {
        var encoder = try OpusEncoder(configuration)
        var packets: [Packet] = []
        var bytes: [UInt8] = []
        for _ in 0..<(isSeamless ? 2 : 1) {
            packets.removeAll()
            bytes.removeAll()
            for start in stride(from: 0, to: samples.count, by: AudioFormat.samplesPerFrame) {
                var frame = Array(samples[start..<min(start + 960, samples.count)])
                frame.append(contentsOf: repeatElement(0, count: 960 - frame.count))
                try append(frame, by: &encoder, to: &packets, &bytes)
            }
        }
        return try AudioClip(packets: packets, bytes: bytes)
    }

    private static func append(
        _ frame: [Float],
        by encoder: inout OpusEncoder,
        to packets: inout [Packet],
        _ bytes: inout [UInt8],
    ) throws {
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        var span = packet.mutableSpan
        let count = try encoder.encode(frame.span, into: &span)
        let start = bytes.count
        bytes += packet[..<count]
        let level = UInt8(min(127, max(0, -AudioLevel.rms(frame.span).rounded())))
        packets.append(Packet(range: start..<bytes.count, level: level))
    }

    /// A bot's tone with its mark: one second of it.
    package static func tone(number: Int) throws -> AudioClip {
        let step = 2 * Double.pi * Double(ToneMark.frequency(of: number)) / 48_000
        let samples = (0..<AudioFormat.sampleRate).map { index in
            ToneMark.amplitude * ToneMark.envelope(at: index) * Float(sin(step * Double(index)))
        }
        return try encoding(samples, isSeamless: true)
    }
}
