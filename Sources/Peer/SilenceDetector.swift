import Media

/// Tells when a video track stops and when it goes on again (camera off and on).
struct SilenceDetector {
    enum Change {
        case started
        case resumed
    }

    /// A camera at 5 frames a second is not silent.
    private static let patience = Interval.seconds(1)

    private(set) var isSilent = false
    private var lastMedia: Instant?

    /// Media came, and silence was not told since.
    var isHeard: Bool { lastMedia != nil && !isSilent }

    /// When silence is due to be told; nil: no media yet, or told already.
    var deadline: Instant? {
        guard !isSilent, let lastMedia else { return nil }
        return lastMedia + Self.patience
    }

    /// Media came in.
    mutating func didReceive(now: Instant) -> Change? {
        defer {
            lastMedia = now
            isSilent = false
        }
        if lastMedia == nil { return .started }
        return isSilent ? .resumed : nil
    }

    /// Whether silence begins now.
    mutating func becomesSilent(now: Instant) -> Bool {
        guard let deadline, deadline <= now else { return false }
        isSilent = true
        return true
    }
}
