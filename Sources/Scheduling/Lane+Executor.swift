internal import CLinux
internal import Media
internal import Synchronization

extension Lane {
    /// Takes an awaited call's job; it runs on the lane's worker, between steps.
    package func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        jobs.withLock { $0.append(job) }
        let deadline = MonotonicClock.now() + statistics.jobAllowance
        jobDeadline.min(deadline.nanoseconds, ordering: .acquiringAndReleasing)
        wake()
    }

    package func checkIsolated() {
        precondition(isCurrent, "not on the lane that isolates this actor")
    }

    package func isIsolatingCurrentContext() -> Bool? { isCurrent }

    /// Whether the calling thread is in a turn of this lane.
    var isCurrent: Bool {
        unsafe tess_current_lane() == Unmanaged.passUnretained(self).toOpaque()
    }
}
