internal import CLinux
internal import Media
internal import Synchronization

/// What a worker does with a lane; its thread only.
extension Lane {
    /// Serves what has been asked for: the step, the jobs, the more urgent of the two first.
    func takeTurn() {
        let before = state.exchange(LaneState.running, ordering: .acquiringAndReleasing)
        precondition(before == LaneState.queued, "a lane runs only after it was queued")
        unsafe tess_set_current_lane(Unmanaged.passUnretained(self).toOpaque())
        let began = MonotonicClock.threadCPUNanoseconds()
        let jobsDue = jobDeadline.exchange(.max, ordering: .acquiringAndReleasing)
        let stepDue = stepDeadline.exchange(.max, ordering: .acquiringAndReleasing)
        if isRetired.load(ordering: .acquiring) { dropStage() }
        if jobsDue < stepDue { runJobs() }
        if stepDue != .max { runStep(deadline: Instant(nanoseconds: stepDue)) }
        if jobsDue != .max, jobsDue >= stepDue { runJobs() }
        statistics.load.add(
            cpuNanoseconds: MonotonicClock.threadCPUNanoseconds() - began,
            now: MonotonicClock.now(),
        )
        if isRetired.load(ordering: .acquiring) { dropStage() }
        tess_set_current_lane(nil)
    }

    /// Ends the turn.
    ///
    /// - Returns: true if the lane has to be queued again; false if it is idle and belongs to
    ///   whoever wakes it next.
    func finishTurn() -> Bool {
        let (done, _) = state.compareExchange(
            expected: LaneState.running,
            desired: LaneState.idle,
            ordering: .acquiringAndReleasing,
        )
        guard !done else { return false }
        let before = state.exchange(LaneState.queued, ordering: .acquiringAndReleasing)
        precondition(before == LaneState.runningSignalled, "only the worker ends a turn")
        return true
    }

    /// The timed signal that came up; nothing if it has been replaced since.
    func releaseTimer(generation: UInt64) {
        guard let deadline = timer.withLock({ $0.take(generation: generation) }) else { return }
        requestStep(deadline)
    }

    private func runStep(deadline: Instant) {
        guard let step = body.withLock({ $0 }) else { return }
        let began = MonotonicClock.threadCPUNanoseconds()
        step.run(now: MonotonicClock.now())
        statistics.recordStep(
            cpuNanoseconds: MonotonicClock.threadCPUNanoseconds() - began,
            ended: MonotonicClock.now(),
            deadline: deadline,
        )
    }

    private func runJobs() {
        jobs.withLock { swap(&$0, &takenJobs) }
        for job in takenJobs {
            unsafe job.runSynchronously(on: asUnownedSerialExecutor())
        }
        statistics.recordJobs(takenJobs.count)
        takenJobs.removeAll(keepingCapacity: true)
    }

    /// Lets go of the stage outside of the lock: its deinit may do anything.
    private func dropStage() {
        var dropped: StepBody?
        body.withLock { swap(&$0, &dropped) }
        dropped = nil
    }
}
