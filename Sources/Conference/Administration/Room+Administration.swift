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
    func adopt(_ newSettings: RoomSettings) {
        if newSettings.layout != settings.layout || newSettings.canvas != settings.canvas {
            arrangement.restart()
        }
        settings = newSettings
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
        let changed = settings.changed(by: change)
        let checked = try changed.checked(layouts: surroundings.layouts)
        let wasPersistent = settings.isPersistent
        adopt(checked)
        let summary = summary
        if wasPersistent { closeIfAbandoned() }
        return summary
    }

    /// Where everybody stands, or would stand if anybody watched; without a timestamp.
    var layoutState: LayoutState {
        let scene = plan.views[.room]?.scene ?? Plan.scene(of: planInput)
        return LayoutState(name: settings.layout, scene: scene)
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
    /// The same with the layout's own name, where an alias was given.
    ///
    /// - Throws: `AdministrationError.invalid`, `.noSuchLayout`.
    func checked(layouts: LayoutCatalogue) throws(AdministrationError) -> RoomSettings {
        let faults = faults
        guard faults.isEmpty else { throw .invalid(faults) }
        guard let document = layouts[layout] else { throw .noSuchLayout(known: layouts.names) }
        var settings = self
        settings.layout = document.name
        return settings
    }
}
