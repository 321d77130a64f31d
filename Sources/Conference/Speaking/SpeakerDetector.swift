package import Media

/// Finds out who speaks, from levels that are looked at now and then; pure, in virtual time.
///
/// Whoever is the loudest above −45 dBFS for 300 ms becomes the speaker, but nobody loses the floor
/// within a second of getting it. After a second in which it was not heard nobody is the speaker.
///
/// ```
///            loudest for 300 ms                        another is, and 1 s has passed
///  nobody ──────────────────────▶ speaker A ─────────────────────────────────────▶ speaker B
///    ▲                               │ not above the threshold for 1 s, or gone
///    └───────────────────────────────┘
/// ```
package struct SpeakerDetector: Sendable {
    /// In dBFS: speech at a usual distance lies above, a quiet room below.
    package static let threshold: Float = -45
    /// Longer than a cough.
    package static let patience = Interval.milliseconds(300)
    package static let hold = Interval.seconds(1)

    package private(set) var speaker: ParticipantID?
    private var since = Instant(nanoseconds: 0)
    /// When the speaker was last above the threshold.
    private var lastHeard = Instant(nanoseconds: 0)
    /// Who is the loudest and not the speaker, and since when.
    private var candidate: (id: ParticipantID, since: Instant)?

    package init() {}

    /// Takes in the levels of an instant, which is after the one before.
    ///
    /// - Parameter levels: of all who are mixed, in dBFS.
    package mutating func hear(_ levels: [ParticipantID: Float], now: Instant) {
        if let speaker, let level = levels[speaker], level > Self.threshold { lastHeard = now }
        noteCandidate(Self.loudest(levels), now: now)
        if let candidate, now - candidate.since >= Self.patience,
            speaker == nil || now - since >= Self.hold
        {
            take(candidate.id, now: now)
        } else if speaker != nil, now - lastHeard >= Self.hold {
            speaker = nil
        }
    }

    /// Somebody has left.
    package mutating func forget(_ id: ParticipantID) {
        if speaker == id { speaker = nil }
        if candidate?.id == id { candidate = nil }
    }

    private mutating func noteCandidate(_ loudest: ParticipantID?, now: Instant) {
        guard let loudest, loudest != speaker else { return candidate = nil }
        if candidate?.id != loudest { candidate = (loudest, now) }
    }

    private mutating func take(_ id: ParticipantID, now: Instant) {
        speaker = id
        since = now
        lastHeard = now
        candidate = nil
    }

    /// Among equals the one with the lesser name, so that the result is always the same.
    private static func loudest(_ levels: [ParticipantID: Float]) -> ParticipantID? {
        levels.filter { $0.value > threshold }
            .max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}
