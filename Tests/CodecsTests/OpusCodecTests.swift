import Codecs
import Glibc
import Media
import Testing

@Suite("Opus encode and decode")
struct OpusCodecTests {
    /// A tone as 20 ms frames, the same in all channels.
    private static func tone(_ frame: Int, channels: Int, amplitude: Float = 0.4) -> [Float] {
        var values: [Float] = []
        for sample in 0..<AudioFormat.samplesPerFrame {
            let time = Float(frame * AudioFormat.samplesPerFrame + sample) / 48_000
            let value = amplitude * sinf(2 * .pi * 440 * time)
            for _ in 0..<channels { values.append(value) }
        }
        return values
    }

    private static func packets(
        _ count: Int,
        _ configuration: OpusEncoderConfiguration,
    ) throws -> [[UInt8]] {
        var encoder = try OpusEncoder(configuration)
        return try (0..<count).map { frame in
            var bytes = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
            var room = bytes.mutableSpan
            let length = try encoder.encode(
                tone(frame, channels: configuration.channels).span,
                into: &room,
            )
            return Array(bytes[..<length])
        }
    }

    private static func pcm() -> [Float] {
        [Float](repeating: .nan, count: OpusPacket.maximumSamples * AudioFormat.channels)
    }

    /// Root of the mean square over both channels.
    private static func level(_ pcm: [Float], samples: Int) -> Float {
        let values = pcm[..<(samples * AudioFormat.channels)]
        return (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }

    /// How much of a sound is the tone of 440 Hz: 1 is all of it.
    private static func purity(_ pcm: [Float], samples: Int) -> Float {
        var (sine, cosine, power): (Float, Float, Float) = (0, 0, 0)
        for sample in 0..<samples {
            let angle = 2 * Float.pi * 440 * Float(sample) / 48_000
            let value = pcm[sample * AudioFormat.channels]
            sine += value * sinf(angle)
            cosine += value * cosf(angle)
            power += value * value
        }
        return (sine * sine + cosine * cosine) * 2 / (power * Float(samples))
    }

    @Test(
        "A tone comes back as that tone at its level, from mono and from stereo",
        arguments: [(1, 32), (2, 64)],
        [OpusEncoderConfiguration.Application.voip, .audio],
    )
    func tone(
        format: (channels: Int, kilobits: Int),
        application: OpusEncoderConfiguration.Application,
    ) throws {
        let configuration = OpusEncoderConfiguration(
            channels: format.channels,
            bitRate: .kilobits(format.kilobits),
            application: application,
        )
        var decoder = try OpusDecoder()
        for (frame, packet) in try Self.packets(25, configuration).enumerated() {
            var pcm = Self.pcm()
            var span = pcm.mutableSpan
            #expect(OpusPacket.samples(in: packet.span) == 960)
            #expect(try decoder.decode(packet.span, into: &span) == 960)
            guard frame >= 10 else { continue }
            #expect(abs(Self.level(pcm, samples: 960) - 0.4 / Float(2).squareRoot()) < 0.03)
            #expect(Self.purity(pcm, samples: 960) > 0.95)
            #expect(pcm[2 * 960].isNaN)
        }
    }

    @Test("In-band FEC brings a lost frame back, where concealment alone is worse")
    func forwardErrorCorrection() throws {
        // A tone that jumps in the lost frame: concealment cannot know, redundancy does.
        var encoder = try OpusEncoder(
            OpusEncoderConfiguration(bitRate: .kilobits(40), expectedLossPercent: 25)
        )
        var packets: [[UInt8]] = []
        for frame in 0..<20 {
            let amplitude: Float = frame >= 15 ? 0.6 : 0.02
            var bytes = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
            var room = bytes.mutableSpan
            let input = Self.tone(frame, channels: 1, amplitude: amplitude)
            let length = try encoder.encode(input.span, into: &room)
            packets.append(Array(bytes[..<length]))
        }
        func levelOfLost(_ restore: (inout OpusDecoder, inout MutableSpan<Float>) throws -> Int)
            throws -> Float
        {
            var decoder = try OpusDecoder()
            var pcm = Self.pcm()
            var span = pcm.mutableSpan
            for packet in packets[..<15] { _ = try decoder.decode(packet.span, into: &span) }
            #expect(try restore(&decoder, &span) == 960)
            return Self.level(pcm, samples: 960)
        }
        let next = packets[16]
        let restored = try levelOfLost { decoder, pcm in
            try decoder.decodeFEC(next.span, samples: 960, into: &pcm)
        }
        let concealed = try levelOfLost { decoder, pcm in
            try decoder.conceal(samples: 960, into: &pcm)
        }
        print("FEC", restored, concealed)
        #expect(restored > 0.2)
        #expect(concealed < 0.05)
    }

    @Test("Concealment goes on with the sound and fades")
    func concealment() throws {
        var decoder = try OpusDecoder()
        var pcm = Self.pcm()
        var span = pcm.mutableSpan
        for packet in try Self.packets(20, OpusEncoderConfiguration(inBandFEC: false)) {
            _ = try decoder.decode(packet.span, into: &span)
        }
        var levels: [Float] = []
        for _ in 0..<30 {
            #expect(try decoder.conceal(samples: 960, into: &span) == 960)
            levels.append(Self.level(pcm, samples: 960))
            span = pcm.mutableSpan
        }
        #expect(levels[0] > 0.1)
        #expect(levels[29] < 0.01)
    }

    @Test("The silence packet is 20 ms of nothing after a tone, from either coder")
    func silence() throws {
        for application in [OpusEncoderConfiguration.Application.voip, .audio] {
            var decoder = try OpusDecoder()
            var pcm = Self.pcm()
            var span = pcm.mutableSpan
            let configuration = OpusEncoderConfiguration(application: application)
            for packet in try Self.packets(20, configuration) {
                _ = try decoder.decode(packet.span, into: &span)
            }
            let silence = OpusPacket.silence
            #expect(OpusPacket.samples(in: silence.span) == 960)
            var levels: [Float] = []
            for _ in 0..<5 {
                #expect(try decoder.decode(silence.span, into: &span) == 960)
                levels.append(Self.level(pcm, samples: 960))
                span = pcm.mutableSpan
            }
            print("SILENCE", levels)
            #expect(levels[4] < 1e-4)
        }
    }

    @Test("Wrong lengths of PCM are refused")
    func lengths() throws {
        var encoder = try OpusEncoder(OpusEncoderConfiguration(channels: 2))
        var bytes = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        var room = bytes.mutableSpan
        for count in [0, 959, 960, 1919, 1921] {
            let pcm = [Float](repeating: 0, count: count)
            #expect(throws: CodecError.wrongBufferLength(count)) {
                try encoder.encode(pcm.span, into: &room)
            }
        }
        var decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: 1919)
        var span = pcm.mutableSpan
        let packet = OpusPacket.silence
        #expect(throws: CodecError.wrongBufferLength(1919)) {
            try decoder.decode(packet.span, into: &span)
        }
        for samples in [0, -120, 119, 5880] {
            var pcm = [Float](repeating: 0, count: 12_000)
            var span = pcm.mutableSpan
            #expect(throws: CodecError.wrongBufferLength(12_000)) {
                try decoder.conceal(samples: samples, into: &span)
            }
        }
    }

    @Test("Settings out of range are refused")
    func configuration() {
        func refused(_ change: (inout OpusEncoderConfiguration) -> Void) -> Bool {
            var configuration = OpusEncoderConfiguration()
            change(&configuration)
            do {
                _ = try OpusEncoder(configuration)
                return false
            } catch {
                return true
            }
        }
        #expect(refused { $0.channels = 0 })
        #expect(refused { $0.channels = 3 })
        #expect(refused { $0.complexity = 11 })
        #expect(refused { $0.expectedLossPercent = 101 })
        #expect(!refused { $0.complexity = 10 })
    }

    @Test("Bit rate and expected loss change in mid-stream")
    func changes() throws {
        var encoder = try OpusEncoder(OpusEncoderConfiguration(bitRate: .kilobits(64)))
        var bytes = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        func total(_ frames: Range<Int>) throws -> Int {
            var sum = 0
            for frame in frames {
                var room = bytes.mutableSpan
                sum += try encoder.encode(Self.tone(frame, channels: 1).span, into: &room)
            }
            return sum
        }
        let high = try total(0..<50)
        try encoder.setBitRate(.kilobits(16))
        try encoder.setExpectedLoss(percent: 0)
        let low = try total(50..<100)
        #expect(low * 2 < high)
        #expect(throws: CodecError.self) { try encoder.setExpectedLoss(percent: 101) }
    }
}

