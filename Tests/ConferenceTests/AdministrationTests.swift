import ICE
import Layout
import Media
import Scheduling
import TestKit
import Testing

@testable import Conference

/// A conference without a network: rooms and people, and no media.
struct QuietHouse {
    let scheduler: Scheduler
    let conference: Conference

    /// Its layouts are `grid` and `other`, which is `another` too.
    static func open(
        _ change: (inout ConferenceConfiguration) -> Void = { _ in },
        storage: any LayoutStorage = LayoutDrawer(),
        _ body: (Conference) async throws -> Void,
    ) async throws {
        var configuration = ConferenceConfiguration()
        change(&configuration)
        var other = LayoutDocument.grid
        other.name = "other"
        other.aliases = ["another"]
        let scheduler = try Scheduler()
        let host = try VirtualPeerHost(
            address: TransportAddress(ipv4: 0x0A00_0001, port: 10_000),
            wallClock: WallClock(anchor: Instant(nanoseconds: 0), unixNanoseconds: 0),
        )
        let conference = try Conference(
            configuration: configuration,
            scheduler: scheduler,
            host: host,
            library: LayoutLibrary(shipped: LayoutCatalogue([.grid, other])),
            storage: storage,
        )
        try await body(conference)
        await conference.drain(reason: "the test is over")
        scheduler.stop()
    }
}

@Suite("The administration of rooms")
struct AdministrationTests {
    @Test("A room that was made stands in the list, empty, with its settings")
    func making() async throws {
        try await QuietHouse.open { conference in
            var settings = conference.defaultSettings
            settings.title = "Planning"
            settings.capacity = 3
            let made = try await conference.createRoom("plan", settings: settings)
            #expect(made.settings == settings && made.participantCount == 0)
            #expect(made.createdAt > 1_700_000_000)
            _ = try await conference.createRoom("a", settings: conference.defaultSettings)
            let rooms = await conference.roomSummaries()
            #expect(rooms.map(\.name) == ["a", "plan"])
            #expect(try await conference.roomSummary("plan") == made)
            #expect(conference.layouts.names == ["grid", "other"])
        }
    }

