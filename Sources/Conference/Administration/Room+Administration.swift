import Layout
import Peer

// What an administrator does to a room; the room answers nil where it has closed meanwhile, or
// where the participant is not there.

extension Room {
    var summary: RoomSummary {
        RoomSummary(
            name: name,
            settings: settings,
            participantCount: state.count,
            createdAt: createdAt,
        )
    }

    /// Takes up new settings, checked; stages and participants follow while the call goes on.
    ///
    /// - Parameter document: the layout that they name, or one that is the room's own.
    func adopt(_ newSettings: RoomSettings, _ document: LayoutDocument) {
        if document != layoutDocument || newSettings.canvas != settings.canvas {
            arrangement.restart()
        }
        settings = newSettings
        layoutDocument = document
        perform([.replan])
    }

    /// Changes the settings as they stand now.
    ///
    /// An empty room that is told not to stay any more closes at once; one that never was to stay
    /// goes on to wait for whoever comes first.
    ///
    /// - Throws: `AdministrationError.invalid`, `.noSuchLayout`.
    func change(
        _ change: RoomSettingsChange
    ) throws(AdministrationError) -> RoomSummary? {
        guard !isClosed else { return nil }
        var changed = settings.changed(by: change)
        try changed.check()
        var document = layoutDocument
        // One that is the room's own, or that the server has no more, is not looked for.
        if change.layout != nil {
            document = try changed.nameLayout(among: surroundings.library.catalogue)
            forgetChoice()
        }
        let wasPersistent = settings.isPersistent
        adopt(changed, document)
        let summary = summary
        if wasPersistent { closeIfAbandoned() }
        return summary
    }

    /// In the order in which they joined.
    var participants: [ParticipantSummary] { state.ordered.map(summary) }

    func participant(_ id: ParticipantID) -> ParticipantSummary? {
        state.member(id).map(summary)
    }

    /// - Parameter change: checked.
    func administer(_ id: ParticipantID, _ change: ParticipantChange) -> ParticipantSummary? {
        perform(state.administer(id, change))
        return participant(id)
    }

    /// - Returns: whether it was there.
    func remove(_ id: ParticipantID, reason: String) -> Bool {
        guard state.contains(id) else { return false }
        perform(state.leave(id, reason: reason))
        return true
    }

    private func summary(_ member: RoomState.Member) -> ParticipantSummary {
        var summary = ParticipantSummary(member.entry, joinedAt: member.joinedAt)
        summary.volume = member.volume
        summary.isSpeaking = speech.speaker == member.entry.participant
        summary.connected = !member.connectedLegs.isEmpty
        return summary
    }
}

extension RoomSettings {
    /// - Throws: `AdministrationError.invalid`.
    func check() throws(AdministrationError) {
        let faults = faults
        guard faults.isEmpty else { throw .invalid(faults) }
    }

    /// Puts the layout's own name where an alias was given.
    ///
    /// - Returns: the layout.
    /// - Throws: `AdministrationError.noSuchLayout`.
    mutating func nameLayout(
        among catalogue: LayoutCatalogue
    ) throws(AdministrationError) -> LayoutDocument {
        guard let document = catalogue[layout] else {
            throw .noSuchLayout(known: catalogue.names)
        }
        layout = document.name
        return document
    }
}
