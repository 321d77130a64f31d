import Compositing
import Layout
import Media
package import Peer
package import Scheduling

/// All rooms of a server.
package actor Conference {
    nonisolated let configuration: ConferenceConfiguration
    nonisolated let library: LayoutLibrary
    /// Draws what lies over tiles, for all rooms.
    private let studio = ArtworkStudio()
    let storage: any LayoutStorage
    let scheduler: Scheduler
    let host: any PeerHost
    let madeAt = MonotonicClock.now()
    var rooms: [String: Room] = [:]
    private(set) var isDraining = false
    var isChangingLayouts = false
    /// Who wants to change layouts next.
    var waitingForLayouts: [CheckedContinuation<Void, Never>] = []
    private var openedRooms = 0

    /// - Parameters:
    ///   - configuration: its layout is one of the shipped, its other values are in the ranges that
    ///     `RoomSettings` states.
    ///   - library: the layouts that a room can have.
    ///   - storage: where own layouts are kept.
    package init(
        configuration: ConferenceConfiguration,
        scheduler: Scheduler,
        host: any PeerHost,
        library: LayoutLibrary,
        storage: any LayoutStorage,
    ) {
        precondition(library.isShipped(configuration.layout), "the first layout is a shipped one")
        self.configuration = configuration
        self.scheduler = scheduler
        self.host = host
        self.library = library
        self.storage = storage
    }

    /// Lets a participant into a room, which is opened if it does not exist and that is allowed.
    ///
    /// - Throws: `JoinError`; nothing has changed then.
    package func join(_ request: JoinRequest) async throws(JoinError) -> Membership {
        var request = request
        do throws(NameFault) {
            request.name = try Self.participantName(request.name)
            try Self.checkRoomName(request.room)
        } catch {
            throw .badName(error.reason)
        }
        if let view = request.view, layouts[view] == nil {
            throw .noSuchLayout(known: layouts.names)
        }
        while true {
            // In here, since a drain may begin while a room is being opened or asked.
            guard !isDraining else { throw .draining }
            let room: Room
            if let existing = present(request.room) {
                room = existing
            } else {
                room = try await open(request.room)
            }
            // Nil: it closed between the look-up and the admission.
            if let membership = try await room.admit(request) { return membership }
        }
    }

    /// Lets nobody in any more, says goodbye to all and waits until every stage is gone.
    package func drain(reason: String) async {
        isDraining = true
        while let (name, room) = rooms.first {
            rooms[name] = nil
            await room.close(reason: reason)
        }
    }

    private func open(_ name: String) async throws(JoinError) -> Room {
        guard configuration.opensRooms else { throw .noSuchRoom }
        guard rooms.count < configuration.maximumRooms else {
            throw .full(retryAfterSeconds: 30)
        }
        var settings = defaultSettings
        settings.isPersistent = false
        guard let layout = layouts[settings.layout] else {
            preconditionFailure("the first layout is a shipped one")
        }
        return await makeRoom(name, settings, layout)
    }

    /// - Parameters:
    ///   - settings: checked.
    ///   - layout: the one that they name.
    func makeRoom(
        _ name: String,
        _ settings: RoomSettings,
        _ layout: LayoutDocument,
    ) async -> Room {
        let room = Room(
            name: name,
            settings: settings,
            layout: layout,
            surroundings: Room.Surroundings(
                configuration: configuration,
                scheduler: scheduler,
                host: host,
                library: library,
                studio: studio,
                onEmpty: { [weak self] name in Task { await self?.forget(name) } },
            ),
            origin: origin(),
        )
        rooms[name] = room
        await room.open()
        return room
    }

    /// Rooms are shifted against each other by a fraction of a frame (the golden ratio spreads any
    /// number of them evenly), so that they do not all tick together.
    private func origin() -> Instant {
        let frame = Interval(ticks: 1, clockRate: configuration.frameRate)
        let phase = (Double(openedRooms) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
        openedRooms += 1
        return MonotonicClock.now() - Interval(seconds: frame.seconds * phase)
    }

    /// A room has closed: its name is free again.
    private func forget(_ name: String) { _ = present(name) }

    /// The room of this name; nil if there is none, or none any more.
    ///
    /// A room closes by itself: one that has, and was not forgotten yet, is forgotten here.
    func present(_ name: String) -> Room? {
        guard let room = rooms[name] else { return nil }
        guard room.isClosed else { return room }
        rooms[name] = nil
        return nil
    }
}
