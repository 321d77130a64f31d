import Media
import Mixing
import Scheduling

/// A room's mix: every 20 ms the sum of all contributors, and for each of them the sum without it.
///
/// On an audio lane of its own. A tick runs in two steps: first every source is asked for its
/// frame, and when the last one has delivered, the sums are made and every encoding gets its own.
/// A tick whose sources are late makes the following ones late too; none is left out, unless more
/// than `maximumBacklog` are waiting.
///
/// Nothing clicks: a volume changes evenly over a tick, and who is taken out of the mix, muted for
/// instance, fades during one more tick with the old wiring.
actor AudioMixer: Stage {
    /// A contributor and where its frames come from.
    struct Input: Sendable {
        let id: ParticipantID
        let source: AudioSource
        /// Linear.
        let gain: Float
    }

    /// A distinct mix and where its frames go.
    struct Output: Sendable {
        let mix: Mix
        let encoding: AudioEncoding
    }

    nonisolated let lane: Lane
    nonisolated let countdown: TickCountdown
    private let clock: RoomClock
    private var mix = MixMinus(capacity: 1)
    private var inputs: [Input] = []
    /// The gain that each input had at the end of the last tick.
    private var gains: [Float] = []
    private var outputs: [Output] = []
    /// For each output the input that it leaves out; −1: none.
    private var leftOut: [Int] = []
    /// The wiring to come; a tick in progress keeps the one that it began with.
    private var nextWiring: (inputs: [Input], outputs: [Output])?
    /// Which inputs fade in this tick, because the wiring to come has them no more; empty: none.
    private var isFading: [Bool] = []
    private var rewired: [CheckedContinuation<Void, Never>] = []
    private var tick: Int64 = 0
    private var isCollecting = false
    private var isRunning = false
    private(set) var skippedTicks = 0

    private static let maximumBacklog: Int64 = 10

    init(lane: Lane, clock: RoomClock) {
        self.lane = lane
        self.clock = clock
        countdown = TickCountdown { lane.signal(deadline: MonotonicClock.now()) }
    }

    /// Changes who is mixed for whom, from the next tick on, or the one after it where somebody is
    /// taken out of the mix; starts the ticking.
    ///
    /// Returns when the old wiring is no longer in use: only then may a source that is not in the
    /// new one be retired, since a tick waits for all whom it asked.
    func wire(inputs: [Input], outputs: [Output], now: Instant) async {
        nextWiring = (inputs, outputs)
        if !isRunning {
            isRunning = true
            tick = clock.nextSoundTick(after: now)
            scheduleTick()
        }
        if !isCollecting, !inputs.contains(where: { isLeaving($0) }) { return rewire() }
        await withCheckedContinuation { rewired.append($0) }
    }

    /// Whether the wiring to come no longer has an input.
    private func isLeaving(_ input: Input) -> Bool {
        nextWiring?.inputs.contains { $0.source === input.source } == false
    }

    func step(now: Instant) {
        if isCollecting {
            guard countdown.isDone else { return }
            isCollecting = false
            deliver()
            tick += 1
        }
        guard now >= clock.soundTick(tick) else { return scheduleTick() }
        skipBacklog(now: now)
        collect()
    }

    private func scheduleTick() {
        let instant = clock.soundTick(tick)
        lane.signal(at: instant, deadline: instant)
    }

    private func skipBacklog(now: Instant) {
        let behind = clock.nextSoundTick(after: now) - 1 - tick
        guard behind > Self.maximumBacklog else { return }
        skippedTicks += Int(behind)
        tick += behind
    }

    private func collect() {
        if nextWiring != nil { fadeOrRewire() }
        isCollecting = true
        // One more than the sources, so that the count cannot reach zero before all were asked.
        countdown.start(inputs.count + 1)
        let deadline = clock.soundTick(tick)
        for input in inputs { input.source.request(tick: tick, deadline: deadline) }
        countdown.finishOne()
    }

    private func fadeOrRewire() {
        let leavers = isFading.isEmpty ? inputs.map { isLeaving($0) } : []
        guard leavers.contains(true) else { return rewire() }
        isFading = leavers
    }

    private func rewire() {
        guard let wiring = nextWiring else { return }
        // A newcomer begins at its gain, from silence by itself; the others go on from theirs.
        gains = wiring.inputs.map { new in
            inputs.firstIndex { $0.source === new.source }.map { gains[$0] } ?? new.gain
        }
        isFading = []
        (inputs, outputs) = wiring
        nextWiring = nil
        leftOut = outputs.map { output in
            guard case .minus(let id) = output.mix else { return -1 }
            return inputs.firstIndex { $0.id == id } ?? -1
        }
        mix = MixMinus(capacity: max(1, inputs.count))
        rewired.forEach { $0.resume() }
        rewired = []
    }

    private func deliver() {
        mix.begin()
        for index in inputs.indices {
            let isLast = !isFading.isEmpty && isFading[index]
            let (from, to) = (gains[index], isLast ? 0 : inputs[index].gain)
            _ = inputs[index].source.frames.read { _, frame in
                mix.add(frame, index: index, from: from, to: to)
            }
            gains[index] = to
        }
        // The tick itself: a step of sound is late when it ends more than 10 ms after it.
        let deadline = clock.soundTick(tick)
        for index in outputs.indices {
            let encoding = outputs[index].encoding
            encoding.frames.write(tick: tick) { frame in
                if leftOut[index] < 0 {
                    mix.total(into: &frame)
                } else {
                    mix.minus(index: leftOut[index], into: &frame)
                }
            }
            encoding.lane.signal(deadline: deadline)
        }
    }
}
