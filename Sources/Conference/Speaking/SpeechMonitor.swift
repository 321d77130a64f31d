package import Media

/// What the people in a room are told of who is heard: pure, in virtual time.
///
/// Levels are told as long as somebody is above −55 dBFS, and once when all have fallen silent; the
/// speaker when it changes.
package struct SpeechMonitor: Sendable {
    /// In dBFS; who is below is not named.
    package static let threshold: Float = -55

    private var detector = SpeakerDetector()
    private var hasToldLevels = false

    package init() {}

    package var speaker: ParticipantID? { detector.speaker }

    /// Whether nothing is left to be told if nobody is heard any more.
    package var isQuiet: Bool { speaker == nil && !hasToldLevels }

    /// Takes in the levels of an instant.
    ///
    /// - Parameter levels: of all who are mixed, in dBFS.
    /// - Returns: what everybody is to be told.
    package mutating func hear(
        _ levels: [ParticipantID: Float],
        now: Instant,
    ) -> [RoomEvent] {
        let before = speaker
        detector.hear(levels, now: now)
        let audible = levels.filter { $0.value > Self.threshold }
            .mapValues { Int($0.rounded()) }
        var events: [RoomEvent] = []
        if !audible.isEmpty || hasToldLevels { events.append(.levels(audible)) }
        hasToldLevels = !audible.isEmpty
        if speaker != before { events.append(.speaker(speaker)) }
        return events
    }

    /// Somebody has left.
    package mutating func forget(_ id: ParticipantID) -> [RoomEvent] {
        let before = speaker
        detector.forget(id)
        return speaker == before ? [] : [.speaker(speaker)]
    }
}
