import Codecs
import Glibc
import Media
import Testing

/// A decoder and its room for PCM.
private struct Player: ~Copyable {
    private var decoder: OpusDecoder
    /// What was decoded last; not a number behind it.
    private(set) var pcm: [Float] = []

    init() throws { decoder = try OpusDecoder() }

    mutating func decode(_ packet: [UInt8]) throws -> Int {
        try run { decoder, room in try decoder.decode(packet.span, into: &room) }
    }

    /// 20 ms before a packet.
    mutating func decodeFEC(_ packet: [UInt8]) throws -> Int {
        try run { decoder, room in
            try decoder.decodeFEC(packet.span, samples: 960, into: &room)
        }
    }

    /// 20 ms out of nothing.
    mutating func conceal() throws -> Int {
        try run { decoder, room in try decoder.conceal(samples: 960, into: &room) }
    }

    private mutating func run(
        _ body: (inout OpusDecoder, inout MutableSpan<Float>) throws -> Int
    ) throws -> Int {
        let count = OpusPacket.maximumSamples * AudioFormat.channels
        var room = [Float](repeating: .nan, count: count)
        var span = room.mutableSpan
        let samples = try body(&decoder, &span)
        pcm = room
        return samples
    }

    /// Root of the mean square over both channels of 20 ms.
    var level: Float {
        let values = pcm[..<(960 * AudioFormat.channels)]
        return (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }

    /// How much of 20 ms is a tone of 440 Hz: 1 is all of it.
    var purity: Float {
        var (sine, cosine, power): (Float, Float, Float) = (0, 0, 0)
        for sample in 0..<960 {
            let angle = 2 * Float.pi * 440 * Float(sample) / 48_000
            let value = pcm[sample * AudioFormat.channels]
            sine += value * sinf(angle)
            cosine += value * cosf(angle)
            power += value * value
        }
        return (sine * sine + cosine * cosine) * 2 / (power * 960)
    }
}

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
        var player = try Player()
        for (frame, packet) in try Self.packets(25, configuration).enumerated() {
            #expect(OpusPacket.samples(in: packet.span) == 960)
            #expect(try player.decode(packet) == 960)
            guard frame >= 10 else { continue }
            #expect(abs(player.level - 0.4 / Float(2).squareRoot()) < 0.03)
            #expect(player.purity > 0.95)
            #expect(player.pcm[2 * 960].isNaN)
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
        var restored = try Player()
        var concealed = try Player()
        for packet in packets[..<15] {
            #expect(try restored.decode(packet) == 960)
            #expect(try concealed.decode(packet) == 960)
        }
        #expect(try restored.decodeFEC(packets[16]) == 960)
        #expect(try concealed.conceal() == 960)
        #expect(restored.level > 0.2)
        #expect(concealed.level < 0.05)
    }

    @Test("Concealment goes on with the sound and fades")
    func concealment() throws {
        var player = try Player()
        for packet in try Self.packets(20, OpusEncoderConfiguration(inBandFEC: false)) {
            #expect(try player.decode(packet) == 960)
        }
        var levels: [Float] = []
        for _ in 0..<30 {
            #expect(try player.conceal() == 960)
            levels.append(player.level)
        }
        #expect(levels[0] > 0.1)
        #expect(levels[29] < 0.01)
    }

    @Test("The silence packet is 20 ms of nothing after a tone, from either coder")
    func silence() throws {
        for application in [OpusEncoderConfiguration.Application.voip, .audio] {
            var player = try Player()
            let configuration = OpusEncoderConfiguration(application: application)
            for packet in try Self.packets(20, configuration) {
                #expect(try player.decode(packet) == 960)
            }
            let silence = OpusPacket.silence
            #expect(OpusPacket.samples(in: silence.span) == 960)
            let bytes = silence.indices.map { silence[$0] }
            var levels: [Float] = []
            for _ in 0..<5 {
                #expect(try player.decode(bytes) == 960)
                levels.append(player.level)
            }
            // The first still holds the end of the tone: 6.5 ms of overlap and cross-fade.
            #expect(levels[1...].allSatisfy { $0 < 1e-4 })
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
