import Media
import Synchronization
import Testing

@testable import Scheduling

/// What the kernel says about the threads.
@Suite struct WorkerThreadTests {
    private static func status(_ key: String, of folder: String) -> String? {
        let lines = readText("\(folder)/status")?.split(separator: "\n") ?? []
        let line = lines.first { $0.hasPrefix(key + ":") }
        return line?.split(whereSeparator: { $0 == ":" || $0.isWhitespace }).last.map(String.init)
    }

    /// The scheduling policy: 0 is SCHED_OTHER, 1 SCHED_FIFO.
    ///
    /// Field 41 of `stat`; the name in brackets may hold spaces.
    private static func policy(of folder: String) -> Int? {
        let text = readText("\(folder)/stat")
        let fields = text?.split(separator: ")").last?.split(separator: " ") ?? []
        return fields.count > 38 ? Int(fields[38]) : nil
    }

    @Test func eachCPUHasAPinnedNamedWorkerOfEachClass() throws {
        let scheduler = try Scheduler()
        let cpus = ProcessorSet.available().cpus
        let workers = scheduler.snapshot().workers
        #expect(workers.count == 2 * cpus.count)
        for (offset, worker) in workers.enumerated() {
            let letter = worker.laneClass == .audio ? "a" : "v"
            #expect(worker.name == "tess-\(letter)\(offset % cpus.count)")
            #expect(worker.cpu == cpus[offset % cpus.count])
            let folder = "/proc/self/task/\(worker.threadID)"
            #expect(readText("\(folder)/comm") == worker.name + "\n")
            #expect(Self.status("Cpus_allowed_list", of: folder) == "\(worker.cpu)")
            #expect(Self.policy(of: folder) == (worker.isRealTime ? 1 : 0))
            #expect(worker.wantsRealTime == (worker.laneClass == .audio))
            #expect(worker.laneClass == .audio || !worker.isRealTime)
        }
    }

    @Test func stepsAndAwaitedCallsRunOnTheLanesWorker() async throws {
        let scheduler = try Scheduler.testing(video: 3, audio: 2)
        let classes: [LaneClass] = [.video, .audio]
        for laneClass in classes {
            for worker in 0..<scheduler.workerCount(laneClass) {
                let lane = scheduler.makeLane(laneClass, name: "where")
                scheduler.move(lane, toWorker: worker)
                let seen = Mutex<String?>(nil)
                let stage = CountingStage(lane) { _ in
                    seen.withLock { $0 = readText("/proc/thread-self/comm") }
                }
                lane.attach(stage)
                lane.signal(deadline: MonotonicClock.now())
                _ = await stage.settle()
                let name = "tess-\(laneClass == .audio ? "a" : "v")\(worker)\n"
                #expect(seen.withLock { $0 } == name)
                #expect(await stage.perform { readText("/proc/thread-self/comm") } == name)
                lane.retire()
            }
        }
    }

    /// A thread's number as the kernel counts, from inside it.
    private static var ownThreadID: Int? {
        Self.status("Pid", of: "/proc/thread-self").flatMap { Int($0) }
    }

    /// As the runtime's pool starts threads from a step that resumes a task.
    @Test func aThreadThatAStepStartsIsNeitherPinnedNorRealTime() async throws {
        let scheduler = try Scheduler.testing(video: 1)
        let gate = Gate()
        let number = Atomic<Int>(0)
        let thread = Mutex<TestThread?>(nil)
        let lane = scheduler.makeLane(.audio, name: "starter")
        let stage = CountingStage(lane) { _ in
            let started = TestThread {
                number.store(Self.ownThreadID ?? 0, ordering: .releasing)
                gate.pass()
            }
            thread.withLock { $0 = started }
        }
        lane.attach(stage)
        lane.signal(deadline: MonotonicClock.now())
        gate.awaitEntry()
        StrayThreads.release()
        let folder = "/proc/self/task/\(number.load(ordering: .acquiring))"
        let all = Self.status("Cpus_allowed_list", of: "/proc/self")
        #expect(Self.status("Cpus_allowed_list", of: folder) == all)
        #expect(Self.policy(of: folder) == 0)
        for worker in scheduler.snapshot().workers {
            let folder = "/proc/self/task/\(worker.threadID)"
            #expect(Self.status("Cpus_allowed_list", of: folder) == "\(worker.cpu)")
        }
        gate.open()
        _ = await stage.settle()
        thread.withLock { $0 }?.join()
        lane.retire()
    }

    @Test func aCPUThatIsNotThereIsAnError() {
        #expect(throws: SchedulingError.self) {
            try Scheduler(SchedulerConfiguration(audioCPUs: [0], videoCPUs: [1023]))
        }
        #expect(throws: SchedulingError.noWorkers(.video)) {
            try Scheduler(SchedulerConfiguration(audioCPUs: [0], videoCPUs: []))
        }
    }
}
