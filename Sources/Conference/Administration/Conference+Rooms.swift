// What an administrator does to rooms.

extension Conference {
    /// What a room gets that is made without saying anything about it.
    package nonisolated var defaultSettings: RoomSettings { RoomSettings(configuration) }

    /// All rooms, sorted by name.
    package func roomSummaries() async -> [RoomSummary] {
        var summaries: [RoomSummary] = []
        for (_, room) in rooms.sorted(by: { $0.key < $1.key }) where !room.isClosed {
            summaries.append(await room.summary)
        }
        return summaries
    }

    package func roomSummary(_ name: String) async throws(AdministrationError) -> RoomSummary {
        await (try room(name)).summary
    }

    /// Makes a room, which waits empty for whoever comes.
    ///
    /// If it is not to persist it closes when the last one has left.
    ///
    /// - Throws: `AdministrationError.invalid`, `.noSuchLayout`, `.roomExists`, `.tooManyRooms`,
    ///   `.draining`.
    package func createRoom(
        _ name: String,
        settings: RoomSettings,
    ) async throws(AdministrationError) -> RoomSummary {
        do throws(NameFault) {
            try Self.checkRoomName(name)
        } catch {
            let fault = FieldFault(pointer: "/name", reason: error.reason)
            throw .invalid([fault] + settings.faults)
        }
        var settings = settings
        try settings.check()
        let layout = try settings.nameLayout(among: layouts)
        guard !isDraining else { throw .draining }
        guard present(name) == nil else { throw .roomExists }
        guard rooms.count < configuration.maximumRooms else { throw .tooManyRooms }
        return await makeRoom(name, settings, layout).summary
    }

    /// Changes a room's settings, also while a call goes on in it.
    ///
    /// An empty room that is told not to stay any more is gone afterwards.
    ///
    /// - Throws: `AdministrationError.invalid`, `.noSuchLayout`, `.noSuchRoom`.
    package func changeRoom(
        _ name: String,
        _ change: RoomSettingsChange,
    ) async throws(AdministrationError) -> RoomSummary {
        guard let summary = try await (try room(name)).change(change) else { throw .noSuchRoom }
        return summary
    }

    /// Says goodbye to everybody in a room and closes it, persistent or not.
    ///
    /// Returns when all of its stages are gone.
    package func deleteRoom(_ name: String) async throws(AdministrationError) {
        let room = try room(name)
        rooms[name] = nil
        await room.close(reason: "the room was closed")
    }

    func room(_ name: String) throws(AdministrationError) -> Room {
        guard let room = present(name) else { throw .noSuchRoom }
        return room
    }
}
