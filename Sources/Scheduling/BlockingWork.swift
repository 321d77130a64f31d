internal import CLinux
internal import Glibc

/// Work that takes long or waits for the disk, on a thread of its own.
///
/// Neither a lane nor the pool that serves all tasks is the place for it. The thread yields to all
/// others; making it costs some 20 µs.
package enum BlockingWork {
    private final class Job {
        let name: String
        let run: () -> Void

        init(_ name: String, _ run: @escaping () -> Void) {
            self.name = name
            self.run = run
        }
    }

    /// Half the weight of an ordinary thread, more or less, for each three (sched(7)).
    private static let niceness: Int32 = 10

    /// Does the work, and waits for it without holding a thread.
    ///
    /// Where the system makes no thread it is done by the caller's.
    ///
    /// - Parameter name: of the thread, up to 15 bytes.
    package static func run<Result: Sendable>(
        _ name: String,
        _ work: @escaping @Sendable () -> Result,
    ) async -> Result {
        await withCheckedContinuation { continuation in
            let job = Job(name) { continuation.resume(returning: work()) }
            if !start(job) { job.run() }
        }
    }

    private static func start(_ job: Job) -> Bool {
        var handle: pthread_t = 0
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                let job = unsafe Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
                _ = unsafe tess_name_thread(pthread_self(), job.name)
                _ = tess_io_set_nice(BlockingWork.niceness)
                job.run()
                return nil
            },
            Unmanaged.passRetained(job).toOpaque(),
        )
        guard code == 0 else {
            unsafe Unmanaged.passUnretained(job).release()
            return false
        }
        pthread_detach(handle)
        return true
    }
}
