import Conference
import Layout
import Testing

@Suite("The layout of a room")
struct RoomLayoutTests {
    @Test("A document of its own, and who is pinned in it")
    func inline() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "plan", name: "Ada"))
            var choice = LayoutChoice(.inline(.sample("own")))
            choice.pins = ["pair.2": ada.participant]
            choice.spotlight = ada.participant
            let layout = try await conference.setLayout(choice, ofRoom: "plan")
            #expect(layout.isInline && layout.state.name == "own")
            #expect(layout.pins == choice.pins && layout.spotlight == ada.participant)
            #expect(try await conference.layout(ofRoom: "plan") == layout)
            #expect(try await conference.roomSummary("plan").settings.layout == "own")
            // Other settings change without it.
            var change = RoomSettingsChange()
            change.capacity = 7
            #expect(try await conference.changeRoom("plan", change).settings.layout == "own")
            #expect(try await conference.layout(ofRoom: "plan").isInline)
            // By name again, and nobody is pinned.
            change.layout = "other"
            _ = try await conference.changeRoom("plan", change)
            let plain = try await conference.layout(ofRoom: "plan")
            #expect(!plain.isInline && plain.pins.isEmpty && plain.spotlight == nil)
            #expect(plain.state.name == "other")
        }
    }

    @Test("Pins to places and people that are not there are refused, all at once")
    func faults() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "plan", name: "Ada"))
            var choice = LayoutChoice(.inline(.sample("own")))
            choice.pins = [
                "nowhere": ada.participant, "pair.1": ParticipantID("nobody"),
                "pair.2": ada.participant, "pair.3": ParticipantID("x"),
            ]
            choice.spotlight = ParticipantID("nobody")
            let reasons = [
                FieldFault(pointer: "/pins/nowhere", reason: "the layout has no such region"),
                FieldFault(pointer: "/pins/pair.1", reason: "nobody in this room has this id"),
                FieldFault(pointer: "/pins/pair.2", reason: "is pinned elsewhere too"),
                FieldFault(pointer: "/pins/pair.3", reason: "the layout has no such region"),
                FieldFault(pointer: "/pins/pair.3", reason: "nobody in this room has this id"),
                FieldFault(pointer: "/spotlight", reason: "nobody in this room has this id"),
            ]
            await #expect(throws: AdministrationError.invalid(reasons)) {
                try await conference.setLayout(choice, ofRoom: "plan")
            }
            #expect(try await conference.layout(ofRoom: "plan").state.name == "grid")
        }
    }

    @Test("Who leaves is pinned no more")
    func leaving() async throws {
        try await QuietHouse.open { conference in
            let ada = try await conference.join(JoinRequest(room: "plan", name: "Ada"))
            _ = try await conference.join(JoinRequest(room: "plan", name: "Bob"))
            var choice = LayoutChoice(.named("grid"))
            choice.pins = ["everybody": ada.participant]
            choice.spotlight = ada.participant
            _ = try await conference.setLayout(choice, ofRoom: "plan")
            try await conference.removeParticipant(
                ada.participant,
                fromRoom: "plan",
                reason: "done",
            )
            let layout = try await conference.layout(ofRoom: "plan")
            #expect(layout.pins.isEmpty && layout.spotlight == nil)
        }
    }

    @Test("A room follows its layout when it changes, and keeps it when it goes")
    func following() async throws {
        try await QuietHouse.open { conference in
            let isNew = try await conference.keepLayout(.sample("own"), asNew: false)
            #expect(isNew)
            _ = try await conference.join(JoinRequest(room: "plan", name: "Ada"))
            _ = try await conference.setLayout(LayoutChoice(.named("own")), ofRoom: "plan")
            var changed = LayoutDocument.sample("own")
            changed.aliases = ["mine"]
            let isNewer = try await conference.keepLayout(changed, asNew: false)
            #expect(!isNewer)
            #expect(conference.layouts["mine"]?.name == "own")
            // Its slots are known by another name now.
            guard case .slots(var slots) = changed.variants[0].content else { return }
            slots[0].id = "both"
            changed.variants[0].content = .slots(slots)
            #expect(await conference.takeLayouts(["own": changed]).isEmpty)
            try await conference.removeLayout("mine")
            #expect(conference.layouts["own"] == nil)
            let layout = try await conference.layout(ofRoom: "plan")
            #expect(layout.state.name == "own" && !layout.isInline)
            var change = RoomSettingsChange()
            change.capacity = 7
            _ = try await conference.changeRoom("plan", change)
            await #expect(throws: AdministrationError.noSuchLayout(known: ["grid", "other"])) {
                try await conference.setLayout(LayoutChoice(.named("own")), ofRoom: "plan")
            }
        }
    }

    @Test("Shipped layouts stay as they are, used ones are not removed, faults are told")
    func keeping() async throws {
        try await QuietHouse.open { conference in
            await #expect(throws: AdministrationError.shippedLayout) {
                try await conference.keepLayout(.sample("grid"), asNew: false)
            }
            await #expect(throws: AdministrationError.shippedLayout) {
                try await conference.removeLayout("another")
            }
            await #expect(throws: AdministrationError.noSuchLayout(known: ["grid", "other"])) {
                try await conference.removeLayout("none")
            }
            for document in [LayoutDocument.sample("own"), .sample("user", using: "own")] {
                let isNew = try await conference.keepLayout(document, asNew: false)
                #expect(isNew)
            }
            await #expect(throws: AdministrationError.self) {
                try await conference.removeLayout("own")
            }
            await #expect(throws: AdministrationError.self) {
                try await conference.keepLayout(.sample("own", using: "user"), asNew: false)
            }
            #expect(conference.layouts.names == ["grid", "other", "own", "user"])
        }
    }

    @Test("Of those who make or remove the same layout at a time, one does")
    func oneAfterTheOther() async throws {
        let drawer = LayoutDrawer()
        try await QuietHouse.open(storage: drawer) { conference in
            let made = await Self.outcomes(of: 8) { number in
                var document = LayoutDocument.sample("own")
                document.title = "by \(number)"
                _ = try await conference.keepLayout(document, asNew: true)
            }
            #expect(made.count { $0 == nil } == 1)
            #expect(made.count { $0 == .layoutExists } == 7)
            #expect(await drawer.kept["own"] == conference.layouts["own"])
            let removed = await Self.outcomes(of: 8) { _ in
                try await conference.removeLayout("own")
            }
            #expect(removed.count { $0 == nil } == 1)
            #expect(removed.count { $0 == .noSuchLayout(known: ["grid", "other"]) } == 7)
            await #expect(throws: AdministrationError.layoutExists) {
                try await conference.keepLayout(.sample("another"), asNew: true)
            }
        }
    }

    /// What became of each of several that do the same at a time; nil: it was done.
    private static func outcomes(
        of count: Int,
        _ body: @escaping @Sendable (Int) async throws -> Void,
    ) async -> [AdministrationError?] {
        await withTaskGroup(of: AdministrationError?.self) { tasks in
            for number in 0..<count {
                tasks.addTask {
                    do {
                        try await body(number)
                        return nil
                    } catch {
                        return error as? AdministrationError
                    }
                }
            }
            return await tasks.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("What cannot be kept changes nothing")
    func jammed() async throws {
        let drawer = LayoutDrawer()
        try await QuietHouse.open(storage: drawer) { conference in
            let isNew = try await conference.keepLayout(.sample("own"), asNew: false)
            #expect(isNew)
            #expect(await drawer.kept.keys.sorted() == ["own"])
            await drawer.jam("the disk is full")
            await #expect(throws: AdministrationError.notKept("the disk is full")) {
                try await conference.keepLayout(.sample("more"), asNew: false)
            }
            await #expect(throws: AdministrationError.notKept("the disk is full")) {
                try await conference.removeLayout("own")
            }
            #expect(conference.layouts.names == ["grid", "other", "own"])
        }
    }
}
