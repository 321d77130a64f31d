internal import Glibc
internal import Media
internal import Synchronization

/// CPU time per second of a lane, as an exponentially weighted average.
///
/// Written by the worker that runs the lane, read by anyone. A lane that has just been made counts
/// with an expected load that fades as measurements replace it, so that a burst of new lanes
/// spreads over the workers.
final class LoadAverage: Sendable {
    /// Long against a frame, short against the time people stay.
    private static let timeConstantSeconds = 2.0

    private let rate = Atomic<UInt64>(0)
    private let updated: Atomic<Int64>
    private let expected: Double
    private let start: Instant

    /// - Parameter expected: the share of a CPU that such a lane is thought to need.
    init(expected: Double, now: Instant) {
        self.expected = expected
        start = now
        updated = Atomic(now.nanoseconds)
    }

    /// Counts CPU time spent up to `now`; on the lane's worker only.
    func add(cpuNanoseconds: Int64, now: Instant) {
        let spent = Double(cpuNanoseconds) / 1e9 / Self.timeConstantSeconds
        rate.store((measured(at: now) + spent).bitPattern, ordering: .relaxed)
        updated.store(now.nanoseconds, ordering: .relaxed)
    }

    /// The share of a CPU that was used lately; 1 is a whole CPU.
    func measured(at now: Instant) -> Double {
        let last = Instant(nanoseconds: updated.load(ordering: .relaxed))
        return Double(bitPattern: rate.load(ordering: .relaxed)) * Self.fading(now - last)
    }

    /// The measured load and what is still expected beyond it.
    func estimated(at now: Instant) -> Double {
        measured(at: now) + expected * Self.fading(now - start)
    }

    private static func fading(_ time: Interval) -> Double {
        exp(-max(0, time.seconds) / timeConstantSeconds)
    }
}
