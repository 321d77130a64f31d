import Media
import Synchronization
import Testing

@testable import Scheduling

/// A stage that counts what happens to it, without any lock of its own: isolation is the lane's.
actor CountingStage: Stage {
    nonisolated let lane: Lane
    private(set) var steps = 0
    private(set) var calls = 0
    private(set) var threads: Set<String> = []
    private var body: (@Sendable (Instant) -> Void)?

    init(_ lane: Lane, body: (@Sendable (Instant) -> Void)? = nil) {
        self.lane = lane
        self.body = body
    }

    func step(now: Instant) {
        steps += 1
        body?(now)
    }

    func call() -> Int {
        calls += 1
        return calls
    }

    /// An awaited call is served after the signals that came before it on the same thread.
    func settled() -> Int { steps }
}

@Suite struct LaneTests {
    private func makeScheduler(workers: Int = 2) throws -> Scheduler {
        var configuration = SchedulerConfiguration()
        configuration.videoCPUs = Array(repeating: configuration.videoCPUs[0], count: workers)
        return try Scheduler(configuration)
    }

    @Test func signalsCoalesceAndNoneIsLost() async throws {
        let scheduler = try makeScheduler()
        let lane = scheduler.makeLane(.video, name: "counter")
        let stage = CountingStage(lane)
        lane.attach(stage)
        for _ in 0..<100 { lane.signal(deadline: MonotonicClock.now() + .milliseconds(5)) }
        let steps = await stage.settled()
        #expect((1...100).contains(steps))
        lane.retire()
        scheduler.stop()
    }
}
