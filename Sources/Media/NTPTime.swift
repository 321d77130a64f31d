/// A point on the wall clock as RTCP carries it (RFC 3550 §4).
///
/// Seconds since 1900 with 32 bits of fraction. It wraps in 2036; differences are taken modulo 2⁶⁴.
package struct NTPTime: Hashable, BitwiseCopyable, Sendable {
    /// Whole seconds in the upper, the fraction in the lower 32 bits.
    package var rawValue: UInt64

    @inlinable
    package init(rawValue: UInt64) { self.rawValue = rawValue }

    /// Seconds between the NTP epoch (1900) and the Unix epoch (1970).
    package static let unixEpochSeconds: UInt64 = 2_208_988_800

    /// From nanoseconds since the Unix epoch.
    package init(unixNanoseconds: Int64) {
        let (seconds, rest) = UInt64(unixNanoseconds).quotientAndRemainder(
            dividingBy: 1_000_000_000
        )
        rawValue = (seconds &+ Self.unixEpochSeconds) << 32 | (rest << 32) / 1_000_000_000
    }

    /// The middle 32 bits, in units of 1/65,536 s, as LSR and DLSR use them (RFC 3550 §6.4.1).
    @inlinable
    package var compact: UInt32 { UInt32(truncatingIfNeeded: rawValue >> 16) }

    /// The time from an earlier to this point.
    package static func - (left: NTPTime, right: NTPTime) -> Interval {
        let difference = Int64(bitPattern: left.rawValue &- right.rawValue)
        let seconds = difference >> 32
        let fraction = difference & 0xFFFF_FFFF
        return Interval(nanoseconds: seconds * 1_000_000_000 + (fraction * 1_000_000_000) >> 32)
    }

    package static func + (left: NTPTime, right: Interval) -> NTPTime {
        var seconds = right.nanoseconds / 1_000_000_000
        var rest = right.nanoseconds % 1_000_000_000
        if rest < 0 {
            seconds -= 1
            rest += 1_000_000_000
        }
        let offset = seconds << 32 + (rest << 32) / 1_000_000_000
        return NTPTime(rawValue: left.rawValue &+ UInt64(bitPattern: offset))
    }
}

/// Relates the monotonic clock to the wall clock; fixed once, so that a step of the system's
/// wall clock during a call moves no media.
package struct WallClock: Sendable {
    private let anchor: Instant
    private let anchorTime: NTPTime

    /// - Parameters:
    ///   - anchor: a monotonic instant.
    ///   - unixNanoseconds: the wall clock at that instant, in nanoseconds since 1970.
    package init(anchor: Instant, unixNanoseconds: Int64) {
        self.anchor = anchor
        anchorTime = NTPTime(unixNanoseconds: unixNanoseconds)
    }

    /// The wall clock at a monotonic instant.
    package func time(at instant: Instant) -> NTPTime { anchorTime + (instant - anchor) }

    /// The monotonic instant at which the wall clock shows a time.
    package func instant(of time: NTPTime) -> Instant { anchor + (time - anchorTime) }
}
