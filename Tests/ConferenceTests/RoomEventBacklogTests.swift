import Media
import Testing

@testable import Conference

@Suite("Events that a reader has not taken yet")
struct RoomEventBacklogTests {
    private func id(_ number: Int) -> ParticipantID { ParticipantID("p\(number)") }

    private func entry(_ number: Int, _ name: String = "somebody") -> RosterEntry {
        RosterEntry(participant: id(number), name: name)
    }

    private func line(_ text: String) -> RoomEvent {
        .chat(from: id(0), text: text, isPrivate: false)
    }

    private func rest(of backlog: inout RoomEventBacklog) -> [RoomEvent] {
        var events: [RoomEvent] = []
        while let event = backlog.popFirst() { events.append(event) }
        return events
    }

    /// Appends so many lines of text that those before are looked through.
    private func press(_ backlog: inout RoomEventBacklog) {
        for number in 0...RoomEventBacklog.slack { backlog.append(line("\(number)")) }
    }

    /// What is left after that, without the lines.
    private func states(of backlog: inout RoomEventBacklog) -> [RoomEvent] {
        rest(of: &backlog).filter { event in
            if case .chat = event { false } else { true }
        }
    }

    @Test("What is taken soon comes as it was put in")
    func order() {
        var backlog = RoomEventBacklog()
        let events: [RoomEvent] = [
            .rosterJoined(entry(1)), .levels([:]), .rosterUpdated(entry(1, "x")), .levels([:]),
            .rosterLeft(id(1)), line("a"), .bye(reason: "left"),
        ]
        for _ in 0..<100 {
            for event in events { backlog.append(event) }
            #expect(rest(of: &backlog) == events)
        }
        #expect(backlog.count == 0)
    }

    @Test("Levels, layouts and speakers that have been overtaken go")
    func newest() {
        var backlog = RoomEventBacklog()
        let canvas = PixelSize(width: 2, height: 2)
        for name in ["a", "b"] {
            backlog.append(.layout(LayoutState(name: name, canvas: canvas, regions: [])))
            backlog.append(.speaker(ParticipantID(name)))
            backlog.append(.levels([ParticipantID(name): -20]))
        }
        press(&backlog)
        #expect(
            states(of: &backlog) == [
                .layout(LayoutState(name: "b", canvas: canvas, regions: [])),
                .speaker(ParticipantID("b")), .levels([ParticipantID("b"): -20]),
            ]
        )
    }

    @Test("Of each participant the newest entry is left; who came and went is left out")
    func roster() {
        var backlog = RoomEventBacklog()
        backlog.append(.rosterUpdated(entry(7, "seven")))
        backlog.append(.rosterJoined(entry(1)))
        backlog.append(.rosterJoined(entry(2)))
        backlog.append(.rosterUpdated(entry(1, "one")))
        backlog.append(.rosterUpdated(entry(2, "two")))
        backlog.append(.rosterUpdated(entry(1, "one!")))
        backlog.append(.rosterLeft(id(2)))
        backlog.append(.rosterLeft(id(7)))
        press(&backlog)
        #expect(
            states(of: &backlog) == [
                .rosterJoined(entry(1, "one!")), .rosterUpdated(entry(1, "one!")),
                .rosterLeft(id(7)),
            ]
        )
    }

    @Test("A reader who never reads costs no more than the people it has to know of")
    func bound() {
        var backlog = RoomEventBacklog()
        for number in 0..<5000 {
            backlog.append(.rosterJoined(entry(number)))
            backlog.append(.rosterUpdated(entry(number, "x")))
            backlog.append(.levels([id(number): -20]))
            backlog.append(line("\(number)"))
            if number >= 40 { backlog.append(.rosterLeft(id(number - 40))) }
            #expect(backlog.count <= 1000)
        }
        let events = rest(of: &backlog)
        var present: [ParticipantID: RosterEntry] = [:]
        for event in events {
            switch event {
            case .rosterJoined(let entry), .rosterUpdated(let entry):
                present[entry.participant] = entry
            case .rosterLeft(let id): present[id] = nil
            default: break
            }
        }
        // Whoever reads it in the end knows exactly who is there.
        #expect(present.count == 40 && present.values.allSatisfy { $0.name == "x" })
        #expect(events.contains(line("4999")))
    }

    @Test("The mailbox hands out in order, waits, and ends")
    func mailbox() async {
        let mailbox = EventMailbox()
        mailbox.put(line("1"))
        mailbox.put(line("2"))
        let reader = Task { [events = mailbox.events] in
            var read: [RoomEvent] = []
            for await event in events { read.append(event) }
            return read
        }
        for number in 3..<100 {
            mailbox.put(line("\(number)"))
            await Task.yield()
        }
        mailbox.put(.bye(reason: "left"))
        mailbox.finish()
        mailbox.put(line("too late"))
        #expect(await reader.value == (1..<100).map { line("\($0)") } + [.bye(reason: "left")])
    }

    @Test("A reader that is cancelled ends, and what comes later is dropped")
    func cancelled() async {
        let mailbox = EventMailbox()
        let reader = Task { [events = mailbox.events] in
            for await _ in events {}
        }
        await Task.yield()
        reader.cancel()
        await reader.value
        mailbox.put(line("nobody reads it"))
    }
}
