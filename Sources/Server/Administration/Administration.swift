package import Conference
package import Layout

/// What an administrator can do: the conference, as the API in front of it sees it.
package protocol Administration: Sendable {
    /// The layouts that a room can have, as they are now.
    var layouts: LayoutCatalogue { get }
    /// What a room gets that is made without saying anything about it.
    var defaultSettings: RoomSettings { get }

    /// All rooms, sorted by name.
    func roomSummaries() async -> [RoomSummary]
    func roomSummary(_ name: String) async throws(AdministrationError) -> RoomSummary
    func createRoom(
        _ name: String,
        settings: RoomSettings,
    ) async throws(AdministrationError) -> RoomSummary
    func changeRoom(
        _ name: String,
        _ change: RoomSettingsChange,
    ) async throws(AdministrationError) -> RoomSummary
    /// Says goodbye to everybody in a room and closes it.
    func deleteRoom(_ name: String) async throws(AdministrationError)

    /// Whether a layout came with the program.
    func isShipped(_ layout: String) -> Bool
    /// Keeps a layout of the server's own, whose name is not in use if it is kept as a new one; true
    /// if it is new.
    func keepLayout(
        _ document: LayoutDocument,
        asNew: Bool,
    ) async throws(AdministrationError) -> Bool
    func removeLayout(_ name: String) async throws(AdministrationError)
    func layout(ofRoom name: String) async throws(AdministrationError) -> RoomLayout
    func setLayout(
        _ choice: LayoutChoice,
        ofRoom name: String,
    ) async throws(AdministrationError) -> RoomLayout

    /// Everybody in a room, in the order in which they joined.
    func participants(
        inRoom name: String
    ) async throws(AdministrationError) -> [ParticipantSummary]
    func participant(
        _ id: ParticipantID,
        inRoom name: String,
    ) async throws(AdministrationError) -> ParticipantSummary
    func changeParticipant(
        _ id: ParticipantID,
        inRoom name: String,
        _ change: ParticipantChange,
    ) async throws(AdministrationError) -> ParticipantSummary
    /// Sends somebody away, who is told the reason.
    func removeParticipant(
        _ id: ParticipantID,
        fromRoom name: String,
        reason: String,
    ) async throws(AdministrationError)

    /// A JPEG file of what a room looks like now.
    func snapshot(ofRoom name: String) async throws(AdministrationError) -> [UInt8]
    /// What a room's connections and stages did so far.
    func statistics(ofRoom name: String) async throws(AdministrationError) -> RoomStatistics
    /// What the server as a whole does.
    func statistics() async -> ServerStatistics

    /// Tells everybody in a room a line from the host.
    func post(_ text: String, toRoom name: String) async throws(AdministrationError)
}
