internal import Media

/// A token bucket: so many a second on average, so many at once.
struct RateLimit {
    private let interval: Interval
    private let burst: Int
    /// When the bucket would be full.
    private var full: Instant?

    init(perSecond: Int, burst: Int) {
        interval = Interval.seconds(1) / perSecond
        self.burst = burst
    }

    /// Takes one; false if there is none at the moment.
    mutating func take(now: Instant) -> Bool {
        let start = max(full ?? now, now)
        let next = start + interval
        guard next - now <= interval * burst else { return false }
        full = next
        return true
    }
}
