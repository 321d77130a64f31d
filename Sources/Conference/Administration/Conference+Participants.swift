// What an administrator does to the people in a room.

extension Conference {
    /// Everybody in a room, in the order in which they joined.
    package func participants(
        inRoom name: String
    ) async throws(AdministrationError) -> [ParticipantSummary] {
        await (try room(name)).participants
    }

    package func participant(
        _ id: ParticipantID,
        inRoom name: String,
    ) async throws(AdministrationError) -> ParticipantSummary {
        guard let summary = await (try room(name)).participant(id) else {
            throw .noSuchParticipant
        }
        return summary
    }

    /// Mutes or unmutes somebody, or changes the volume or the name.
    ///
    /// - Throws: `AdministrationError.invalid`, `.noSuchRoom`, `.noSuchParticipant`.
    package func changeParticipant(
        _ id: ParticipantID,
        inRoom name: String,
        _ change: ParticipantChange,
    ) async throws(AdministrationError) -> ParticipantSummary {
        let change = try change.checked()
        guard let summary = await (try room(name)).administer(id, change) else {
            throw .noSuchParticipant
        }
        return summary
    }

    /// Sends somebody away, who is told the reason.
    package func removeParticipant(
        _ id: ParticipantID,
        fromRoom name: String,
        reason: String,
    ) async throws(AdministrationError) {
        guard await (try room(name)).remove(id, reason: reason) else { throw .noSuchParticipant }
    }
}
