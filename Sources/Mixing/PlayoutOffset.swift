package import Media

/// Where a sender's wall clock lies on our monotonic clock, the delay until playing included.
///
/// A source's sound says by it when it is mixed; its picture, which carries times of the same wall
/// clock, is then shown when its sound is heard. The two clocks have nothing else in common: the
/// offset is of use only together with times of the same sender.
package struct PlayoutOffset: Hashable, Sendable {
    /// The playing instant minus the capture time counted from `epoch`.
    package let nanoseconds: Int64

    /// 2026-01-01; any time within 68 years of the calls would do, as NTP time wraps.
    private static let epoch = NTPTime(unixNanoseconds: 1_767_225_600_000_000_000)

    @inlinable
    package init(nanoseconds: Int64) { self.nanoseconds = nanoseconds }

    /// - Parameters:
    ///   - captureTime: on the sender's wall clock.
    ///   - instant: when what was captured then is played.
    package init(of captureTime: NTPTime, playedAt instant: Instant) {
        nanoseconds = instant.nanoseconds &- (captureTime - Self.epoch).nanoseconds
    }

    /// When something captured at this time is played.
    package func instant(of captureTime: NTPTime) -> Instant {
        Instant(nanoseconds: (captureTime - Self.epoch).nanoseconds &+ nanoseconds)
    }
}
