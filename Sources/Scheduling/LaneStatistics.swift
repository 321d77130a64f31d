internal import Media
internal import Synchronization

/// What is measured of a lane: written by its worker, read by anyone at any time.
final class LaneStatistics: Sendable {
    /// CPU time of a step.
    let cost = LogHistogram()
    /// How long after its deadline a step ended; zero if in time.
    let lateness = LogHistogram()
    let load: LoadAverage
    /// How soon an awaited job should run.
    let jobAllowance: Interval
    /// How far over its deadline a step may end and still not count as late.
    private let grace: Interval
    private let lateSteps = Atomic<Int>(0)
    private let jobs = Atomic<Int>(0)

    init(_ laneClass: LaneClass, now: Instant) {
        switch laneClass {
        case .audio:
            grace = .milliseconds(10)
            jobAllowance = .milliseconds(20)
            load = LoadAverage(expected: 0.01, now: now)
        case .video:
            grace = .zero
            jobAllowance = .milliseconds(33)
            load = LoadAverage(expected: 0.05, now: now)
        }
    }

    func recordStep(cpuNanoseconds: Int64, ended: Instant, deadline: Instant) {
        cost.record(Interval(nanoseconds: cpuNanoseconds))
        let excess = ended.nanoseconds.subtractingReportingOverflow(deadline.nanoseconds)
        let late = Interval(nanoseconds: excess.overflow ? 0 : max(0, excess.partialValue))
        lateness.record(late)
        if late > grace { lateSteps.wrappingAdd(1, ordering: .relaxed) }
    }

    func recordJobs(_ count: Int) { jobs.wrappingAdd(count, ordering: .relaxed) }

    var lateStepCount: Int { lateSteps.load(ordering: .relaxed) }
    var jobCount: Int { jobs.load(ordering: .relaxed) }
}
