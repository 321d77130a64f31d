import Codecs
import Media
import Mixing
import Peer
import Scheduling

/// One encoding of one mix: limiter and Opus encoder, on an audio lane.
///
/// Silence goes out as a packet made beforehand, with the timestamps running on: coding digital
/// silence costs as much as coding speech.
actor AudioEncoding: Stage {
    nonisolated let lane: Lane
    nonisolated let outlet: MediaOutlet
    /// Filled by the mixer.
    nonisolated let frames = PCMRing(capacity: 4)
    private let clock: RoomClock
    private let channels: Int
    private var limiter = Limiter()
    private var encoder: OpusEncoder
    private var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
    private var packet = [UInt8](repeating: 0, count: 1275)
    private var silentFrames = 0
    private var sequence: Int64 = 0
    private(set) var failures = 0

    /// So many silent frames are still coded, so that the decoder's tail fades by itself.
    private static let codedSilence = 5

    init(
        lane: Lane,
        outlet: MediaOutlet,
        clock: RoomClock,
        channels: Int,
        bitRate: BitRate,
    ) throws {
        self.lane = lane
        self.outlet = outlet
        self.clock = clock
        self.channels = channels
        var configuration = OpusEncoderConfiguration()
        configuration.channels = channels
        configuration.bitRate = bitRate
        configuration.expectedLossPercent = 5
        encoder = try OpusEncoder(configuration)
    }

    func step(now: Instant) {
        while encodeNext() {}
        outlet.notify()
    }

    private func encodeNext() -> Bool {
        frames.read { tick, source in encode(tick: tick, source) } != nil
    }

    private func encode(tick: Int64, _ source: Span<Float>) {
        for index in 0..<AudioFormat.valuesPerFrame { frame[index] = source[index] }
        var span = frame.mutableSpan
        limiter.process(&span)
        silentFrames = isSilent() ? silentFrames + 1 : 0
        var unit = CodedUnit(
            kind: .audio,
            timestamp: tick * Int64(AudioFormat.samplesPerFrame),
            instant: clock.soundTick(tick),
        )
        unit.sequence = sequence
        sequence += 1
        write(unit)
    }

    private func write(_ unit: CodedUnit) {
        guard silentFrames <= Self.codedSilence else {
            outlet.ring.write(unit, payload: OpusPacket.silence.span)
            return
        }
        if channels == 1 { mixDown() }
        do throws(CodecError) {
            var output = packet.mutableSpan
            let samples = AudioFormat.samplesPerFrame * channels
            let count = try encoder.encode(frame.span.extracting(0..<samples), into: &output)
            outlet.ring.write(unit, payload: packet.span.extracting(0..<count))
        } catch {
            failures += 1
        }
    }

    /// Left and right become one, in the first half of the frame.
    private func mixDown() {
        var span = frame.mutableSpan
        for index in 0..<AudioFormat.samplesPerFrame {
            span[index] = 0.5 * (span[2 * index] + span[2 * index + 1])
        }
    }

    private func isSilent() -> Bool {
        let span = frame.span
        var peak: Float = 0
        for index in 0..<span.count { peak = max(peak, abs(span[index])) }
        // Below the least bit of 16: nothing that a listener's converter would play.
        return peak < 1 / 65_536
    }
}
