internal import Glibc

/// A value behind a lock, as `Synchronization.Mutex` has it, on a POSIX mutex.
///
/// Swift's own waits inside its library, which the thread sanitizer does not see into: under
/// contention it misses that one holder follows the other, and reports races that are none. A POSIX
/// mutex it knows. Like Swift's, this one lends a waiter's priority to the holder: a real-time audio
/// worker does not wait behind an ordinary thread that was pre-empted.
@safe struct Guarded<Value: ~Copyable>: ~Copyable, @unchecked Sendable {
    private let mutex: UnsafeMutablePointer<pthread_mutex_t>
    private let value: UnsafeMutablePointer<Value>

    init(_ value: consuming sending Value) {
        unsafe mutex = .allocate(capacity: 1)
        unsafe mutex.initialize(to: pthread_mutex_t())
        var attributes = pthread_mutexattr_t()
        unsafe pthread_mutexattr_init(&attributes)
        unsafe pthread_mutexattr_setprotocol(&attributes, Int32(PTHREAD_PRIO_INHERIT))
        let result = unsafe pthread_mutex_init(mutex, &attributes)
        precondition(result == 0, "a mutex can be made")
        unsafe pthread_mutexattr_destroy(&attributes)
        unsafe self.value = .allocate(capacity: 1)
        unsafe self.value.initialize(to: value)
    }

    deinit {
        unsafe pthread_mutex_destroy(mutex)
        unsafe mutex.deallocate()
        unsafe value.deinitialize(count: 1)
        unsafe value.deallocate()
    }

    borrowing func withLock<R, E: Error>(_ body: (inout Value) throws(E) -> R) throws(E) -> R {
        unsafe pthread_mutex_lock(mutex)
        defer { unsafe pthread_mutex_unlock(mutex) }
        return try unsafe body(&value.pointee)
    }
}
