import Media
import Testing

@testable import Scheduling

@Suite struct MeasurementTests {
    @Test func percentilesAreRightWithinABucket() {
        let histogram = LogHistogram()
        for microseconds in 1...1000 { histogram.record(.microseconds(microseconds)) }
        let summary = histogram.summary
        #expect(summary.count == 1000)
        #expect(abs(summary.p50.milliseconds - 0.5) < 0.5 * 0.13)
        #expect(abs(summary.p95.milliseconds - 0.95) < 0.95 * 0.13)
        #expect(abs(summary.p99.milliseconds - 0.99) < 0.99 * 0.13)
        #expect(summary.maximum == .milliseconds(1))
        #expect(summary.total == .microseconds(500_500))
    }

    @Test func bucketsAreInOrderAndBounded() {
        var last = 0
        for exponent in 0..<63 {
            for step in 0..<4 as Range<Int64> {
                let value = (Int64(1) << Int64(exponent)) + step << Int64(max(0, exponent - 2))
                guard value > 0 else { continue }
                let bucket = LogHistogram.bucket(of: value)
                #expect((0..<124).contains(bucket))
                if exponent > 10 { #expect(bucket >= last) }
                last = max(last, bucket)
            }
        }
        #expect(LogHistogram.bucket(of: -5) == 0)
        #expect(LogHistogram.bucket(of: .max) == 123)
    }

    @Test func anEmptyHistogramHasNoPercentiles() {
        #expect(LogHistogram().summary == DurationSummary())
    }

    @Test func aSteadyLoadIsFoundAndFades() {
        let start = Instant(nanoseconds: 0)
        let load = LoadAverage(expected: 0.05, now: start)
        #expect(load.estimated(at: start) == 0.05)
        var now = start
        for _ in 0..<600 {
            now += .milliseconds(33)
            load.add(cpuNanoseconds: 3_300_000, now: now)
        }
        #expect(abs(load.measured(at: now) - 0.1) < 0.002)
        #expect(abs(load.estimated(at: now) - 0.1) < 0.002)
        #expect(load.measured(at: now + .seconds(20)) < 0.0001)
    }

    @Test func newLanesSpreadBeforeTheyAreMeasured() throws {
        let scheduler = try Scheduler.testing(video: 4)
        for index in 0..<12 { _ = scheduler.makeLane(.video, name: "\(index)") }
        let counts = scheduler.snapshot().workers.filter { $0.laneClass == .video }.map(\.laneCount)
        #expect(counts == [3, 3, 3, 3])
        scheduler.stop()
    }

    @Test func aLateStepIsCountedAndOneInTimeIsNot() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        for laneClass in LaneClass.allCases {
            let lane = scheduler.makeLane(laneClass, name: "late")
            let stage = CountingStage(lane)
            lane.attach(stage)
            lane.signal(deadline: MonotonicClock.now() + .seconds(60))
            _ = await stage.settle()
            lane.signal(deadline: MonotonicClock.now() - .milliseconds(500))
            _ = await stage.settle()
            let snapshot = try #require(scheduler.snapshot().lanes.first)
            #expect(snapshot.cost.count == 2)
            #expect(snapshot.lateSteps == 1)
            #expect(snapshot.lateness.maximum >= .milliseconds(500))
            // The last call is counted after it has answered.
            #expect(snapshot.jobs >= 3)
            #expect(snapshot.load > 0)
            lane.retire()
        }
    }
}