@Suite("Opus packets of anything")
struct OpusRobustnessTests {
    @Test("The duration by RFC 6716 §3.1")
    func duration() {
        func samples(_ bytes: [UInt8]) -> Int? { OpusPacket.samples(in: bytes.span) }
        // Configurations 0…31, one frame each.
        let expected =
            Array(repeating: [480, 960, 1920, 2880], count: 3).flatMap(\.self)
            + [480, 960, 480, 960]
            + Array(repeating: [120, 240, 480, 960], count: 4).flatMap(\.self)
        for (configuration, count) in expected.enumerated() {
            #expect(samples([UInt8(configuration << 3)]) == count)
            let two = 2 * count <= 5760 ? 2 * count : nil
            #expect(samples([UInt8(configuration << 3 | 1), 0]) == two)
            #expect(samples([UInt8(configuration << 3 | 2), 0]) == two)
        }
        #expect(samples([]) == nil)
        #expect(samples([0b11]) == nil)
        #expect(samples([0b11, 0]) == nil)
        #expect(samples([0x1B, 2]) == 5760)
        #expect(samples([0x1B, 3]) == nil)
        #expect(samples([0x83, 48]) == 5760)
        #expect(samples([0x83, 49]) == nil)
    }

    @Test("Random and truncated packets are decoded or refused, and the next one plays")
    func random() throws {
        var generator = SeededGenerator(seed: 7)
        var decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: OpusPacket.maximumSamples * 2)
        var refused = 0
        for round in 0..<3000 {
            let bytes = (0..<round % 90).map { _ in UInt8.random(in: 0...255, using: &generator) }
            var span = pcm.mutableSpan
            do throws(CodecError) {
                let samples = try decoder.decode(bytes.span, into: &span)
                #expect(samples == OpusPacket.samples(in: bytes.span))
            } catch {
                #expect(error == .corrupt)
                refused += 1
            }
            span = pcm.mutableSpan
            do throws(CodecError) {
                #expect(try decoder.decodeFEC(bytes.span, samples: 960, into: &span) == 960)
            } catch {
                #expect(error == .corrupt)
            }
        }
        #expect(refused > 100)
        var span = pcm.mutableSpan
        #expect(try decoder.decode(OpusPacket.silence.span, into: &span) == 960)
        decoder.reset()
        span = pcm.mutableSpan
        #expect(try decoder.decode(OpusPacket.silence.span, into: &span) == 960)
    }
}