    @Test("What cannot be made is refused, and nothing has changed")
    func refusals() async throws {
        try await QuietHouse.open({ $0.maximumRooms = 1 }) { conference in
            let settings = conference.defaultSettings
            var wrong = settings
            wrong.frameRate = 0
            let faults = [
                FieldFault(
                    pointer: "/name",
                    reason: "a room's name is made of letters, digits, '-', '_' and '.'",
                ), FieldFault(pointer: "/canvas/fps", reason: "1 to 60"),
            ]
            await #expect(throws: AdministrationError.invalid(faults)) {
                try await conference.createRoom("no/slash", settings: wrong)
            }
            var unknown = settings
            unknown.layout = "mandala"
            await #expect(throws: AdministrationError.noSuchLayout(known: ["grid", "other"])) {
                try await conference.createRoom("a", settings: unknown)
            }
            _ = try await conference.createRoom("a", settings: settings)
            await #expect(throws: AdministrationError.roomExists) {
                try await conference.createRoom("a", settings: settings)
            }
            await #expect(throws: AdministrationError.tooManyRooms) {
                try await conference.createRoom("b", settings: settings)
            }
            await #expect(throws: JoinError.full(retryAfterSeconds: 30)) {
                try await conference.join(JoinRequest(room: "c", name: "Ada"))
            }
            #expect(await conference.roomSummaries().count == 1)
        }
    }

    @Test("A persistent room stays when the last one leaves; another one closes")
    func persistence() async throws {
        try await QuietHouse.open { conference in
            var settings = conference.defaultSettings
            #expect(settings.isPersistent)
            _ = try await conference.createRoom("stays", settings: settings)
            settings.isPersistent = false
            _ = try await conference.createRoom("goes", settings: settings)
            for name in ["stays", "goes", "passing"] {
                let ada = try await conference.join(JoinRequest(room: name, name: "Ada"))
                #expect(try await conference.roomSummary(name).participantCount == 1)
                await ada.room.leave(ada.sitting, reason: "left")
                #expect(ada.room.isClosed == (name != "stays"))
            }
            #expect(try await conference.roomSummary("stays").participantCount == 0)
            let again = try await conference.join(JoinRequest(room: "stays", name: "Bob"))
            #expect(again.roster.map(\.name) == ["Bob"])
        }
    }

    @Test("An empty room that is told not to stay closes at once, and its name is free")
    func endOfPersistence() async throws {
        try await QuietHouse.open { conference in
            var change = RoomSettingsChange()
            change.isPersistent = false
            _ = try await conference.createRoom("empty", settings: conference.defaultSettings)
            let last = try await conference.changeRoom("empty", change)
            #expect(!last.settings.isPersistent && last.participantCount == 0)
            await #expect(throws: AdministrationError.noSuchRoom) {
                try await conference.roomSummary("empty")
            }
            #expect(await conference.roomSummaries().isEmpty)
            // One that never was to stay waits for its first guest, whatever is changed.
            var settings = conference.defaultSettings
            settings.isPersistent = false
            _ = try await conference.createRoom("empty", settings: settings)
            change.title = "Soon"
            _ = try await conference.changeRoom("empty", change)
            let ada = try await conference.join(JoinRequest(room: "empty", name: "Ada"))
            #expect(await ada.room.settings.title == "Soon")
            // With somebody inside the room stays until they have left.
            var stay = RoomSettingsChange()
            stay.isPersistent = true
            _ = try await conference.changeRoom("empty", stay)
            _ = try await conference.changeRoom("empty", change)
            #expect(!ada.room.isClosed)
            await ada.room.leave(ada.sitting, reason: "left")
            #expect(ada.room.isClosed)
        }
    }

    @Test("What a link cannot hold is no name of a room", arguments: [".", ".."])
    func namesThatLinksLeaveOut(name: String) async throws {
        let reason = "a room cannot be called '\(name)': links leave that out"
        try await QuietHouse.open { conference in
            await #expect(throws: JoinError.badName(reason)) {
                try await conference.join(JoinRequest(room: name, name: "Ada"))
            }
            let fault = FieldFault(pointer: "/name", reason: reason)
            await #expect(throws: AdministrationError.invalid([fault])) {
                try await conference.createRoom(name, settings: conference.defaultSettings)
            }
            _ = try await conference.join(JoinRequest(room: "...", name: "Ada"))
        }
    }

    @Test("Settings change while people are inside; those who are over the capacity stay")
    func changing() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "lobby", name: "Ada"))
            _ = try await conference.join(JoinRequest(room: "lobby", name: "Bob"))
            var change = RoomSettingsChange()
            change.capacity = 1
            change.canvas = PixelSize(width: 640, height: 360)
            let changed = try await conference.changeRoom("lobby", change)
            #expect(changed.settings.canvas.width == 640 && changed.participantCount == 2)
            #expect(try await conference.layout(ofRoom: "lobby").state.canvas.width == 640)
            await #expect(throws: JoinError.full(retryAfterSeconds: 10)) {
                try await conference.join(JoinRequest(room: "lobby", name: "Eve"))
            }
            change = RoomSettingsChange()
            change.capacity = 0
            await #expect(
                throws: AdministrationError.invalid([
                    FieldFault(pointer: "/capacity", reason: "1 to 1000")
                ])
            ) { try await conference.changeRoom("lobby", change) }
            #expect(await ada.room.settings.capacity == 1)
        }
    }

    @Test("A closed room lets nobody in but those who come back")
    func closedDoor() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "lobby", name: "Ada"))
            var change = RoomSettingsChange()
            change.isOpen = false
            _ = try await conference.changeRoom("lobby", change)
            await #expect(throws: JoinError.closed) {
                try await conference.join(JoinRequest(room: "lobby", name: "Eve"))
            }
            let request = JoinRequest(room: "lobby", name: "Ada", resume: ada.resume)
            #expect(try await conference.join(request).participant == ada.participant)
        }
    }

    @Test("A room that is deleted says goodbye to all, and can be made anew")
    func deleting() async throws {
        try await QuietHouse.open { conference in
            _ = try await conference.createRoom("plan", settings: conference.defaultSettings)
            let ada = try await conference.join(JoinRequest(room: "plan", name: "Ada"))
            try await conference.deleteRoom("plan")
            var last: RoomEvent?
            for await event in ada.events { last = event }
            #expect(last == .bye(reason: "the room was closed"))
            await #expect(throws: AdministrationError.noSuchRoom) {
                try await conference.roomSummary("plan")
            }
            _ = try await conference.createRoom("plan", settings: conference.defaultSettings)
        }
    }

    @Test("A layout is chosen by its name")
    func layouts() async throws {
        try await QuietHouse.open { conference in
            _ = try await conference.createRoom("plan", settings: conference.defaultSettings)
            #expect(try await conference.layout(ofRoom: "plan").state.name == "grid")
            for (given, name) in [("other", "other"), ("grid", "grid"), ("another", "other")] {
                let choice = LayoutChoice(.named(given))
                let layout = try await conference.setLayout(choice, ofRoom: "plan")
                #expect(layout.state.name == name && !layout.isInline)
                #expect(try await conference.roomSummary("plan").settings.layout == name)
            }
            let equal = LayoutChoice(.named("allEqual"))
            _ = try await conference.setLayout(equal, ofRoom: "plan")
            #expect(try await conference.roomSummary("plan").settings.layout == "grid")
            await #expect(throws: AdministrationError.noSuchLayout(known: ["grid", "other"])) {
                try await conference.setLayout(LayoutChoice(.named("Grid")), ofRoom: "plan")
            }
        }
    }

    @Test("Who is muted, renamed or turned down is told so with all others")
    func participants() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "lobby", name: "Ada"))
            let bob = try await conference.join(
                JoinRequest(room: "lobby", name: "Bob", kind: .viewer)
            )
            let everybody = try await conference.participants(inRoom: "lobby")
            #expect(everybody.map(\.entry.name) == ["Ada", "Bob"])
            #expect(everybody.map(\.entry.kind) == [.participant, .viewer])
            let changed = try await conference.changeParticipant(
                ada.participant,
                inRoom: "lobby",
                ParticipantChange(audioMuted: true, volume: 0.5, name: " Countess "),
            )
            #expect(changed.entry.audioMuted && changed.entry.name == "Countess")
            #expect(changed.volume == 0.5)
            var entry = RosterEntry(participant: ada.participant, name: "Countess")
            entry.audioMuted = true
            var events = bob.events.makeAsyncIterator()
            #expect(await events.next() == .rosterUpdated(entry))
            // The person itself may unmute.
            await ada.room.setMuted(ada.sitting, audio: false, video: nil)
            let summary = try await conference.participant(ada.participant, inRoom: "lobby")
            #expect(!summary.entry.audioMuted && summary.volume == 0.5 && !summary.connected)
        }
    }

    @Test("Changes that make no sense are refused with all that is wrong")
    func wrongChanges() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "lobby", name: "Ada"))
            let change = ParticipantChange(volume: 4.5, name: "a\u{7}")
            let faults = [
                FieldFault(pointer: "/volume", reason: "0 to 4; 1 is as it was sent"),
                FieldFault(pointer: "/name", reason: "a name has no control characters"),
            ]
            await #expect(throws: AdministrationError.invalid(faults)) {
                try await conference.changeParticipant(ada.participant, inRoom: "lobby", change)
            }
            let nan = ParticipantChange(volume: .nan)
            await #expect(throws: AdministrationError.self) {
                try await conference.changeParticipant(ada.participant, inRoom: "lobby", nan)
            }
            await #expect(throws: AdministrationError.noSuchParticipant) {
                try await conference.participant(ParticipantID("nobody"), inRoom: "lobby")
            }
            await #expect(throws: AdministrationError.noSuchRoom) {
                try await conference.participants(inRoom: "elsewhere")
            }
        }
    }

    @Test("Who is removed gets the reason, the others that it left")
    func removing() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "lobby", name: "Ada"))
            let bob = try await conference.join(JoinRequest(room: "lobby", name: "Bob"))
            try await conference.removeParticipant(
                bob.participant,
                fromRoom: "lobby",
                reason: "too loud",
            )
            var last: RoomEvent?
            for await event in bob.events { last = event }
            #expect(last == .bye(reason: "too loud"))
            var events = ada.events.makeAsyncIterator()
            _ = await events.next()
            #expect(await events.next() == .rosterLeft(bob.participant))
            await #expect(throws: AdministrationError.noSuchParticipant) {
                try await conference.removeParticipant(
                    bob.participant,
                    fromRoom: "lobby",
                    reason: "again",
                )
            }
        }
    }

    @Test("A room that nobody watches has a picture all the same")
    func snapshotOfAnEmptyRoom() async throws {
        try await QuietHouse.open { conference in
            _ = try await conference.createRoom("plan", settings: conference.defaultSettings)
            async let other = conference.snapshot(ofRoom: "plan")
            let file = try await conference.snapshot(ofRoom: "plan")
            #expect(file.prefix(2) == [0xFF, 0xD8] && file.suffix(2) == [0xFF, 0xD9])
            #expect(try await other.count == file.count)
            let statistics = try await conference.statistics(ofRoom: "plan")
            #expect(statistics.views == 1 && statistics.videoEncodings == 0)
            #expect(statistics.stages.map(\.name) == ["compose"])
            #expect(statistics.stages.allSatisfy { $0.kind == .video && $0.steps > 0 })
            await #expect(throws: AdministrationError.noSuchRoom) {
                try await conference.snapshot(ofRoom: "elsewhere")
            }
        }
    }

    @Test("The server's statistics count rooms, people and what the process used")
    func serverStatistics() async throws {
        try await QuietHouse.open { conference in
            _ = try await conference.join(JoinRequest(room: "a", name: "Ada"))
            _ = try await conference.join(JoinRequest(room: "b", name: "Bob"))
            _ = try await conference.join(JoinRequest(room: "b", name: "Eve"))
            let statistics = await conference.statistics()
            #expect(statistics.roomCount == 2 && statistics.participantCount == 3)
            #expect(statistics.cpuTime > .zero && statistics.uptime > .zero)
            #expect(statistics.residentBytes > 1 << 20)
        }
    }

    @Test("A server that drains makes no room")
    func draining() async throws {
        try await QuietHouse.open { conference in
            await conference.drain(reason: "enough")
            await #expect(throws: AdministrationError.draining) {
                try await conference.createRoom("plan", settings: conference.defaultSettings)
            }
        }
    }
}
