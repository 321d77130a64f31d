/// What workers and lanes did so far; taken without stopping anything.
package struct SchedulerSnapshot: Sendable {
    /// Audio workers first, each class by its index.
    package var workers: [WorkerSnapshot]
    /// The lanes that have not been retired, in the order in which they were made.
    package var lanes: [LaneSnapshot]
}

/// A worker thread.
package struct WorkerSnapshot: Sendable {
    package var laneClass: LaneClass
    /// Within its class.
    package var index: Int
    /// The thread's name, `tess-a0` for instance.
    package var name: String
    /// The CPU that it is pinned to.
    package var cpu: Int
    /// As in `/proc/self/task`.
    package var threadID: Int
    /// Whether it runs under SCHED_FIFO.
    package var isRealTime: Bool
    /// Whether SCHED_FIFO was asked for, and perhaps refused.
    package var wantsRealTime: Bool
    package var laneCount: Int
    /// The measured load of its lanes; 1 is the whole CPU.
    package var load: Double
}

/// A lane.
package struct LaneSnapshot: Sendable {
    package var name: String
    package var laneClass: LaneClass
    /// The index of its worker within the class.
    package var worker: Int
    /// CPU time per second lately; 1 is a whole CPU.
    package var load: Double
    /// CPU time of the steps; its `count` is the number of steps.
    package var cost: DurationSummary
    /// How long after their deadlines the steps ended, zero for those in time.
    package var lateness: DurationSummary
    /// Steps that ended later than their class allows.
    package var lateSteps: Int
    /// Awaited jobs that ran.
    package var jobs: Int
}
