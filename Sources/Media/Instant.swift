/// A length of time in nanoseconds; may be negative.
///
/// One 64-bit integer instead of the standard library's 128-bit `Duration`, because it is added
/// and compared for each packet.
package struct Interval: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// The length in nanoseconds.
    package var nanoseconds: Int64

    @inlinable
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    package static let zero = Interval(nanoseconds: 0)

    @inlinable
    package static func microseconds(_ count: Int) -> Interval {
        Interval(nanoseconds: Int64(count) * 1000)
    }

    @inlinable
    package static func milliseconds(_ count: Int) -> Interval {
        Interval(nanoseconds: Int64(count) * 1_000_000)
    }

    @inlinable
    package static func seconds(_ count: Int) -> Interval {
        Interval(nanoseconds: Int64(count) * 1_000_000_000)
    }

    /// The length in seconds, rounded to nanoseconds.
    @inlinable
    package init(seconds: Double) { nanoseconds = Int64((seconds * 1e9).rounded()) }

    /// The length in seconds.
    @inlinable
    package var seconds: Double { Double(nanoseconds) / 1e9 }

    /// The length in milliseconds.
    @inlinable
    package var milliseconds: Double { Double(nanoseconds) / 1e6 }

    /// The length in ticks of a clock, rounded down.
    ///
    /// - Parameter clockRate: ticks per second, for instance 90,000 for video RTP timestamps.
    @inlinable
    package func ticks(clockRate: Int) -> Int64 {
        let (whole, rest) = nanoseconds.quotientAndRemainder(dividingBy: 1_000_000_000)
        return whole * Int64(clockRate) + rest * Int64(clockRate) / 1_000_000_000
    }

    /// The length of so many ticks of a clock.
    @inlinable
    package init(ticks: Int64, clockRate: Int) {
        let (whole, rest) = ticks.quotientAndRemainder(dividingBy: Int64(clockRate))
        nanoseconds = whole * 1_000_000_000 + rest * 1_000_000_000 / Int64(clockRate)
    }

    @inlinable
    package static func < (left: Interval, right: Interval) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    @inlinable
    package static func + (left: Interval, right: Interval) -> Interval {
        Interval(nanoseconds: left.nanoseconds + right.nanoseconds)
    }

    @inlinable
    package static func - (left: Interval, right: Interval) -> Interval {
        Interval(nanoseconds: left.nanoseconds - right.nanoseconds)
    }

    @inlinable
    package static func * (left: Interval, right: Int) -> Interval {
        Interval(nanoseconds: left.nanoseconds * Int64(right))
    }

    @inlinable
    package static func / (left: Interval, right: Int) -> Interval {
        Interval(nanoseconds: left.nanoseconds / Int64(right))
    }
}

/// A point on the monotonic clock, in nanoseconds since an arbitrary origin (Linux: boot).
///
/// It is an argument everywhere: nothing below the sockets and the workers reads a clock.
package struct Instant: Hashable, Comparable, BitwiseCopyable, Sendable {
    /// Nanoseconds since the clock's origin.
    package var nanoseconds: Int64

    @inlinable
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// Earlier than every instant that occurs.
    package static let distantPast = Instant(nanoseconds: .min)

    /// Later than every instant that occurs.
    package static let distantFuture = Instant(nanoseconds: .max)

    @inlinable
    package static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    @inlinable
    package static func + (left: Instant, right: Interval) -> Instant {
        Instant(nanoseconds: left.nanoseconds + right.nanoseconds)
    }

    @inlinable
    package static func - (left: Instant, right: Interval) -> Instant {
        Instant(nanoseconds: left.nanoseconds - right.nanoseconds)
    }

    @inlinable
    package static func - (left: Instant, right: Instant) -> Interval {
        Interval(nanoseconds: left.nanoseconds - right.nanoseconds)
    }

    @inlinable
    package static func += (left: inout Instant, right: Interval) { left = left + right }
}
