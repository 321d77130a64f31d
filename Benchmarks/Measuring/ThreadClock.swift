import Glibc

/// The CPU time of the calling thread: other programs on the machine hardly change it.
enum ThreadClock {
    static func nanoseconds() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}

/// Adds up the CPU time of the parts of a loop that count.
struct Stopwatch {
    private(set) var nanoseconds: Int64 = 0

    mutating func add(_ more: Int64) { nanoseconds += more }

    mutating func measure<R>(_ body: () throws -> R) rethrows -> R {
        let began = ThreadClock.nanoseconds()
        defer { nanoseconds += ThreadClock.nanoseconds() - began }
        return try body()
    }
}
