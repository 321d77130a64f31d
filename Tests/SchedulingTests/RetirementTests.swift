import Media
import Synchronization
import Testing

@testable import Scheduling

/// Tells when it goes.
private final class Token: Sendable {
    private let whenGone: @Sendable () -> Void
    init(_ whenGone: @escaping @Sendable () -> Void) { self.whenGone = whenGone }
    deinit { whenGone() }
}

@Suite struct RetirementTests {
    @Test func noStepStartsAfterRetirementInAStep() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.video, name: "retiring")
        let stage = CountingStage(lane) { now in
            lane.signal(deadline: now)
            lane.signal(at: now + .microseconds(10), deadline: now)
            lane.retire()
            lane.retire()
            lane.signal(deadline: now)
        }
        lane.attach(stage)
        lane.signal(deadline: MonotonicClock.now())
        #expect(await stage.settle() == 1)
        // Awaited calls still run, and signals still do nothing.
        lane.signal(deadline: MonotonicClock.now())
        #expect(await stage.settle() == 1)
        #expect(await stage.call() == 1)
    }

    @Test func theStageIsLetGo() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.video, name: "released")
        await withCheckedContinuation { gone in
            let token = Token { gone.resume() }
            lane.attach(CountingStage(lane) { _ in withExtendedLifetime(token) {} })
            lane.signal(deadline: MonotonicClock.now())
            lane.retire()
        }
        #expect(scheduler.snapshot().lanes.isEmpty)
    }

    @Test func aSchedulerStopsWithLanesThatWait() async throws {
        let scheduler = try Scheduler.testing(video: 2)
        let lane = scheduler.makeLane(.audio, name: "waiting")
        let stage = CountingStage(lane)
        lane.attach(stage)
        let never = MonotonicClock.now() + .seconds(3600)
        lane.signal(at: never, deadline: never)
        #expect(await stage.settle() == 0)
        scheduler.stop()
        scheduler.stop()
        let threads = scheduler.snapshot().workers.map(\.threadID)
        #expect(threads.allSatisfy { readText("/proc/self/task/\($0)/comm") == nil })
    }
}
