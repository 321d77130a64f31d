import Layout
import Media
import Testing

@Suite("Who stands in which slot")
struct SourceRuleTests {
    private static let canvas = PixelSize(width: 1280, height: 720)

    private static func slot(
        _ id: String,
        _ source: LayoutDocument.SourceRule...,
    ) -> LayoutDocument.Slot {
        LayoutDocument.Slot(id: id, area: .rect(.whole), source: source)
    }

    private static func grid(
        _ id: String,
        columns: Int,
        rows: Int = 1,
        _ source: LayoutDocument.SourceRule...,
    ) -> LayoutDocument.Slot {
        let grid = LayoutDocument.Grid(rect: .whole, shape: .fixed(columns: columns, rows: rows))
        return LayoutDocument.Slot(id: id, area: .grid(grid), source: source)
    }

    private static func document(_ slots: LayoutDocument.Slot...) -> LayoutDocument {
        LayoutDocument(name: "n", title: "n", variants: [LayoutDocument.Variant(slots: slots)])
    }

    /// People p0, p1, …; those who spoke, the last one first.
    private static func people(_ count: Int, spoke: [Int] = []) -> [LayoutParticipant] {
        (0..<count).map { number in
            var person = LayoutParticipant(id: "p\(number)", hasVideo: true)
            person.name = "P\(number)"
            person.speakingRank = spoke.firstIndex(of: number)
            return person
        }
    }

    private static func situation(_ people: [LayoutParticipant]) -> LayoutSituation {
        LayoutSituation(canvas: canvas, participants: people)
    }

    /// Who stands where, by slot, or by slot and cell where that is a grid.
    private static func places(_ scene: Scene) -> [String: String] {
        let counts = Dictionary(grouping: scene.tiles, by: \.slot).mapValues(\.count)
        return Dictionary(
            scene.tiles.map { tile in
                let isAlone = counts[tile.slot] == 1 && tile.cell == 0
                let place = isAlone ? tile.slot : "\(tile.slot).\(tile.cell + 1)"
                return (place, tile.participant ?? "-")
            },
            uniquingKeysWith: { "\($0) and \($1)" },
        )
    }

    private static func solve(
        _ document: LayoutDocument,
        _ situation: LayoutSituation,
        after previous: Scene? = nil,
    ) -> [String: String] {
        places(LayoutSolver.solve(document, situation, previous: previous))
    }

    @Test("The first rule that finds somebody wins; nobody stands twice")
    func order() {
        let document = Self.document(
            Self.slot("a", .pinned, .screen, .speaker),
            Self.slot("b", .speaker, .previousSpeaker),
            Self.slot("c", .role("host"), .tag("vip"), .id("p4"), .name("P0")),
        )
        var people = Self.people(5, spoke: [1, 2])
        #expect(Self.solve(document, Self.situation(people)) == ["a": "p1", "b": "p2", "c": "p4"])
        people[3].isSharing = true
        #expect(Self.solve(document, Self.situation(people)) == ["a": "p3", "b": "p1", "c": "p4"])
        people[1].isPinned = true
        people[0].tags = ["vip"]
        #expect(Self.solve(document, Self.situation(people)) == ["a": "p1", "b": "p2", "c": "p0"])
        people[2].role = "host"
        people[4].isPinned = true
        #expect(Self.solve(document, Self.situation(people)) == ["a": "p1", "b": "p2", "c": "p0"])
    }

    @Test("Somebody who is wanted in particular is left for that slot")
    func particular() {
        let document = Self.document(Self.slot("a", .others), Self.slot("b", .name("P0")))
        let situation = Self.situation(Self.people(2))
        #expect(Self.solve(document, situation) == ["a": "p1", "b": "p0"])
    }

