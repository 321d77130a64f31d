package import Media

/// Says when each picture of a source is to be shown; pure, in virtual time.
///
/// - The transit of a frame is its arrival minus its RTP time; the smallest of the last seconds is
///   that of an undisturbed network, and drift between the clocks moves it along.
/// - What frames are later than that is jitter; the largest of the recent past, forgotten at
///   10 ms a second, is the delay that smooths it, up to `maximumDelay`.
/// - Where sender reports relate both streams of the sender to its wall clock, the picture is shown
///   when its sound is mixed, as long as that lies within reach of the picture's own time.
package struct PresentationClock: Sendable {
    /// The largest delay that is added against jitter.
    package static let maximumDelay = Interval.milliseconds(150)
    /// How far the sound may move the picture.
    package static let maximumShift = Interval.milliseconds(250)
    private static let clockRate = 90_000
    private static let halfWindow = Interval.seconds(5)
    private static let forgetting = 0.010
    /// A transit that differs so much is another stream, not jitter.
    private static let restart = Interval.seconds(2)

    /// The smallest transit of this half of the window and of the one before.
    private var current: Interval?
    private var former: Interval?
    private var windowStart = Instant(nanoseconds: 0)
    private var jitter = Interval.zero
    private var last: Instant?

    package init() {}

    /// The delay that is added against jitter at this time.
    package var delay: Interval { min(jitter, Self.maximumDelay) }

    /// When a frame is to be shown; call it once a frame, in decode order.
    ///
    /// - Parameters:
    ///   - unit: uses its timestamp, arrival and capture time.
    ///   - sound: when the source's sound is mixed, if known.
    package mutating func presentation(
        of unit: CodedUnit,
        audioOffset sound: PlayoutOffset?,
    ) -> Instant {
        let mediaTime = Interval(ticks: unit.timestamp, clockRate: Self.clockRate)
        let transit = unit.instant - Instant(nanoseconds: mediaTime.nanoseconds)
        let baseline = note(transit, at: unit.instant)
        let own = Instant(nanoseconds: (mediaTime + baseline + delay).nanoseconds)
        guard let sound, let captured = unit.captureTime else { return own }
        let together = sound.instant(of: captured)
        let shift = together - own
        guard shift <= Self.maximumShift, shift >= .zero - Self.maximumShift else { return own }
        return together
    }

    /// Follows the smallest transit and the jitter over it.
    private mutating func note(_ transit: Interval, at now: Instant) -> Interval {
        if let current, abs((transit - current).nanoseconds) > Self.restart.nanoseconds {
            self = PresentationClock()
        }
        if now - windowStart >= Self.halfWindow || current == nil {
            former = current
            current = transit
            windowStart = now
        }
        let smallest = min(current ?? transit, transit)
        current = smallest
        let baseline = min(smallest, former ?? smallest)
        forget(until: now)
        jitter = max(jitter, transit - baseline)
        return baseline
    }

    private mutating func forget(until now: Instant) {
        let elapsed = max(0, last.map { (now - $0).seconds } ?? 0)
        last = now
        jitter = max(.zero, jitter - Interval(seconds: elapsed * Self.forgetting))
    }
}
