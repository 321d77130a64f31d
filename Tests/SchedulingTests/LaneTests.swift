import Media
import Synchronization
import Testing

@testable import Scheduling

/// Enters an actor from a thread that is not its lane's.
private func trespass(_ stage: CountingStage) { stage.assumeIsolated { _ in } }

@Suite struct LaneTests {
    @Test func signalsCoalesceAndNoneIsLost() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let gate = Gate()
        let lane = scheduler.makeLane(.video, name: "counter")
        let stage = CountingStage(lane) { _ in gate.pass() }
        lane.attach(stage)
        lane.signal(deadline: MonotonicClock.now())
        gate.awaitEntry()
        for _ in 0..<100 { lane.signal(deadline: MonotonicClock.now()) }
        gate.open()
        gate.awaitEntry()
        gate.open()
        #expect(await stage.settle() == 2)
        lane.retire()
    }

    @Test func theEarliestDeadlineGoesFirst() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let (gate, journal) = (Gate(), Journal())
        let blocker = scheduler.makeLane(.video, name: "blocker")
        let blocking = CountingStage(blocker) { _ in gate.pass() }
        blocker.attach(blocking)
        blocker.signal(deadline: Instant(nanoseconds: 0))
        gate.awaitEntry()
        let order = [5, 1, 9, 3, 7, 2, 8, 6, 4]
        let stages = order.map { place in
            let lane = scheduler.makeLane(.video, name: "\(place)")
            let stage = CountingStage(lane) { _ in journal.write(place) }
            lane.attach(stage)
            lane.signal(deadline: Instant(nanoseconds: Int64(place) * 1000))
            return stage
        }
        gate.open()
        for stage in stages { _ = await stage.settle() }
        #expect(journal.all == order.sorted())
    }

    @Test func equalDeadlinesGoInTheOrderOfTheirSignals() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let (gate, journal) = (Gate(), Journal())
        let blocker = scheduler.makeLane(.video, name: "blocker")
        let blocking = CountingStage(blocker) { _ in gate.pass() }
        blocker.attach(blocking)
        blocker.signal(deadline: Instant(nanoseconds: 0))
        gate.awaitEntry()
        let stages = (0..<20).map { place in
            let lane = scheduler.makeLane(.video, name: "\(place)")
            let stage = CountingStage(lane) { _ in journal.write(place) }
            lane.attach(stage)
            lane.signal(deadline: Instant(nanoseconds: 77))
            return stage
        }
        gate.open()
        for stage in stages { _ = await stage.settle() }
        #expect(journal.all == Array(0..<20))
    }

    /// Three lanes are in the worker's heap when the second of them becomes the most urgent.
    @Test func aDeadlineBroughtForwardCountsWhileQueued() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let (gate, journal) = (Gate(), Journal())
        var stages: [CountingStage] = []
        for place in 0..<4 {
            let lane = scheduler.makeLane(.video, name: "\(place)")
            let stage = CountingStage(lane) { _ in
                journal.write(place)
                if place == 0 { gate.pass() }
            }
            lane.attach(stage)
            stages.append(stage)
        }
        let entrance = scheduler.makeLane(.video, name: "entrance")
        let entering = CountingStage(entrance) { _ in gate.pass() }
        entrance.attach(entering)
        entrance.signal(deadline: Instant(nanoseconds: 0))
        gate.awaitEntry()
        for (place, stage) in stages.enumerated() {
            stage.lane.signal(deadline: Instant(nanoseconds: 100 + Int64(place)))
        }
        gate.open()
        gate.awaitEntry()  // lane 0 runs; 1, 2 and 3 are queued
        stages[2].lane.signal(deadline: Instant(nanoseconds: 50))
        gate.open()
        for stage in stages { _ = await stage.settle() }
        #expect(journal.all == [0, 2, 1, 3])
    }

    @Test func aStageSignalsItselfFromItsStep() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.video, name: "self")
        let count = Atomic<Int>(0)
        await withCheckedContinuation { done in
            let stage = CountingStage(lane) { now in
                let before = count.wrappingAdd(1, ordering: .relaxed).oldValue
                if before == 9 { done.resume() } else if before < 9 { lane.signal(deadline: now) }
            }
            lane.attach(stage)
            lane.signal(deadline: MonotonicClock.now())
        }
        lane.retire()
        #expect(count.load(ordering: .relaxed) == 10)
    }

    @Test func awaitedCallsAndStepsAreIsolatedFromEachOther() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.audio, name: "isolated")
        let stage = CountingStage(lane)
        lane.attach(stage)
        #expect(!lane.isCurrent)
        #expect(lane.isIsolatingCurrentContext() == false)
        let within = await stage.perform { lane.isIsolatingCurrentContext() }
        #expect(within == true)
        let other = CountingStage(scheduler.makeLane(.audio, name: "other"))
        #expect(await other.perform { lane.isIsolatingCurrentContext() } == false)
    }

    @Test func assumingIsolationElsewhereTraps() async {
        await #expect(processExitsWith: .failure) {
            let scheduler = try Scheduler.testing(video: 1)
            let stage = CountingStage(scheduler.makeLane(.video, name: "trap"))
            trespass(stage)
        }
    }
}
