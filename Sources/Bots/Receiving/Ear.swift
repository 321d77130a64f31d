import Codecs
import Media
import Mixing
import Peer
import Scheduling

/// What a bot hears, on an audio lane: the playout buffer of the server's own receiving side, and
/// what is found out about its sound.
actor Ear: Stage {
    nonisolated let lane: Lane
    nonisolated let inlet: MediaInlet
    private let lips: LipLink
    private var receiver: AudioReceiver
    private var analyser: SoundAnalyser?
    private var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
    private var nextTick: Instant?
    private(set) var packets = 0

    /// So late, ticks are left out.
    private static let mostLate = Interval.milliseconds(200)

    /// - Parameter analyser: nil: packets are only counted, nothing is decoded.
    init(lane: Lane, lips: LipLink, analyser: SoundAnalyser?) throws {
        self.lane = lane
        self.lips = lips
        self.analyser = analyser
        receiver = try AudioReceiver()
        let decodes = analyser != nil
        inlet = MediaInlet(kind: .audio, capacityBytes: 64 << 10) {
            // Who decodes is woken by its ticks.
            if !decodes { lane.signal(deadline: MonotonicClock.now()) }
        }
    }

    /// Begins to listen.
    func start(now: Instant) {
        guard analyser != nil, nextTick == nil else { return }
        nextTick = now
        lane.signal(deadline: now)
    }

    func step(now: Instant) {
        while receiveNext() {}
        guard var tick = nextTick else { return }
        if now - tick > Self.mostLate { tick = now }
        while tick <= now {
            play(at: tick)
            tick += AudioFormat.frameDuration
        }
        nextTick = tick
        lane.signal(at: tick, deadline: tick)
    }

    private func receiveNext() -> Bool {
        let found: Void? = inlet.ring.read { unit, payload in
            packets += 1
            if analyser != nil { receiver.insert(unit, payload: payload) }
        }
        return found != nil
    }

    private func play(at tick: Instant) {
        var span = frame.mutableSpan
        lips.publish(receiver.pull(now: tick, into: &span).playoutOffset)
        analyser?.take(frame.span, at: tick)
    }

    /// Counts from here on.
    func reset() { analyser?.reset() }

    /// What was found out so far.
    var findings: SoundFindings {
        SoundFindings(
            packets: packets,
            levels: analyser?.levels,
            delays: analyser?.delays ?? [:],
            receiver: receiver.statistics,
            targetDelay: receiver.targetDelay,
        )
    }
}

/// What a bot has heard.
struct SoundFindings: Sendable {
    var packets: Int
    /// By bot, in dB of full scale; nil if the bot does not listen.
    var levels: [Int: Double]?
    var delays: [Int: DelayDistribution]
    var receiver: AudioReceiverStatistics
    var targetDelay: Interval
}
