package import Media
internal import Synchronization

extension Lane {
    /// Asks for a step, which starts after this call; signals coalesce.
    ///
    /// Any thread, also within a step of this lane.
    ///
    /// - Parameter deadline: orders the lanes of a worker, earliest first. Pictures: release plus a
    ///   frame interval; the step is late when it ends after that. Sound: the tick; the step is
    ///   late when it ends more than 10 ms after it.
    package func signal(deadline: Instant) { requestStep(deadline.nanoseconds) }

    /// Asks for a step at a later instant, a tick for instance.
    ///
    /// A lane has one pending timed signal: a new one replaces it. Untimed signals leave it alone.
    ///
    /// - Parameters:
    ///   - release: the step starts no sooner, and as soon after as the worker is free.
    ///   - deadline: as for `signal(deadline:)`.
    package func signal(at release: Instant, deadline: Instant) {
        guard !isRetired.load(ordering: .acquiring) else { return }
        timer.withLock { $0.set(release: release, deadline: deadline) }
        timerChanged.store(true, ordering: .releasing)
        // Within a turn the worker looks at the timer before it ends.
        guard !isCurrent else { return }
        wake()
    }

    func requestStep(_ deadline: Int64) {
        let (before, _) = stepDeadline.min(deadline, ordering: .acquiringAndReleasing)
        if !wake(), deadline < before { worker.rekeyIsDue() }
    }

    /// Marks that there is something to do and queues the lane if it was idle.
    ///
    /// The one read-modify-write of the state orders the request before the turn that serves it:
    /// either the turn has not begun, and sees the request; or it has, and the mark survives it.
    ///
    /// - Returns: whether this call queued the lane.
    @discardableResult
    func wake() -> Bool {
        let (before, _) = state.bitwiseOr(
            LaneState.signalled,
            ordering: .acquiringAndReleasing,
        )
        guard before == LaneState.idle else { return false }
        worker.accept(self)
        return true
    }

    /// What a worker orders its lanes by.
    var urgency: Int64 {
        min(stepDeadline.load(ordering: .acquiring), jobDeadline.load(ordering: .acquiring))
    }
}
