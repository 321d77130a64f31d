/// A participant as an administrator sees it: what the room is told, and what only the host is.
package struct ParticipantSummary: Hashable, Sendable {
    package var entry: RosterEntry
    /// Seconds since 1970.
    package var joinedAt: Double
    package var isSpeaking = false
    /// What its sound is multiplied with in the mix, 0…4.
    package var volume = 1.0
    /// Whether a media path stands.
    package var connected = false

    package init(_ entry: RosterEntry, joinedAt: Double) {
        self.entry = entry
        self.joinedAt = joinedAt
    }

    package var id: ParticipantID { entry.participant }
}
