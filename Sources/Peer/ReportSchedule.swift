import Media

/// When sender and receiver reports are due (RFC 3550 §6.2, with the short intervals of RFC 4585).
///
/// The first one goes out 100 ms after the first packet in either direction, so that the other
/// side can bring sound and picture together soon; then one each second, ± 10 % so that the
/// peers of a room do not all report at once.
struct ReportSchedule {
    private static let firstDelay = Interval.milliseconds(100)
    private static let period = Interval.seconds(1)
    private static let spread = Interval.milliseconds(100)

    /// Nil until there is something to report.
    private(set) var deadline: Instant?
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    /// A packet was sent or came in; starts the schedule.
    mutating func start(now: Instant) {
        if deadline == nil { deadline = now + Self.firstDelay }
    }

    /// Whether reports must go out now; the next ones are planned if so.
    mutating func take(now: Instant) -> Bool {
        guard let deadline, deadline <= now else { return false }
        // Numerical Recipes' linear congruence: good enough to spread times.
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let share = Int64(state >> 33) % (2 * Self.spread.nanoseconds)
        self.deadline = now + Self.period - Self.spread + Interval(nanoseconds: share)
        return true
    }
}
