package import Media

/// Relates a source's RTP clock to its wall clock, by its last sender report.
///
/// Two streams of one source (the same CNAME) can be compared by the times that it gives.
package struct SenderReportClock: Sendable {
    /// Ticks of the RTP timestamp per second.
    package let clockRate: Int
    /// `NTPTime.compact` of the last report; 0 before one came.
    package private(set) var lastSenderReport: UInt32 = 0
    private var ntpTime: NTPTime?
    private var timestamp = RTPTimestamp(0)
    private var arrival = Instant(nanoseconds: 0)

    package init(clockRate: Int) { self.clockRate = clockRate }

    /// Takes a report of the source.
    package mutating func record(_ report: SenderReport, now: Instant) {
        lastSenderReport = report.ntpTime.compact
        arrival = now
        // RFC 3550 §6.4.1: zero says that the sender has no wall clock.
        guard report.ntpTime.rawValue != 0 else { return }
        ntpTime = report.ntpTime
        timestamp = report.timestamp
    }

    /// When the source captured what has this timestamp, on its wall clock; nil before a report.
    package func time(of timestamp: RTPTimestamp) -> NTPTime? {
        guard let ntpTime else { return nil }
        let distance = Int64(self.timestamp.distance(to: timestamp))
        return ntpTime + Interval(ticks: distance, clockRate: clockRate)
    }

    /// In units of 1/65,536 s; 0 before a report (RFC 3550 §6.4.1, DLSR).
    package func delaySinceLastSenderReport(now: Instant) -> UInt32 {
        guard lastSenderReport != 0 else { return 0 }
        return UInt32(clamping: (now - arrival).ticks(clockRate: 65_536))
    }
}
