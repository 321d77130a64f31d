internal import CLinux
internal import Media
internal import Synchronization

/// A pinned thread that runs the lanes of one class, the earliest deadline first.
///
/// Lanes come in through `inbox`, a stack that any thread pushes on and only the worker empties;
/// everything else of the queue is the worker's own. It sleeps on a futex until a lane comes or
/// the next timer is due, and never spins.
@safe final class Worker: @unchecked Sendable {
    let laneClass: LaneClass
    let index: Int
    let cpu: Int
    let name: String

    private let inbox: Atomic<Unmanaged<Lane>?>
    private let rekey = Atomic<Bool>(false)
    private let isStopping = Atomic<Bool>(false)
    private let laneCapacity = Atomic<Int>(16)
    /// 1 while the thread sleeps or is about to; at a fixed address, for the futex.
    private let sleeping: UnsafeMutablePointer<Atomic<UInt32>>
    /// The kernel's number of the thread, 0 before it has started; beside `sleeping`.
    private let startedAs: UnsafeMutablePointer<Atomic<UInt32>>

    let thread = Guarded(WorkerThread())

    // The worker thread's own:
    private var ready = LaneHeap()
    private var timers = LaneHeap()
    private var arrivals: UInt64 = 0

    init(_ laneClass: LaneClass, index: Int, cpu: Int) {
        self.laneClass = laneClass
        self.index = index
        self.cpu = cpu
        name = "tess-\(laneClass == .audio ? "a" : "v")\(index)"
        unsafe inbox = Atomic(nil)
        unsafe sleeping = .allocate(capacity: 2)
        unsafe startedAs = sleeping + 1
        unsafe sleeping.initialize(to: Atomic(0))
        unsafe startedAs.initialize(to: Atomic(0))
    }

    deinit {
        unsafe sleeping.deinitialize(count: 2)
        unsafe sleeping.deallocate()
    }

    /// Takes over a lane that has just been queued; any thread.
    func accept(_ lane: Lane) {
        let link = unsafe Unmanaged.passRetained(lane)
        var first = unsafe inbox.load(ordering: .relaxed)
        while true {
            unsafe lane.next = first
            let (exchanged, original) = unsafe inbox.weakCompareExchange(
                expected: first,
                desired: link,
                successOrdering: .sequentiallyConsistent,
                failureOrdering: .relaxed,
            )
            if exchanged { break }
            unsafe first = original
        }
        // Always: whoever pushed first may have been pre-empted before it woke the worker.
        wakeUp()
    }

    /// Room for so many lanes, before one of them is queued.
    func reserve(lanes: Int) { laneCapacity.max(lanes, ordering: .releasing) }

    /// A queued lane's deadline was brought forward.
    func rekeyIsDue() { rekey.store(true, ordering: .releasing) }

    /// Lets the thread end once nothing is queued.
    func requestStop() {
        isStopping.store(true, ordering: .sequentiallyConsistent)
        wakeUp()
    }

    /// The kernel's number of the thread, as in `/proc/self/task`; 0 before it has started.
    var threadID: Int { Int(unsafe startedAs.pointee.load(ordering: .acquiring)) }

    /// Waits until the thread runs.
    func waitForStart() {
        while threadID == 0 { unsafe tess_futex_wait(startedAs, 0, .max) }
    }

    /// The thread's whole life.
    func run() {
        // Registered before it is pinned, or it could be taken for a stray thread.
        tess_register_worker()
        defer { tess_unregister_worker() }
        tess_set_timer_slack_ns(1)
        unsafe startedAs.pointee.store(UInt32(tess_thread_id()), ordering: .releasing)
        unsafe tess_futex_wake(startedAs, 1)
        while true {
            reserveRoom()
            takeArrivals()
            releaseTimers(now: MonotonicClock.now())
            if let lane = popMostUrgent() {
                give(lane)
            } else if isStopping.load(ordering: .sequentiallyConsistent) {
                return
            } else {
                StrayThreads.releaseIfDue(now: MonotonicClock.now())
                sleep()
            }
        }
    }

    private func give(_ lane: Lane) {
        guard lane.worker === self else {
            // Moved while it was queued.
            lane.worker.accept(lane)
            return
        }
        lane.takeTurn()
        armTimer(of: lane)
        guard lane.finishTurn() else { return }
        if lane.worker === self { queue(lane) } else { lane.worker.accept(lane) }
    }

    private func popMostUrgent() -> Lane? {
        if rekey.exchange(false, ordering: .acquiringAndReleasing) { ready.rekey { $0.urgency } }
        return ready.popFirst()?.lane
    }

    private func queue(_ lane: Lane) {
        arrivals &+= 1
        ready.insert(LaneHeap.Entry(key: lane.urgency, tag: arrivals, lane: lane))
    }

    private func takeArrivals() {
        guard unsafe inbox.load(ordering: .relaxed) != nil else { return }
        var link = unsafe inbox.exchange(nil, ordering: .acquiring)
        // The stack gives the newest first; among equal deadlines the oldest goes first.
        var oldestFirst: Unmanaged<Lane>?
        while let current = unsafe link {
            let lane = unsafe current.takeUnretainedValue()
            unsafe link = lane.next
            unsafe lane.next = oldestFirst
            unsafe oldestFirst = current
        }
        while let current = unsafe oldestFirst {
            let lane = unsafe current.takeRetainedValue()
            unsafe oldestFirst = lane.next
            unsafe lane.next = nil
            queue(lane)
        }
    }
}

extension Worker {
    private func reserveRoom() {
        let lanes = laneCapacity.load(ordering: .acquiring)
        ready.reserve(lanes)
        timers.reserve(lanes)
    }

    /// Takes up a timed signal that was set during or before the turn; the lane is still running.
    private func armTimer(of lane: Lane) {
        guard lane.timerChanged.exchange(false, ordering: .acquiringAndReleasing) else { return }
        let pending = lane.timer.withLock { $0 }
        // An older entry may be here, or in the heap of a worker that the lane has left.
        if lane.heldTimers.load(ordering: .acquiring) > 0, timers.remove(lane) {
            lane.heldTimers.wrappingSubtract(1, ordering: .releasing)
        }
        guard pending.release != .max else { return }
        timers.insert(
            LaneHeap.Entry(key: pending.release, tag: pending.generation, lane: lane)
        )
        lane.heldTimers.wrappingAdd(1, ordering: .releasing)
    }

    private func releaseTimers(now: Instant) {
        while let release = timers.firstKey, release <= now.nanoseconds,
            let entry = timers.popFirst()
        {
            entry.lane.heldTimers.wrappingSubtract(1, ordering: .releasing)
            entry.lane.releaseTimer(generation: entry.tag)
        }
        takeArrivals()
    }

    /// Sleeps until a lane comes or the next timer is due.
    ///
    /// Either a pusher sees `sleeping` set and wakes the thread, or this sees what was pushed: both
    /// sides write before they read, in one total order.
    private func sleep() {
        unsafe sleeping.pointee.store(1, ordering: .sequentiallyConsistent)
        let hasWork =
            unsafe inbox.load(ordering: .sequentiallyConsistent) != nil
            || isStopping.load(ordering: .sequentiallyConsistent)
        if !hasWork { unsafe tess_futex_wait(sleeping, 1, timers.firstKey ?? .max) }
        unsafe sleeping.pointee.store(0, ordering: .relaxed)
    }

    private func wakeUp() {
        guard unsafe sleeping.pointee.exchange(0, ordering: .sequentiallyConsistent) == 1 else {
            return
        }
        unsafe tess_futex_wake(sleeping, 1)
    }
}
