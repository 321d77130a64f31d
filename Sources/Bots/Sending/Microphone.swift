import Codecs
import Media
import Peer
import Scheduling

/// Sends a sound clip over and over, on an audio lane: a packet each 20 ms.
///
/// The packets stand on the wall clock: the clip's first one begins at a multiple of the clip's
/// length, plus the bot's own phase. A packet leaves when its 20 ms are over, as from a microphone.
actor Microphone: Stage {
    nonisolated let lane: Lane
    private let outlet: MediaOutlet
    private let clip: AudioClip
    private let turns: TalkTurns
    private let wallClock: WallClock
    private let phase: Interval
    /// The wall clock's frame number at the first packet: timestamps count from it.
    private var firstFrame: Int64 = 0
    /// The next packet's frame on the wall clock.
    private var frame: Int64 = 0
    /// The packet of the clip that is next in this turn.
    private var position = 0
    private var isRunning = false

    /// So late, packets are left out instead of sending many at once.
    private static let mostLate: Int64 = 10

    init(
        lane: Lane,
        outlet: MediaOutlet,
        clip: AudioClip,
        turns: TalkTurns,
        phase: Interval,
        wallClock: WallClock,
    ) {
        self.lane = lane
        self.outlet = outlet
        self.clip = clip
        self.turns = turns
        self.phase = phase
        self.wallClock = wallClock
    }

    /// Begins to send with the next whole frame.
    func start(now: Instant) {
        guard !isRunning else { return }
        isRunning = true
        frame = currentFrame(now) + 1
        firstFrame = frame
        schedule()
    }

    func step(now: Instant) {
        guard isRunning else { return }
        let newest = currentFrame(now) - 1
        if newest - frame > Self.mostLate { frame = newest }
        while frame <= newest { sendNext() }
        schedule()
    }

    /// The frame that the microphone is in.
    private func currentFrame(_ now: Instant) -> Int64 {
        let nanoseconds = wallClock.time(at: now).unixNanoseconds
        return (nanoseconds - phase.nanoseconds) / AudioFormat.frameDuration.nanoseconds
    }

    /// When a frame begins.
    private func start(of frame: Int64) -> Instant {
        let nanoseconds = frame * AudioFormat.frameDuration.nanoseconds + phase.nanoseconds
        return wallClock.instant(of: NTPTime(unixNanoseconds: nanoseconds))
    }

    private func schedule() {
        let due = start(of: frame + 1)
        lane.signal(at: due, deadline: due)
    }

    private func sendNext() {
        var unit = CodedUnit(
            kind: .audio,
            timestamp: (frame - firstFrame) * Int64(AudioFormat.samplesPerFrame),
            instant: start(of: frame),
        )
        unit.sequence = frame - firstFrame
        if turns.isTalking(frame: frame) {
            let packet = clip.packets[takePosition()]
            unit.audioLevel = packet.level
            clip.withBytes(of: packet) { _ = outlet.ring.write(unit, payload: $0) }
        } else {
            position = 0
            unit.audioLevel = 127
            outlet.ring.write(unit, payload: OpusPacket.silence.span)
        }
        outlet.notify()
        frame += 1
    }

    private func takePosition() -> Int {
        // Who always speaks keeps to the wall clock, as the marks in the sound do.
        guard case .turn = turns else { return Int(frame % Int64(clip.packets.count)) }
        defer { position = (position + 1) % clip.packets.count }
        return position
    }
}

/// When a bot speaks.
package enum TalkTurns: Hashable, Sendable {
    case always
    case never
    /// Place `place` of `count` that speak one after the other, `seconds` each.
    case turn(place: Int, of: Int, seconds: Int)

    /// - Parameter frame: counts the wall clock's 20 ms.
    func isTalking(frame: Int64) -> Bool {
        switch self {
        case .always: true
        case .never: false
        case .turn(let place, let count, let seconds):
            frame / Int64(50 * seconds) % Int64(count) == Int64(place)
        }
    }
}
