import Media
import Mixing
import Peer
import Scheduling
import Synchronization

/// One participant's sound: playout buffer and decoder, on an audio lane.
///
/// The mixer asks for each tick's frame; the source answers through a ring and counts down, and
/// the last source of a tick wakes the mixer.
actor AudioSource: Stage {
    nonisolated let lane: Lane
    nonisolated let inlet: MediaInlet
    /// The frames of the last ticks, for the mixer.
    nonisolated let frames = PCMRing(capacity: 4)
    nonisolated let lipSync: LipSync
    /// The bits of the level in dBFS, lately.
    private nonisolated let levelBits = Atomic<UInt32>(AudioLevel.silence.bitPattern)
    private nonisolated let wantedTick = Atomic<Int64>(0)
    private nonisolated let countdown: TickCountdown
    private nonisolated let clock: RoomClock
    private var receiver: AudioReceiver
    private var meter = LevelMeter()

    init(
        lane: Lane,
        clock: RoomClock,
        countdown: TickCountdown,
        lipSync: LipSync,
    ) throws {
        self.lane = lane
        self.clock = clock
        self.countdown = countdown
        self.lipSync = lipSync
        // Packets wait for the next tick; two seconds of the largest are room for any burst.
        inlet = MediaInlet(kind: .audio, capacityBytes: 64 << 10) {}
        receiver = try AudioReceiver()
    }

    /// How loud it has been lately, in dBFS; any thread.
    ///
    /// - Parameter volume: what it is multiplied with in the mix.
    nonisolated func level(atVolume volume: Double) -> Float {
        let level = Float(bitPattern: levelBits.load(ordering: .relaxed))
        return AudioLevel.amplified(level, by: Float(volume))
    }

    /// Asks for the frame of a tick; the mixer's lane.
    nonisolated func request(tick: Int64, deadline: Instant) {
        wantedTick.store(tick, ordering: .releasing)
        lane.signal(deadline: deadline)
    }

    func step(now: Instant) {
        while receiveNext() {}
        let tick = wantedTick.load(ordering: .acquiring)
        frames.write(tick: tick) { frame in pull(at: clock.soundTick(tick), into: &frame) }
        countdown.finishOne()
    }

    private func receiveNext() -> Bool {
        inlet.ring.read { unit, payload in receiver.insert(unit, payload: payload) } != nil
    }

    private func pull(at instant: Instant, into frame: inout MutableSpan<Float>) {
        let pulled = receiver.pull(now: instant, into: &frame)
        lipSync.publish(pulled.playoutOffset)
        levelBits.store(meter.note(pulled.level).bitPattern, ordering: .relaxed)
    }
}
