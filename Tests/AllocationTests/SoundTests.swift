import Codecs
import Media
import Mixing
import TestKit
import Testing

/// A frame of sound on its way through a room allocates nothing: playout, decoding, the mix, the
/// limiter, encoding.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot))
struct SoundTests {
    private static let speakers = 3

    @Test func throughARoom() throws {
        let packets = try Self.packets(300)
        let receivers = try (0..<Self.speakers).map { _ in try Speaker() }
        var mix = MixMinus(capacity: Self.speakers)
        var limiter = Limiter()
        var encoder = try OpusEncoder(OpusEncoderConfiguration())
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        var coded = 0
        Allocations.expectNone("a tick of a room's sound") { round in
            let now = Instant(nanoseconds: 1_000_000_000) + AudioFormat.frameDuration * round
            mix.begin()
            for (index, receiver) in receivers.enumerated() {
                // Every ninth is lost.
                if (round + index) % 9 != 0 {
                    receiver.take(packets[round % packets.count], number: round, now: now)
                }
                receiver.pull(now: now)
                mix.add(receiver.frame.span, index: index)
            }
            var output = frame.mutableSpan
            mix.minus(index: 1, into: &output)
            mix.total(into: &output)
            limiter.process(&output)
            for index in 0..<AudioFormat.samplesPerFrame { frame[index] = frame[2 * index] }
            var room = packet.mutableSpan
            let mono = frame.span.extracting(0..<AudioFormat.samplesPerFrame)
            coded += (try? encoder.encode(mono, into: &room)) ?? 0
        }
        #expect(coded > 0, "something was encoded")
        #expect(receivers.allSatisfy { $0.heard }, "something was decoded")
    }

    /// Packets of a tone.
    static func packets(_ count: Int) throws -> [[UInt8]] {
        var encoder = try OpusEncoder(OpusEncoderConfiguration())
        var tone = ToneGenerator(frequency: 440)
        return try (0..<count).map { _ in
            let frame = tone.nextFrame()
            let mono = stride(from: 0, to: frame.count, by: 2).map { frame[$0] }
            var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
            var room = packet.mutableSpan
            let length = try encoder.encode(mono.span, into: &room)
            return Array(packet[..<length])
        }
    }
}

/// One participant's playout.
private final class Speaker {
    private(set) var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
    private(set) var heard = false
    private var receiver: AudioReceiver

    init() throws { receiver = try AudioReceiver() }

    func take(_ packet: [UInt8], number: Int, now: Instant) {
        var unit = CodedUnit(kind: .audio, timestamp: Int64(number) * 960, instant: now)
        unit.sequence = Int64(number)
        receiver.insert(unit, payload: packet.span)
    }

    func pull(now: Instant) {
        var span = frame.mutableSpan
        if receiver.pull(now: now, into: &span).kind == .speech { heard = true }
    }
}
