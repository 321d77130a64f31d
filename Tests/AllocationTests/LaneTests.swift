import Media
import Scheduling
import Synchronization
import Testing

/// A signal, the turn that serves it and the timer of the next one allocate nothing.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot))
struct LaneTests {
    @Test func signalAndStep() async throws {
        let scheduler = try Scheduler(SchedulerConfiguration(audioCPUs: [0], videoCPUs: [0]))
        defer { scheduler.stop() }
        let lane = scheduler.makeLane(.video, name: "counted")
        let (done, isDone) = AsyncStream<Void>.makeStream()
        let stage = CountingStage(lane: lane) { isDone.finish() }
        lane.attach(stage)
        defer { lane.retire() }
        // The first ones find the tables of the thread empty.
        for _ in 0..<10 { lane.signal(deadline: Instant(nanoseconds: 0)) }
        let signals = Allocations.count {
            for _ in 0..<1000 { lane.signal(deadline: Instant(nanoseconds: 0)) }
        }
        #expect(signals == 0, "a signal allocates nothing")
        for await _ in done {}
        #expect(await stage.allocations == 0, "from a step to the next nothing is allocated")
    }
}

/// Signals itself, at once or by its timer, and counts what its thread allocates between the steps.
private actor CountingStage: Stage {
    nonisolated let lane: Lane
    /// After the warm-up.
    private(set) var allocations = 0
    private var steps = 0
    private var last = 0
    private let onDone: @Sendable () -> Void

    private static let warmUp = 100
    private static let rounds = 1000

    init(lane: Lane, onDone: @escaping @Sendable () -> Void) {
        self.lane = lane
        self.onDone = onDone
    }

    func step(now: Instant) {
        steps += 1
        let count = Allocations.ofThisThread
        if steps > Self.warmUp, steps <= Self.warmUp + Self.rounds { allocations += count - last }
        last = count
        guard steps <= Self.warmUp + Self.rounds else {
            return onDone()
        }
        if steps % 4 == 0 {
            lane.signal(at: now + .microseconds(20), deadline: now + .milliseconds(1))
        } else {
            lane.signal(deadline: now + .milliseconds(1))
        }
    }
}
