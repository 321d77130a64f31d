internal import CLinux
internal import Glibc
internal import Synchronization

/// Wakes a shard's thread out of its wait; from any thread, coalescing.
final class ShardWaker: Sendable {
    let descriptor: Int32
    private let isPending = Atomic<Bool>(false)

    init() throws(SocketError) {
        descriptor = eventfd(0, Int32(EFD_NONBLOCK) | Int32(EFD_CLOEXEC))
        guard descriptor >= 0 else { throw .cannotStart(errorNumber: errno) }
    }

    deinit { close(descriptor) }

    /// Lets the thread run once more after what the caller did before.
    func wake() {
        guard !isPending.exchange(true, ordering: .acquiringAndReleasing) else { return }
        _ = eventfd_write(descriptor, 1)
    }

    /// Called by the thread when it woke, before it looks for work.
    func clear() {
        var count: eventfd_t = 0
        _ = unsafe eventfd_read(descriptor, &count)
        // Wakes from here on write again; what was done before them is seen below.
        _ = isPending.exchange(false, ordering: .acquiringAndReleasing)
    }
}
