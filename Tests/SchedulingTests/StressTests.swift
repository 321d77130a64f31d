import Media
import Synchronization
import Testing

@testable import Scheduling

/// What the steps of one lane saw.
///
/// The plain variable is the thread sanitizer's bait.
private final class Witness: @unchecked Sendable {
    /// Signals so far, raised before each signal.
    let requested = Atomic<Int>(0)
    let served = Atomic<Int>(0)
    let inside = Atomic<Int>(0)
    let overlaps = Atomic<Int>(0)
    var unguarded = 0

    func step() {
        if inside.wrappingAdd(1, ordering: .relaxed).oldValue != 0 {
            overlaps.wrappingAdd(1, ordering: .relaxed)
        }
        let request = requested.load(ordering: .acquiring)
        for _ in 0..<1000 { unguarded &+= 1 }
        served.store(request, ordering: .releasing)
        inside.wrappingSubtract(1, ordering: .relaxed)
    }
}

// A lost signal leaves an awaited call without an answer: then the limit fails the test.
@Suite(.timeLimit(.minutes(3))) struct StressTests {
    private static let signalsPerThread = 6000

    /// Four workers, random signals from four threads, random moves, awaited calls in between.
    @Test(arguments: [1, 2, 3] as [UInt64])
    func noStepOverlapsAndNoSignalIsLost(seed: UInt64) async throws {
        let scheduler = try Scheduler.testing(video: 4)
        let witnesses = (0..<8).map { _ in Witness() }
        let stages = witnesses.enumerated().map { index, witness in
            let lane = scheduler.makeLane(.video, name: "\(index)")
            let stage = CountingStage(lane) { _ in witness.step() }
            lane.attach(stage)
            return stage
        }
        let threads = (0..<4).map { thread in
            TestThread {
                var random = SplitMix64(seed: seed &* 1000 &+ UInt64(thread))
                for _ in 0..<Self.signalsPerThread {
                    Self.disturb(scheduler, stages, witnesses, &random)
                }
            }
        }
        await callRandomly(stages, seed: seed)
        for thread in threads { thread.join() }
        var steps = 0
        for (stage, witness) in zip(stages, witnesses) {
            steps += await stage.settle()
            #expect(witness.overlaps.load(ordering: .relaxed) == 0)
            let requested = witness.requested.load(ordering: .acquiring)
            #expect(witness.served.load(ordering: .acquiring) == requested)
            #expect(requested > 0)
        }
        let measured = scheduler.snapshot().lanes.reduce(0) { $0 + $1.cost.count }
        #expect(measured >= steps)
        for stage in stages { stage.lane.retire() }
    }

    private static func disturb(
        _ scheduler: Scheduler,
        _ stages: [CountingStage],
        _ witnesses: [Witness],
        _ random: inout SplitMix64,
    ) {
        let index = Int.random(in: 0..<stages.count, using: &random)
        let lane = stages[index].lane
        let deadline =
            MonotonicClock.now() + .microseconds(Int.random(in: 0..<5000, using: &random))
        switch Int.random(in: 0..<20, using: &random) {
        case 0..<3: scheduler.move(lane, toWorker: Int.random(in: 0..<4, using: &random))
        case 3:
            let release = deadline - .microseconds(Int.random(in: 0..<5000, using: &random))
            lane.signal(at: release, deadline: deadline)
        default:
            witnesses[index].requested.wrappingAdd(1, ordering: .releasing)
            lane.signal(deadline: deadline)
        }
    }

    private func callRandomly(_ stages: [CountingStage], seed: UInt64) async {
        await withTaskGroup(of: Void.self) { group in
            for caller in 0..<3 {
                group.addTask {
                    var random = SplitMix64(seed: seed ^ UInt64(caller) << 32)
                    for _ in 0..<300 {
                        let index = Int.random(in: 0..<stages.count, using: &random)
                        _ = await stages[index].call()
                    }
                }
            }
        }
    }
}
