internal import Media
internal import Synchronization

/// The pinned worker threads and the lanes on them.
///
/// Made once, at the program's start. Lanes keep working until `stop()`.
package final class Scheduler: Sendable {
    private let configuration: SchedulerConfiguration
    private let audioWorkers: [Worker]
    private let videoWorkers: [Worker]
    private let registry = LaneRegistry()

    /// Starts the threads.
    package init(_ configuration: SchedulerConfiguration = .init()) throws(SchedulingError) {
        guard !configuration.audioCPUs.isEmpty else { throw .noWorkers(.audio) }
        guard !configuration.videoCPUs.isEmpty else { throw .noWorkers(.video) }
        self.configuration = configuration
        audioWorkers = configuration.audioCPUs.enumerated().map {
            Worker(.audio, index: $0.offset, cpu: $0.element)
        }
        videoWorkers = configuration.videoCPUs.enumerated().map {
            Worker(.video, index: $0.offset, cpu: $0.element)
        }
        do {
            for worker in audioWorkers {
                try worker.start(realTimePriority: configuration.audioPriority)
            }
            for worker in videoWorkers { try worker.start(realTimePriority: nil) }
        } catch {
            stop()
            throw error
        }
    }

    deinit { stop() }

    /// Makes a lane on the worker of its class that has the most headroom by measured load.
    ///
    /// It exists until it is retired.
    package func makeLane(_ laneClass: LaneClass, name: String) -> Lane {
        let now = MonotonicClock.now()
        let workers = workers(laneClass)
        return registry.withLanes { lanes in
            let home = Self.roomiest(workers, for: laneClass, lanes: lanes, now: now)
            let lane = Lane(
                laneClass,
                name: name,
                workers: workers,
                home: home,
                statistics: LaneStatistics(laneClass, now: now),
                registry: registry,
            )
            lanes.append(lane)
            for worker in workers { worker.reserve(lanes: lanes.count) }
            return lane
        }
    }

    /// Moves a lane to another worker of its class, between two of its turns.
    ///
    /// Any thread. What is queued or runs now goes on where it is; a timer that is set fires in
    /// time and is served by the new worker.
    ///
    /// - Parameter index: of the worker within the lane's class.
    package func move(_ lane: Lane, toWorker index: Int) {
        precondition(lane.workers.indices.contains(index), "the class has such a worker")
        lane.home.store(index, ordering: .releasing)
    }

    /// How many workers serve a class.
    package func workerCount(_ laneClass: LaneClass) -> Int { workers(laneClass).count }

    /// Reads all measurements.
    package func snapshot() -> SchedulerSnapshot {
        let now = MonotonicClock.now()
        let lanes = registry.withLanes { $0 }
        let workers = (audioWorkers + videoWorkers).map { worker in
            let own = lanes.filter { $0.worker === worker }
            return WorkerSnapshot(
                laneClass: worker.laneClass,
                index: worker.index,
                name: worker.name,
                cpu: worker.cpu,
                threadID: worker.threadID,
                isRealTime: worker.thread.withLock { $0.isRealTime },
                wantsRealTime: worker.laneClass == .audio && configuration.audioPriority != nil,
                laneCount: own.count,
                load: own.reduce(0) { $0 + $1.statistics.load.measured(at: now) },
            )
        }
        return SchedulerSnapshot(workers: workers, lanes: lanes.map { $0.snapshot(now: now) })
    }

    /// Ends the threads once nothing is queued; timers are dropped.
    ///
    /// Nothing runs on the lanes afterwards, so whatever awaits their actors has to be over.
    /// Idempotent.
    package func stop() {
        for worker in audioWorkers + videoWorkers { worker.stop() }
        registry.removeAll()
    }

    private func workers(_ laneClass: LaneClass) -> [Worker] {
        switch laneClass {
        case .audio: audioWorkers
        case .video: videoWorkers
        }
    }

    /// The worker with the most headroom; among equals the one with the fewest lanes.
    ///
    /// Sound is put before pictures, so only sound takes room from it; a picture has what all lanes
    /// on its CPU leave.
    private static func roomiest(
        _ workers: [Worker],
        for laneClass: LaneClass,
        lanes: [Lane],
        now: Instant,
    ) -> Int {
        var best = (index: 0, load: Double.infinity, lanes: Int.max)
        for worker in workers {
            var load = 0.0
            var count = 0
            for lane in lanes {
                let home = lane.worker
                if home === worker { count += 1 }
                guard home.cpu == worker.cpu else { continue }
                if home === worker || (laneClass == .video && home.laneClass == .audio) {
                    load += lane.statistics.load.estimated(at: now)
                }
            }
            if (load, count) < (best.load, best.lanes) { best = (worker.index, load, count) }
        }
        return best.index
    }
}

extension Lane {
    fileprivate func snapshot(now: Instant) -> LaneSnapshot {
        LaneSnapshot(
            name: name,
            laneClass: laneClass,
            worker: home.load(ordering: .relaxed),
            load: statistics.load.measured(at: now),
            cost: statistics.cost.summary,
            lateness: statistics.lateness.summary,
            lateSteps: statistics.lateStepCount,
            jobs: statistics.jobCount,
        )
    }
}
