internal import CLinux
package import Media

/// The clocks of the machine, read where time enters: workers, sockets, the program's start.
///
/// Everything below takes `now` as an argument instead.
package enum MonotonicClock {
    /// `CLOCK_MONOTONIC`.
    @inline(__always)
    package static func now() -> Instant { Instant(nanoseconds: tess_monotonic_ns()) }

    /// Relates the monotonic clock to the system's wall clock of this moment.
    package static func wallClock() -> WallClock {
        WallClock(anchor: now(), unixNanoseconds: tess_realtime_ns())
    }

    /// The system's wall clock, in seconds since 1970: for records, not for media.
    package static func unixSeconds() -> Double { Double(tess_realtime_ns()) / 1e9 }

    /// CPU time that the calling thread has used so far, in nanoseconds.
    static func threadCPUNanoseconds() -> Int64 { tess_thread_cpu_ns() }
}
