/// Which worker threads a scheduler runs.
package struct SchedulerConfiguration: Sendable {
    /// The CPU of each audio worker; a CPU may occur more than once.
    package var audioCPUs: [Int]
    /// The same for the video workers.
    package var videoCPUs: [Int]
    /// The SCHED_FIFO priority to ask for on audio workers; nil for none.
    ///
    /// Low among real-time priorities, and above what the I/O threads take.
    package var audioPriority: Int32? = 10

    package init(audioCPUs: [Int], videoCPUs: [Int]) {
        self.audioCPUs = audioCPUs
        self.videoCPUs = videoCPUs
    }

    /// An audio and a video worker on each CPU that the process may use.
    package init() {
        let cpus = ProcessorSet.available().cpus
        self.init(audioCPUs: cpus, videoCPUs: cpus)
    }
}

/// Why a scheduler could not start.
package enum SchedulingError: Error, Hashable {
    /// The configuration has no worker for a class.
    case noWorkers(LaneClass)
    case cannotStartThread(errorNumber: Int32)
    /// The CPU does not exist or is outside the process's affinity mask.
    case cannotPin(cpu: Int, errorNumber: Int32)
}
