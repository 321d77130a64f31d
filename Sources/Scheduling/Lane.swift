internal import CLinux
internal import Media
internal import Synchronization

/// A serial executor on one pinned worker thread: what isolates a stage.
///
/// A lane's whole state is one word, so that a step is never lost and never overlaps another:
///
/// ```
///            signal                worker takes it              signal
///   idle ─────────────▶ queued ─────────────────────▶ running ─────────────▶ running+signalled
///    ▲                    ▲                             │ done                    │ done
///    └────────────────────│─────────────────────────────┘                         │
///                         └───────────────────────────────────────────────────────┘
/// ```
///
/// Whoever takes the word from idle to queued hands the lane to its worker; while it runs, only the
/// worker does, after the step. A turn serves what has been asked for: at most one step (however
/// many signals came), the awaited jobs that wait, a change of the timer.
///
/// `signal` neither allocates nor locks and may be called by any thread.
@safe package final class Lane: SerialExecutor, @unchecked Sendable {
    /// For snapshots and logs.
    package let name: String
    package let laneClass: LaneClass

    let workers: [Worker]
    private let registry: LaneRegistry
    private let live = LiveCount.Token(.lanes)
    /// Index into `workers`; changed by a move, obeyed when the lane is queued the next time.
    let home: Atomic<Int>

    /// `LaneState` bits.
    let state = Atomic<UInt8>(LaneState.idle)
    /// The earliest deadline of the signals that no step has served yet; `Int64.max`: none.
    let stepDeadline = Atomic<Int64>(.max)
    /// The same for awaited jobs.
    let jobDeadline = Atomic<Int64>(.max)
    let isRetired = Atomic<Bool>(false)

    let body = Guarded<StepBody?>(nil)
    let jobs = Guarded<[UnownedJob]>([])
    let timer = Guarded(TimedSignal())
    let timerChanged = Atomic<Bool>(false)
    /// Workers' heaps that hold an entry for this lane's timer, stale ones included.
    let heldTimers = Atomic<Int>(0)

    let statistics: LaneStatistics

    /// The next lane in a worker's inbox; owned by whoever queues the lane, then by the worker.
    var next: Unmanaged<Lane>?
    /// Jobs taken over by the turn that runs; the worker's.
    var takenJobs: [UnownedJob] = []

    init(
        _ laneClass: LaneClass,
        name: String,
        workers: [Worker],
        home: Int,
        statistics: LaneStatistics,
        registry: LaneRegistry,
    ) {
        self.laneClass = laneClass
        self.name = name
        self.workers = workers
        self.home = Atomic(home)
        self.statistics = statistics
        self.registry = registry
        unsafe next = nil
        takenJobs.reserveCapacity(16)
        jobs.withLock { $0.reserveCapacity(16) }
    }

    /// Gives the lane its stage: once, before the first signal.
    ///
    /// The lane keeps the stage until `retire()`.
    package func attach(_ stage: some Stage) {
        precondition(stage.lane === self, "a stage is attached to its own lane")
        let step = StepBody(stage)
        body.withLock { body in
            precondition(body == nil, "a lane carries one stage")
            body = step
        }
    }

    /// Ends the stage's steps and lets go of the stage; idempotent.
    ///
    /// On the lane's own thread no step starts after this; elsewhere a step that has begun may
    /// still finish, and none starts after the lane's next turn. Awaited calls to the actor go on
    /// to work on this lane.
    package func retire() {
        guard !isRetired.exchange(true, ordering: .acquiringAndReleasing) else { return }
        registry.remove(self)
        timer.withLock { $0.cancel() }
        wake()
    }

    var worker: Worker { workers[home.load(ordering: .acquiring)] }
}

/// What a lane does in a step.
///
/// An object, since a closure that comes out of generic code is wrapped anew, on the heap, at each
/// use.
final class StepBody: Sendable {
    private let body: @Sendable (Instant) -> Void

    init<S: Stage>(_ stage: S) {
        let isolated: @Sendable (isolated S, Instant) -> Void = { stage, now in
            stage.step(now: now)
        }
        // As `assumeIsolated` has it, which in generic code allocates at each call: a lane's turn is
        // where its stage is isolated.
        let step = unsafe unsafeBitCast(isolated, to: (@Sendable (S, Instant) -> Void).self)
        body = { now in step(stage, now) }
    }

    func run(now: Instant) { body(now) }
}

/// The values of a lane's state word.
enum LaneState {
    /// Something has been asked for that no turn has taken up.
    static let signalled: UInt8 = 0b01
    static let running: UInt8 = 0b10

    static let idle: UInt8 = 0
    static let queued = signalled
    static let runningSignalled = running | signalled
}

/// A lane's one pending timed signal.
struct TimedSignal {
    /// `Int64.max`: none.
    private(set) var release = Int64.max
    private(set) var deadline = Int64.max
    /// Counts replacements, so that what a worker still holds of an older one is recognised.
    private(set) var generation: UInt64 = 0

    mutating func set(release: Instant, deadline: Instant) {
        self.release = release.nanoseconds
        self.deadline = deadline.nanoseconds
        generation &+= 1
    }

    mutating func cancel() {
        release = .max
        generation &+= 1
    }

    /// The deadline, if this generation is still what is pending; it no longer is afterwards.
    mutating func take(generation: UInt64) -> Int64? {
        guard generation == self.generation, release != .max else { return nil }
        release = .max
        return deadline
    }
}
