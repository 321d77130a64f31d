package import Media

/// Says when each picture of a source is to be shown; pure, in virtual time.
///
/// - The transit of a frame is its arrival minus its RTP time; the smallest of the last seconds is
///   that of an undisturbed network, and drift between the clocks moves it along.
/// - What frames are later than that is jitter. The delay that smooths it is one that 95 % of the
///   frames of the last seconds keep, up to `maximumDelay`: the others, key frames for the most
///   part, are shown late by themselves instead of making every picture old.
/// - Where sender reports relate both streams of the sender to its wall clock, the picture is shown
///   at most `lead` before its sound is mixed and never after it, as long as that lies within reach
///   of the picture's own time.
package struct PresentationClock: Sendable {
    /// The largest delay that is added against jitter.
    package static let maximumDelay = Interval.milliseconds(150)
    /// How far the sound may move the picture.
    package static let maximumShift = Interval.milliseconds(250)
    /// How much earlier than its sound a picture may be shown.
    ///
    /// Nobody notices a sound that is up to 125 ms late (ITU-R BT.1359-1); a picture that waits for
    /// the sound's buffer is just old. Both hops, to us and from us, may add as much.
    package static let lead = Interval.milliseconds(40)
    private static let clockRate = 90_000
    private static let halfWindow = Interval.seconds(5)
    /// The share of frames that should be there in time.
    private static let quantile: Float = 0.95
    /// What a frame counts for before the distance to the next one is known.
    private static let usualSpacing = Interval.milliseconds(33)
    /// A transit that differs so much is another stream, not jitter.
    private static let restart = Interval.seconds(2)

    /// The smallest transit of this half of the window and of the one before.
    private var current: Interval?
    private var former: Interval?
    private var windowStart = Instant(nanoseconds: 0)
    private var histogram = DelayHistogram()
    private var last: Interval?
    /// The delay that is added against jitter at this time.
    package private(set) var delay = Interval.zero

    package init() {}

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
        let baseline = note(transit, at: unit.instant, mediaTime: mediaTime)
        let own = Instant(nanoseconds: (mediaTime + baseline + delay).nanoseconds)
        guard let sound, let captured = unit.captureTime else { return own }
        let together = sound.instant(of: captured)
        let shift = together - own
        guard shift <= Self.maximumShift, shift >= .zero - Self.maximumShift else { return own }
        return min(max(own, together - Self.lead), together)
    }

    /// Follows the smallest transit and the jitter over it.
    private mutating func note(
        _ transit: Interval,
        at now: Instant,
        mediaTime: Interval,
    ) -> Interval {
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
        noteJitter(transit - baseline, mediaTime: mediaTime)
        return baseline
    }

    private mutating func noteJitter(_ late: Interval, mediaTime: Interval) {
        let spacing = last.map { mediaTime - $0 } ?? Self.usualSpacing
        last = mediaTime
        histogram.add(late, duration: min(max(.milliseconds(1), spacing), .milliseconds(200)))
        // The lower edge: a network without jitter costs nothing.
        let delay = histogram.quantile(Self.quantile) - DelayHistogram.bucketWidth
        self.delay = min(max(.zero, delay), Self.maximumDelay)
    }
}
