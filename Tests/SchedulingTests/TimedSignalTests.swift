import Media
import Synchronization
import Testing

@testable import Scheduling

@Suite struct TimedSignalTests {
    @Test func aTickNeverStartsBeforeItsRelease() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.audio, name: "tick")
        let ticks = Mutex<[Interval]>([])
        let first = MonotonicClock.now() + .milliseconds(1)
        await withCheckedContinuation { done in
            let due = Mutex(first)
            let stage = CountingStage(lane) { now in
                let release = due.withLock { due in
                    defer { due += .milliseconds(1) }
                    return due
                }
                let count = ticks.withLock { ticks in
                    ticks.append(now - release)
                    return ticks.count
                }
                guard count < 20 else { return done.resume() }
                let next = release + .milliseconds(1)
                lane.signal(at: next, deadline: next)
            }
            lane.attach(stage)
            lane.signal(at: first, deadline: first)
        }
        lane.retire()
        let lateness = ticks.withLock { $0 }
        #expect(lateness.count == 20)
        #expect(lateness.allSatisfy { $0 >= .zero })
    }

    @Test func aNewTimedSignalReplacesTheOlder() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.video, name: "replaced")
        let start = MonotonicClock.now()
        let soon = start + .milliseconds(3)
        let ran: Instant = await withCheckedContinuation { done in
            let stage = CountingStage(lane) { now in done.resume(returning: now) }
            lane.attach(stage)
            // A second step would resume the continuation twice, which traps.
            lane.signal(at: start + .milliseconds(1000), deadline: start)
            lane.signal(at: start + .milliseconds(4), deadline: start)
            lane.signal(at: soon, deadline: start)
        }
        #expect(ran >= soon)
        #expect(ran < start + .milliseconds(1000))
        lane.retire()
    }

    @Test func anUntimedSignalLeavesTheTimerAlone() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lane = scheduler.makeLane(.video, name: "both")
        let release = MonotonicClock.now() + .milliseconds(20)
        let early = Atomic<Int>(0)
        await withCheckedContinuation { done in
            let stage = CountingStage(lane) { now in
                if now < release {
                    early.wrappingAdd(1, ordering: .relaxed)
                } else {
                    done.resume()
                }
            }
            lane.attach(stage)
            lane.signal(at: release, deadline: release)
            lane.signal(deadline: release)
        }
        #expect(early.load(ordering: .relaxed) == 1)
        lane.retire()
    }

    @Test func aTimerSurvivesAMove() async throws {
        let scheduler = try Scheduler.testing(video: 3)
        let lane = scheduler.makeLane(.video, name: "moving")
        let names = Mutex<[String]>([])
        let start = MonotonicClock.now()
        await withCheckedContinuation { done in
            let stage = CountingStage(lane) { now in
                let count = names.withLock { names in
                    names.append(readText("/proc/thread-self/comm") ?? "?")
                    return names.count
                }
                guard count < 12 else { return done.resume() }
                lane.signal(at: now + .milliseconds(1), deadline: now)
                // The timer has not been taken up yet; the next step is another worker's.
                scheduler.move(lane, toWorker: count % 3)
            }
            lane.attach(stage)
            scheduler.move(lane, toWorker: 0)
            lane.signal(at: start + .milliseconds(1), deadline: start)
        }
        lane.retire()
        #expect(names.withLock { $0 } == (0..<12).map { "tess-v\($0 % 3)\n" })
    }
}
