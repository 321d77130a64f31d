import Glibc
import Media
import Synchronization

@testable import Scheduling

/// A stage that counts what happens to it without any lock: its isolation is the lane's.
actor CountingStage: Stage {
    nonisolated let lane: Lane
    private(set) var steps = 0
    private var calls = 0
    private let body: (@Sendable (Instant) -> Void)?

    init(_ lane: Lane, body: (@Sendable (Instant) -> Void)? = nil) {
        self.lane = lane
        self.body = body
    }

    func step(now: Instant) {
        steps += 1
        body?(now)
    }

    func call() -> Int {
        calls += 1
        return calls
    }

    /// Returns once every signal from before this call has been served.
    nonisolated func settle() async -> Int {
        // A turn may serve the call before its step; the second call needs a further turn (and
        // the yield, or the compiler makes one visit of both).
        _ = await steps
        await Task.yield()
        return await steps
    }

    func perform<R: Sendable>(_ work: @Sendable () -> R) -> R { work() }
}

/// A thread of the test's own: signals come from threads that no pool limits.
final class TestThread: @unchecked Sendable {
    private var handle: pthread_t = 0
    private let body: @Sendable () -> Void

    init(_ body: @escaping @Sendable () -> Void) {
        self.body = body
        let code = pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument else { return nil }
                Unmanaged<TestThread>.fromOpaque(argument).takeRetainedValue().body()
                return nil
            },
            Unmanaged.passRetained(self).toOpaque(),
        )
        precondition(code == 0, "the system gives a thread")
    }

    func join() { pthread_join(handle, nil) }
}

/// Holds a step until the test lets it go on.
final class Gate: @unchecked Sendable {
    private let entered = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)
    private let opened = UnsafeMutablePointer<sem_t>.allocate(capacity: 1)

    init() {
        sem_init(entered, 0, 0)
        sem_init(opened, 0, 0)
    }

    deinit {
        entered.deallocate()
        opened.deallocate()
    }

    /// In the step: tells that it is here and waits.
    func pass() {
        sem_post(entered)
        while sem_wait(opened) != 0 {}
    }

    /// In the test: waits until the step is there.
    func awaitEntry() { while sem_wait(entered) != 0 {} }

    func open() { sem_post(opened) }
}

/// The values that steps leave behind, in order.
final class Journal: Sendable {
    private let lines = Mutex<[Int]>([])

    func write(_ line: Int) { lines.withLock { $0.append(line) } }
    var all: [Int] { lines.withLock { $0 } }
}

func readText(_ path: String) -> String? {
    guard let file = fopen(path, "r") else { return nil }
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = fread(&bytes, 1, bytes.count, file)
    return String(decoding: bytes.prefix(count), as: UTF8.self)
}

extension Scheduler {
    /// Workers of a class that share the first CPUs, so that the tests run on any machine.
    static func testing(video: Int, audio: Int = 1) throws -> Scheduler {
        let cpus = ProcessorSet.available().cpus
        return try Scheduler(
            SchedulerConfiguration(
                audioCPUs: (0..<audio).map { cpus[$0 % cpus.count] },
                videoCPUs: (0..<video).map { cpus[$0 % cpus.count] },
            )
        )
    }
}
