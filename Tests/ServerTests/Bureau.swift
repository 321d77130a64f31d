import Conference
import Layout
import Media
import Peer

@testable import Server

/// Rooms in memory, as an administrator sees them; what is asked of it is written down.
actor Bureau: Administration {
    private nonisolated let library: LayoutLibrary
    nonisolated let defaultSettings = RoomSettings(
        capacity: 50,
        canvas: PixelSize(width: 1280, height: 720),
        frameRate: 30,
        layout: "grid",
    )
    private var choices: [String: LayoutChoice] = [:]
    private(set) var deeds: [String] = []
    private var rooms: [String: RoomSettings] = [:]
    private var people: [String: [ParticipantSummary]] = [:]
    /// What is thrown next, whatever is asked.
    private var failure: AdministrationError?
    private var gate: [CheckedContinuation<Void, Never>] = []
    private var isHeld = false

    /// Its layouts are `grid` and `solo`.
    init() {
        var solo = LayoutDocument.grid
        (solo.name, solo.title, solo.aliases) = ("solo", "One alone", [])
        let shipped = try? LayoutCatalogue([.grid, solo])
        library = LayoutLibrary(shipped: shipped ?? LayoutCatalogue())
    }

    /// Puts a room there, with people of these names.
    func furnish(_ room: String, _ names: [String] = []) {
        rooms[room] = defaultSettings
        people[room] = names.enumerated().map { index, name in
            ParticipantSummary(
                RosterEntry(participant: ParticipantID("p\(index)"), name: name),
                joinedAt: Double(1000 + index / 2),
            )
        }
    }

    func fail(_ error: AdministrationError) { failure = error }

    /// From now on the making of rooms waits for `release`.
    func hold() { isHeld = true }

    func release() {
        isHeld = false
        for waiting in gate { waiting.resume() }
        gate = []
    }

    // MARK: Rooms

    func roomSummaries() -> [RoomSummary] {
        rooms.keys.sorted().compactMap { summary($0) }
    }

    func roomSummary(_ name: String) throws(AdministrationError) -> RoomSummary {
        try check()
        guard let summary = summary(name) else { throw .noSuchRoom }
        return summary
    }

    func createRoom(
        _ name: String,
        settings: RoomSettings,
    ) async throws(AdministrationError) -> RoomSummary {
        deeds.append("create \(name)")
        if isHeld { await withCheckedContinuation { gate.append($0) } }
        try check()
        guard rooms[name] == nil else { throw .roomExists }
        rooms[name] = settings
        people[name] = []
        return try roomSummary(name)
    }

    func changeRoom(
        _ name: String,
        _ change: RoomSettingsChange,
    ) throws(AdministrationError) -> RoomSummary {
        let settings = try roomSummary(name).settings.changed(by: change)
        try know(settings.layout)
        rooms[name] = settings
        return try roomSummary(name)
    }

    func deleteRoom(_ name: String) throws(AdministrationError) {
        _ = try roomSummary(name)
        deeds.append("delete \(name)")
        rooms[name] = nil
    }

    // MARK: Layouts

    nonisolated var layouts: LayoutCatalogue { library.catalogue }

    nonisolated func isShipped(_ layout: String) -> Bool { library.isShipped(layout) }

    func keepLayout(
        _ document: LayoutDocument,
        asNew: Bool,
    ) throws(AdministrationError) -> Bool {
        guard !asNew || layouts[document.name] == nil else { throw .layoutExists }
        guard !isShipped(document.name) else { throw .shippedLayout }
        let isNew = layouts[document.name] == nil
        if let faults = library.update([document.name: document])[document.name] {
            throw .faultyLayout(faults.faults)
        }
        return isNew
    }

    func removeLayout(_ name: String) throws(AdministrationError) {
        try check()
        guard !isShipped(name) else { throw .shippedLayout }
        if let faults = library.update([name: nil])[name] { throw .faultyLayout(faults.faults) }
    }

    func layout(ofRoom name: String) throws(AdministrationError) -> RoomLayout {
        var layout = RoomLayout(Parlour.layout)
        layout.state.name = try roomSummary(name).settings.layout
        guard let choice = choices[name] else { return layout }
        if case .inline = choice.layout { layout.isInline = true }
        layout.pins = choice.pins
        layout.spotlight = choice.spotlight
        return layout
    }

    func setLayout(
        _ choice: LayoutChoice,
        ofRoom name: String,
    ) throws(AdministrationError) -> RoomLayout {
        _ = try roomSummary(name)
        switch choice.layout {
        case .named(let layout):
            guard let document = layouts[layout] else {
                throw .noSuchLayout(known: layouts.names)
            }
            rooms[name]?.layout = document.name
        case .inline(let document): rooms[name]?.layout = document.name
        }
        choices[name] = choice
        return try layout(ofRoom: name)
    }

    // MARK: Messages, pictures, statistics

    func post(_ text: String, toRoom name: String) throws(AdministrationError) {
        _ = try roomSummary(name)
        deeds.append("post \(text)")
    }

    /// Begins as JPEG files do; the room's name stands for the picture.
    func snapshot(ofRoom name: String) throws(AdministrationError) -> [UInt8] {
        _ = try roomSummary(name)
        return [0xff, 0xd8, 0xff] + Array(name.utf8)
    }

    func statistics(ofRoom name: String) throws(AdministrationError) -> RoomStatistics {
        let people = try participants(inRoom: name)
        return RoomStatistics(
            participants: people.enumerated().map { index, person in
                let peer = index == 0 ? Self.peer : nil
                return RoomStatistics.Participant(
                    id: person.id,
                    name: person.entry.name,
                    peer: peer,
                )
            },
            stages: [
                RoomStatistics.Stage(
                    name: "mix",
                    kind: .audio,
                    load: 0.25,
                    cpuTime: .milliseconds(9),
                    steps: 7,
                    lateSteps: 1,
                    p50: .milliseconds(1),
                    p95: .milliseconds(2),
                    p99: .milliseconds(3),
                )
            ],
            views: 1,
            mixes: 2,
            videoEncodings: 3,
            audioEncodings: 4,
        )
    }

    func statistics() -> ServerStatistics {
        ServerStatistics(
            rooms: roomSummaries(),
            uptime: .seconds(60),
            cpuTime: .milliseconds(1500),
            residentBytes: 1 << 20,
            live: LiveCount.all,
        )
    }

    private static var peer: PeerStatistics {
        var peer = PeerStatistics()
        peer.roundTripTime = .milliseconds(20)
        peer.received = [ReceivedTrackStatistics(track: TrackID(index: 0), kind: .audio)]
        peer.received[0].packetsLost = -1
        peer.sent = [SentTrackStatistics(track: TrackID(index: 1), kind: .video)]
        peer.sent[0].fractionLost = 0.5
        return peer
    }

    // MARK: Participants

    func participants(inRoom name: String) throws(AdministrationError) -> [ParticipantSummary] {
        _ = try roomSummary(name)
        return people[name] ?? []
    }

    func participant(
        _ id: ParticipantID,
        inRoom name: String,
    ) throws(AdministrationError) -> ParticipantSummary {
        let found = try participants(inRoom: name).first { $0.id == id }
        guard let found else { throw .noSuchParticipant }
        return found
    }

    func changeParticipant(
        _ id: ParticipantID,
        inRoom name: String,
        _ change: ParticipantChange,
    ) throws(AdministrationError) -> ParticipantSummary {
        var changed = try participant(id, inRoom: name)
        changed.entry.audioMuted = change.audioMuted ?? changed.entry.audioMuted
        changed.entry.videoMuted = change.videoMuted ?? changed.entry.videoMuted
        changed.volume = change.volume ?? changed.volume
        changed.entry.name = change.name ?? changed.entry.name
        people[name] = people[name]?.map { $0.id == id ? changed : $0 }
        return changed
    }

    func removeParticipant(
        _ id: ParticipantID,
        fromRoom name: String,
        reason: String,
    ) throws(AdministrationError) {
        _ = try participant(id, inRoom: name)
        people[name]?.removeAll { $0.id == id }
        deeds.append("remove \(id): \(reason)")
    }

    // MARK: Within

    private func summary(_ name: String) -> RoomSummary? {
        rooms[name].map {
            RoomSummary(
                name: name,
                settings: $0,
                participantCount: people[name]?.count ?? 0,
                createdAt: 1_800_000_000.25,
            )
        }
    }

    private func check() throws(AdministrationError) {
        guard let error = failure else { return }
        failure = nil
        throw error
    }

    private func know(_ layout: String) throws(AdministrationError) {
        guard layouts[layout] != nil else { throw .noSuchLayout(known: layouts.names) }
    }
}
