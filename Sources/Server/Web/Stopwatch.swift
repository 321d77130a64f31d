import Media

/// The time since it was made, for limits on how often something happens.
struct Stopwatch: Sendable {
    private let start = ContinuousClock.now

    var now: Instant {
        let (seconds, attoseconds) = (ContinuousClock.now - start).components
        return Instant(nanoseconds: seconds * 1_000_000_000 + attoseconds / 1_000_000_000)
    }
}
