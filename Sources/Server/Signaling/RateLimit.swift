package import Media

/// How often something may be done: so often on average, so many at once.
package struct Rate: Hashable, Sendable {
    /// One more is granted after each such time.
    package var interval: Interval
    /// What may be done at once after a pause.
    package var burst: Int

    package init(oneEach interval: Interval, burst: Int) {
        self.interval = interval
        self.burst = burst
    }
}

/// A token bucket, full at first.
struct RateLimit: Sendable {
    let rate: Rate
    /// When the bucket is full again.
    private var full: Instant?

    init(_ rate: Rate) { self.rate = rate }

    /// Whether nothing has been taken lately: a new bucket would be the same.
    func isFull(now: Instant) -> Bool { full.map { $0 <= now } ?? true }

    /// Takes one; false if there is none at the moment.
    mutating func take(now: Instant) -> Bool {
        let next = max(full ?? now, now) + rate.interval
        guard next - now <= rate.interval * rate.burst else { return false }
        full = next
        return true
    }
}
