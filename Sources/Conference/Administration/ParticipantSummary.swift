/// A participant as an administrator sees it.
package struct ParticipantSummary: Hashable, Sendable {
    package var id: ParticipantID
    package var name: String
    package var kind: ParticipantKind
    /// Seconds since 1970.
    package var joinedAt: Double
    /// Whether it sends sound; a muted microphone counts as sending.
    package var hasAudio = false
    /// Whether it sends a picture that can be shown now.
    package var hasVideo = false
    package var audioMuted = false
    package var videoMuted = false
    package var handRaised = false
    /// Whether its connection is lost and its return is awaited.
    package var reconnecting = false
    /// Whether its picture is a screen.
    package var sharing = false
    package var isSpeaking = false
    /// What its sound is multiplied with in the mix, 0…4.
    package var volume = 1.0
    /// Whether a media path stands.
    package var connected = false

    package init(
        id: ParticipantID,
        name: String,
        kind: ParticipantKind = .participant,
        joinedAt: Double,
    ) {
        self.id = id
        self.name = name
        self.kind = kind
        self.joinedAt = joinedAt
    }

    init(_ entry: RosterEntry, joinedAt: Double) {
        self.init(
            id: entry.participant,
            name: entry.name,
            kind: entry.kind,
            joinedAt: joinedAt,
        )
        hasAudio = entry.hasAudio
        hasVideo = entry.hasVideo
        audioMuted = entry.audioMuted
        videoMuted = entry.videoMuted
        handRaised = entry.handRaised
        reconnecting = entry.reconnecting
        sharing = entry.sharing
    }
}
