internal import CLinux
internal import Media
internal import Synchronization

/// Threads that libraries started from a step, and that inherited the worker's one CPU.
///
/// The concurrency runtime's pool ends idle threads after some seconds and starts new ones from
/// whatever thread resumes a task, so this goes on as long as there is work: once a second, by the
/// worker that is about to sleep, not at all while nothing runs.
enum StrayThreads {
    private static let interval = Interval.seconds(1)
    private static let due = Atomic<Int64>(0)

    static func releaseIfDue(now: Instant) {
        let planned = due.load(ordering: .relaxed)
        guard now.nanoseconds >= planned else { return }
        let next = (now + interval).nanoseconds
        let (isOurs, _) = due.compareExchange(
            expected: planned,
            desired: next,
            ordering: .relaxed,
        )
        if isOurs { release() }
    }

    /// Gives such threads the process's CPUs.
    static func release() { _ = tess_release_strays() }
}
