internal import CLinux
internal import Glibc
internal import Synchronization

/// The thread of a worker and what the system granted it.
struct WorkerThread {
    var handle: pthread_t = 0
    var isStarted = false
    /// Whether SCHED_FIFO was granted.
    var isRealTime = false
}

extension Worker {
    /// Starts the pinned, named thread and waits until it runs.
    ///
    /// - Parameter realTimePriority: SCHED_FIFO priority to ask for; nil for an ordinary thread.
    ///   A refusal is no error: it stands in the snapshot.
    func start(realTimePriority: Int32?) throws(SchedulingError) {
        var handle: pthread_t = 0
        let code = withSignalsBlocked {
            unsafe pthread_create(
                &handle,
                nil,
                { argument in
                    guard let argument = unsafe argument else { return nil }
                    unsafe Unmanaged<Worker>.fromOpaque(argument).takeRetainedValue().run()
                    return nil
                },
                Unmanaged.passRetained(self).toOpaque(),
            )
        }
        guard code == 0 else {
            unsafe Unmanaged.passUnretained(self).release()
            throw .cannotStartThread(errorNumber: code)
        }
        waitForStart()
        let isRealTime = realTimePriority.map { tess_set_fifo(handle, $0) == 0 } ?? false
        let pinned = tess_pin_thread(handle, Int32(cpu))
        _ = unsafe tess_name_thread(handle, name)
        thread.withLock { thread in
            thread.handle = handle
            thread.isStarted = true
            thread.isRealTime = isRealTime
        }
        guard pinned == 0 else {
            stop()
            throw .cannotPin(cpu: cpu, errorNumber: pinned)
        }
    }

    /// Ends the thread once nothing is queued and waits for it, except on the thread itself.
    func stop() {
        requestStop()
        let started = thread.withLock { thread in
            defer { thread.isStarted = false }
            return thread.isStarted ? thread.handle : nil
        }
        guard let started else { return }
        if pthread_equal(started, pthread_self()) != 0 {
            pthread_detach(started)
        } else {
            pthread_join(started, nil)
        }
    }

    /// Signals of the process are for its other threads.
    private func withSignalsBlocked(_ body: () -> Int32) -> Int32 {
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        defer { unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
        return body()
    }
}
