package import Media

/// The round-trip time of a path, from what comes back about our sender reports.
///
/// RFC 3550 §6.4.1, LSR and DLSR; smoothed like TCP's (RFC 6298 §2.3).
package struct RoundTrip: Sendable {
    /// The smoothed time; nil before the first measurement.
    package private(set) var smoothed: Interval?
    /// The last measurement.
    package private(set) var latest: Interval?

    package init() {}

    /// The smoothed time, or a guess before there is one.
    package var estimate: Interval { smoothed ?? .milliseconds(100) }

    /// Takes a report block about one of our streams that arrived at `time`.
    package mutating func record(_ block: ReportBlock, at time: NTPTime) {
        guard block.lastSenderReport != 0 else { return }
        let units = Int32(
            bitPattern: time.compact &- block.lastSenderReport
                &- block.delaySinceLastSenderReport
        )
        record(Interval(ticks: Int64(units), clockRate: 65_536))
    }

    /// Takes a measurement from elsewhere; what is not plausible (negative, over 10 s) is dropped.
    package mutating func record(_ measured: Interval) {
        // The units of 15 µs round to slightly less than nothing on a short path.
        guard measured > .milliseconds(-1), measured < .seconds(10) else { return }
        let measured = max(measured, .zero)
        latest = measured
        guard let before = smoothed else {
            smoothed = measured
            return
        }
        smoothed = before + (measured - before) / 8
    }
}
