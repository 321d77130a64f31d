/// A room as a list of rooms shows it.
package struct RoomSummary: Hashable, Sendable {
    package var name: String
    package var settings: RoomSettings
    /// Participants of every kind, those included whose return is awaited.
    package var participantCount: Int
    /// Seconds since 1970.
    package var createdAt: Double

    package init(name: String, settings: RoomSettings, participantCount: Int, createdAt: Double) {
        self.name = name
        self.settings = settings
        self.participantCount = participantCount
        self.createdAt = createdAt
    }
}
