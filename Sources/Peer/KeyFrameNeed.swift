import Media

/// Decides when a sender is asked for a key frame.
///
/// The first request goes out at once; until a key frame has come it is repeated, first after
/// 300 ms and then each time after twice as long, up to 2 s (a sender may be muted).
struct KeyFrameNeed {
    private static let shortest = Interval.milliseconds(300)
    private static let longest = Interval.seconds(2)

    private(set) var isPending = false
    private var lastRequest: Instant?
    private var interval = Self.shortest

    /// When the next request is due; nil: none is needed.
    var deadline: Instant? {
        guard isPending else { return nil }
        guard let lastRequest else { return Instant(nanoseconds: .min) }
        return lastRequest + interval
    }

    /// Somebody cannot decode until a key frame comes.
    mutating func raise() {
        guard !isPending else { return }
        isPending = true
        interval = Self.shortest
    }

    /// A whole key frame has come.
    mutating func satisfy() { isPending = false }

    /// Whether a request must go out now; counts as sent if so.
    mutating func takeRequest(now: Instant) -> Bool {
        guard let deadline, deadline <= now else { return false }
        if let lastRequest, now - lastRequest < interval * 2 {
            interval = min(interval * 2, Self.longest)
        }
        lastRequest = now
        return true
    }
}
