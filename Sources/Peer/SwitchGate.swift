import Media

/// Lets a track go on to another encoding only with a key frame.
///
/// It also keeps the viewer's RTP time going evenly if the new encoding's timestamps do not
/// continue the old one's (another room's clock).
struct SwitchGate {
    /// A new encoding's clock may differ from the old one's by so much before it is corrected.
    private static let tolerance = Interval.milliseconds(100)

    private(set) var awaitsKeyFrame: Bool
    private var hasSwitched = false
    private var last: (timestamp: Int64, instant: Instant)?
    /// Added to the timestamps of the units.
    private var correction: Int64 = 0
    private let clockRate: Int

    init(kind: MediaKind) {
        clockRate = kind == .audio ? 48_000 : 90_000
        awaitsKeyFrame = kind == .video
    }

    /// The units to come are another encoding's.
    mutating func didSwitch(kind: MediaKind) {
        hasSwitched = true
        awaitsKeyFrame = kind == .video
    }

    /// A frame could not be sent: what follows cannot be decoded before a key frame.
    mutating func didSkip() { awaitsKeyFrame = true }

    /// The timestamp to send a unit with; nil: it must not be sent.
    mutating func pass(_ unit: CodedUnit) -> Int64? {
        if awaitsKeyFrame {
            guard unit.kind == .audio || unit.isKeyFrame else { return nil }
            awaitsKeyFrame = false
        }
        if hasSwitched, let last {
            let elapsed = (unit.instant - last.instant).ticks(clockRate: clockRate)
            let expected = last.timestamp + elapsed
            let error = expected - (unit.timestamp + correction)
            if abs(error) > Self.tolerance.ticks(clockRate: clockRate) { correction += error }
        }
        hasSwitched = false
        let timestamp = unit.timestamp + correction
        last = (timestamp, unit.instant)
        return timestamp
    }
}