    @Test("Recent speakers come in the order in which they spoke, the silent as they came")
    func recent() {
        let document = Self.document(
            Self.slot("main", .speaker, .others),
            Self.grid("strip", columns: 3, .recentSpeakers),
        )
        var scene = LayoutSolver.solve(
            document,
            Self.situation(Self.people(6)),
            previous: nil,
        )
        #expect(
            Self.places(scene)
                == ["main": "p0", "strip.1": "p1", "strip.2": "p2", "strip.3": "p3"]
        )
        #expect(scene.hidden == 2 && scene.tiles.last?.more == 2)
        // p5 speaks: it is large at once; who was large takes the first free place, and there is none.
        scene = LayoutSolver.solve(
            document,
            Self.situation(Self.people(6, spoke: [5])),
            previous: scene,
        )
        #expect(
            Self.places(scene)
                == ["main": "p5", "strip.1": "p1", "strip.2": "p2", "strip.3": "p3"]
        )
        // p4 speaks: p5 goes to the strip and takes the place of the last who never spoke.
        scene = LayoutSolver.solve(
            document,
            Self.situation(Self.people(6, spoke: [4, 5])),
            previous: scene,
        )
        #expect(
            Self.places(scene)
                == ["main": "p4", "strip.1": "p1", "strip.2": "p2", "strip.3": "p5"]
        )
    }

    @Test("A speaker who is already in the strip changes places with the one before")
    func exchange() {
        let document = Self.document(
            Self.slot("main", .speaker, .others),
            Self.grid("strip", columns: 3, .recentSpeakers),
        )
        let first = LayoutSolver.solve(
            document,
            Self.situation(Self.people(4, spoke: [0, 2])),
            previous: nil,
        )
        #expect(
            Self.places(first)
                == ["main": "p0", "strip.1": "p2", "strip.2": "p1", "strip.3": "p3"]
        )
        let after = Self.solve(
            document,
            Self.situation(Self.people(4, spoke: [1, 0, 2])),
            after: first,
        )
        #expect(after == ["main": "p1", "strip.1": "p2", "strip.2": "p0", "strip.3": "p3"])
    }

    @Test("People in single slots keep them; the last closes ranks where that is asked for")
    func singles() {
        let slots = (0..<4).map { Self.slot("s\($0)", .others) }
        var document = LayoutDocument(
            name: "n",
            title: "n",
            variants: [LayoutDocument.Variant(slots: slots)],
        )
        let first = LayoutSolver.solve(document, Self.situation(Self.people(4)), previous: nil)
        var fewer = Self.people(4)
        fewer.remove(at: 1)
        #expect(
            Self.solve(document, Self.situation(fewer), after: first)
                == ["s0": "p0", "s1": "p3", "s2": "p2"]
        )
        let keeping = slots.map { slot in
            var slot = slot
            slot.whenEmpty = .keep
            return slot
        }
        document.variants = [LayoutDocument.Variant(slots: keeping)]
        #expect(
            Self.solve(document, Self.situation(fewer), after: first)
                == ["s0": "p0", "s2": "p2", "s3": "p3"]
        )
    }

    @Test("A fixed grid that keeps its cells: who leaves leaves a hole, who comes fills it")
    func holes() {
        var slot = Self.grid("g", columns: 2, rows: 2, .others)
        slot.whenEmpty = .keep
        let document = Self.document(slot)
        let all = Self.people(5)
        let first = LayoutSolver.solve(document, Self.situation(Array(all[..<3])), previous: nil)
        #expect(
            first.tiles.map(\.rect)
                == Array(
                    CellGrid(area: PixelRect(Self.canvas), columns: 2, rows: 2, gap: 0).allCells[
                        ..<3
                    ]
                )
        )
        let second = LayoutSolver.solve(
            document,
            Self.situation([all[0], all[2]]),
            previous: first,
        )
        #expect(second.tiles.map(\.cell) == [0, 2])
        let third = LayoutSolver.solve(
            document,
            Self.situation([all[0], all[2], all[3], all[4]]),
            previous: second,
        )
        #expect(third.tiles.map(\.participant) == ["p0", "p3", "p2", "p4"])
    }

    @Test("A fixed grid that closes ranks centres what is left of it")
    func centred() {
        let document = Self.document(Self.grid("g", columns: 3, rows: 3, .others))
        let scene = LayoutSolver.solve(document, Self.situation(Self.people(4)), previous: nil)
        #expect(scene.tiles.map(\.rect.x) == [0, 426, 854, 426])
        #expect(scene.tiles.map(\.rect.y) == [120, 120, 120, 360])
    }

    @Test("Pictures stand in where nobody is, or always")
    func images() {
        var first = Self.slot("a", .speaker)
        first.whenEmpty = .image("closed.png")
        let document = Self.document(
            first,
            Self.slot("b", .image("logo.png")),
            Self.slot("c", .empty),
        )
        let scene = LayoutSolver.solve(document, Self.situation(Self.people(2)), previous: nil)
        #expect(scene.tiles.map(\.subject) == [.image("closed.png"), .image("logo.png")])
        #expect(scene.tiles.allSatisfy { $0.style.label == nil })
        #expect(scene.hidden == 2)
    }

    @Test("A slot that repeats shows somebody a second time and takes nobody away")
    func repeated() {
        var again = Self.slot("again", .speaker)
        again.repeats = true
        let document = Self.document(again, Self.grid("all", columns: 3, .others))
        let people = Self.people(3, spoke: [1])
        let scene = LayoutSolver.solve(document, Self.situation(people), previous: nil)
        #expect(
            Self.places(scene)
                == ["again": "p1", "all.1": "p0", "all.2": "p1", "all.3": "p2"]
        )
        #expect(scene.hidden == 0)
    }

    @Test("A viewer who has a slot of its own stands nowhere else")
    func viewer() {
        let document = Self.document(
            Self.slot("main", .speaker, .others),
            Self.slot("me", .self, .previousSpeaker),
        )
        var situation = Self.situation(Self.people(3, spoke: [1, 0]))
        #expect(Self.solve(document, situation) == ["main": "p1", "me": "p0"])
        situation.viewer = LayoutViewer(id: "p1")
        #expect(Self.solve(document, situation) == ["main": "p0", "me": "p1"])
        situation.viewer = LayoutViewer(id: "stranger")
        #expect(Self.solve(document, situation) == ["main": "p1", "me": "p0"])
    }

    @Test("Viewers who do not see themselves, or in the corner")
    func selfView() {
        var situation = Self.situation(Self.people(3))
        situation.viewer = LayoutViewer(id: "p1")
        situation.viewer.selfView = .exclude
        let excluded = LayoutSolver.solve(.grid, situation, previous: nil)
        #expect(excluded.tiles.map(\.participant) == ["p0", "p2"] && excluded.hidden == 0)
        situation.viewer.selfView = .corner
        let corner = LayoutSolver.solve(.grid, situation, previous: nil)
        #expect(corner.tiles.map(\.participant) == ["p0", "p2", "p1"])
        #expect(corner.tiles.last?.slot == LayoutDocument.selfViewSlot)
        #expect(corner.tiles.last?.style.mirror == true)
        #expect(corner.tiles.last.map { PixelRect(Self.canvas).contains($0.rect) } == true)
        // The participant's wish goes before the layout's.
        var document = LayoutDocument.grid
        document.selfView = .exclude
        situation.viewer.selfView = .include
        #expect(LayoutSolver.solve(document, situation, previous: nil).tiles.count == 3)
    }

    @Test("Pins put somebody into a slot or a cell before every rule")
    func pins() {
        let document = Self.document(
            Self.slot("main", .speaker, .others),
            Self.grid("strip", columns: 3, .recentSpeakers),
        )
        var situation = Self.situation(Self.people(4, spoke: [0]))
        situation.pins = ["main": "p2", "strip.3": "p0", "nowhere": "p1", "strip.9": "gone"]
        #expect(
            Self.solve(document, situation)
                == ["main": "p2", "strip.1": "p3", "strip.2": "p1", "strip.3": "p0"]
                || Self.solve(document, situation)
                    == ["main": "p2", "strip.1": "p1", "strip.2": "p3", "strip.3": "p0"]
        )
    }

    @Test("A screen is shown whole, in whichever slot")
    func screens() {
        var people = Self.people(2)
        people[1].isSharing = true
        let scene = LayoutSolver.solve(.grid, Self.situation(people), previous: nil)
        #expect(scene.tiles.map(\.fit) == [.cover, .contain])
    }

    @Test("Conditions: numbers, cameras, screens, the shape of the canvas, weak viewers")
    func conditions() {
        func variant(
            _ id: String,
            _ change: (inout LayoutDocument.Condition) -> Void,
        ) -> LayoutDocument.Variant {
            var condition = LayoutDocument.Condition()
            change(&condition)
            return LayoutDocument.Variant(when: condition, slots: [Self.slot(id, .others)])
        }
        let document = LayoutDocument(
            name: "n",
            title: "n",
            variants: [
                variant("weak") { $0.weak = true },
                variant("screen") { $0.screen = true },
                variant("portrait") { $0.portrait = true },
                variant("dark") { $0.videoParticipants = LayoutDocument.CountRange(0, to: 0) },
                variant("few") { $0.participants = LayoutDocument.CountRange(1, to: 2) },
                LayoutDocument.Variant(slots: [Self.slot("rest", .others)]),
            ],
        )
        func chosen(_ situation: LayoutSituation) -> String? {
            LayoutSolver.solve(document, situation, previous: nil).tiles.first?.slot
        }
        var situation = Self.situation(Self.people(3))
        #expect(chosen(situation) == "rest")
        situation.participants.removeLast()
        #expect(chosen(situation) == "few")
        for index in 0..<2 { situation.participants[index].hasVideo = false }
        #expect(chosen(situation) == "dark")
        situation.canvas = PixelSize(width: 720, height: 1280)
        #expect(chosen(situation) == "portrait")
        situation.participants[0].isSharing = true
        #expect(chosen(situation) == "screen")
        situation.viewer.isWeak = true
        #expect(chosen(situation) == "weak")
    }
}
