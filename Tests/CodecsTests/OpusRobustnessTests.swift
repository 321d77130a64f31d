import Codecs
import Media
import Testing

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
        var generator = SplitMix64(seed: 7)
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
