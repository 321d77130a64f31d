package import Media

/// Counts freezes as the statistics of WebRTC do.
///
/// A frame ends a freeze that comes later after the one before than three times the mean of the
/// last 30 intervals, and than that mean plus 150 ms (W3C webrtc-stats, `freezeCount`).
package struct FreezeMeter: Sendable {
    private static let window = 30

    package private(set) var freezes = 0
    package private(set) var frozen = Interval.zero
    package private(set) var frames = 0
    private var last: Instant?
    private var intervals: [Int64] = []
    private var next = 0

    package init() { intervals.reserveCapacity(Self.window) }

    /// Forgets what was counted, but not how often frames come.
    package mutating func reset() {
        freezes = 0
        frozen = .zero
        frames = 0
    }

    /// Takes the instant of a frame in.
    package mutating func note(_ instant: Instant) {
        frames += 1
        defer { last = instant }
        guard let last else { return }
        let interval = (instant - last).nanoseconds
        if intervals.count == Self.window {
            let mean = intervals.reduce(0, +) / Int64(Self.window)
            if interval > max(3 * mean, mean + 150_000_000) {
                freezes += 1
                frozen = frozen + Interval(nanoseconds: interval)
            }
            intervals[next] = interval
            next = (next + 1) % Self.window
        } else {
            intervals.append(interval)
        }
    }
}
