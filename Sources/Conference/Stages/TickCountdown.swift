import Scheduling
import Synchronization

/// Counts the sources that still owe their frame of a tick; the last one wakes the mixer.
final class TickCountdown: Sendable {
    private let remaining = Atomic<Int>(0)
    private let wake: @Sendable () -> Void

    init(wake: @escaping @Sendable () -> Void) { self.wake = wake }

    /// Whether all have delivered; then what they wrote is visible to the caller.
    var isDone: Bool { remaining.load(ordering: .acquiring) == 0 }

    /// Starts a tick; the mixer's lane, before it asks any source.
    func start(_ count: Int) { remaining.store(count, ordering: .releasing) }

    /// One source has written its frame.
    func finishOne() {
        let left = remaining.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue
        if left == 0 { wake() }
    }
}
