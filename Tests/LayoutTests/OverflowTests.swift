import Layout
import Media
import Testing

@Suite("More people than places, and numbers that flap")
struct OverflowTests {
    private static let canvas = PixelSize(width: 1280, height: 720)

    private static func document(columns: Int, rotates: Bool) -> LayoutDocument {
        let grid = LayoutDocument.Grid(rect: .whole, shape: .fixed(columns: columns, rows: 1))
        let slot = LayoutDocument.Slot(id: "g", area: .grid(grid), source: [.others])
        var document = LayoutDocument(
            name: "n",
            title: "n",
            variants: [LayoutDocument.Variant(slots: [slot])],
        )
        document.overflow.rotateSeconds = rotates ? 10 : nil
        return document
    }

    private static func situation(_ numbers: some Sequence<Int>) -> LayoutSituation {
        LayoutSituation(
            canvas: canvas,
            participants: numbers.map { LayoutParticipant(id: "p\($0)", hasVideo: true) },
        )
    }

    private static func shown(_ scene: Scene) -> Set<String> {
        Set(scene.tiles.compactMap(\.participant))
    }

    @Test("Everybody has its turn, as often as everybody else")
    func rotation() {
        let document = Self.document(columns: 3, rotates: true)
        var situation = Self.situation(0..<7)
        var scene = LayoutSolver.solve(document, situation, previous: nil)
        var turns: [String: Int] = [:]
        for turn in 0..<7 {
            situation.turn = turn
            scene = LayoutSolver.solve(document, situation, previous: scene)
            #expect(scene.tiles.count == 3 && scene.hidden == 4)
            // Within a turn nobody moves.
            #expect(LayoutSolver.solve(document, situation, previous: scene) == scene)
            for person in Self.shown(scene) { turns[person, default: 0] += 1 }
        }
        #expect(Set(turns.values) == [3] && turns.count == 7)
    }

    @Test("Without rotation, or with room for all, a turn changes nothing")
    func noRotation() {
        for (rotates, count) in [(false, 7), (true, 3)] {
            let document = Self.document(columns: 3, rotates: rotates)
            var situation = Self.situation(0..<count)
            let scene = LayoutSolver.solve(document, situation, previous: nil)
            situation.turn = 1
            let after = LayoutSolver.solve(document, situation, previous: scene)
            #expect(after.tiles == scene.tiles)
        }
    }

    @Test("Tiles lower than the slot's minimum are not drawn but counted")
    func minimumHeight() throws {
        var slot = LayoutDocument.Slot(
            id: "g",
            area: .grid(LayoutDocument.Grid(rect: .whole)),
            source: [.others],
        )
        slot.style.minHeight = try #require(LayoutLength("1/3"))
        let document = LayoutDocument(
            name: "n",
            title: "n",
            variants: [LayoutDocument.Variant(slots: [slot])],
        )
        let scene = LayoutSolver.solve(document, Self.situation(0..<20), previous: nil)
        #expect(scene.tiles.allSatisfy { $0.rect.height >= 240 })
        #expect(scene.tiles.count == 12 && scene.hidden == 8 && scene.tiles.last?.more == 8)
    }

    @Test("While a number is held the cells stay: a leaver's is free, a newcomer waits")
    func held() {
        var five = Self.situation(0..<5)
        let scene = LayoutSolver.solve(.grid, five, previous: nil)
        var four = Self.situation([0, 1, 3, 4])
        four.isHeld = true
        let without = LayoutSolver.solve(.grid, four, previous: scene)
        #expect(without.tiles == scene.tiles.filter { $0.participant != "p2" })
        five.isHeld = true
        #expect(LayoutSolver.solve(.grid, five, previous: without).tiles == scene.tiles)
        var six = Self.situation(0..<6)
        six.isHeld = true
        let waiting = LayoutSolver.solve(.grid, six, previous: scene)
        #expect(waiting.hidden == 1)
        #expect(waiting.tiles.map(\.rect) == scene.tiles.map(\.rect))
        six.isHeld = false
        #expect(LayoutSolver.solve(.grid, six, previous: waiting).tiles.count == 6)
        four.isHeld = false
        #expect(
            LayoutSolver.solve(.grid, four, previous: without).tiles.map(\.rect)
                == AutomaticGrid(area: PixelRect(Self.canvas), count: 4).tiles
        )
    }

    @Test("A new number counts after half a second, one that flaps does not")
    func hold() {
        func at(_ milliseconds: Int) -> Instant {
            Instant(nanoseconds: 0) + .milliseconds(milliseconds)
        }
        var hold = LayoutHold()
        func isHeld(_ count: Int, at milliseconds: Int) -> Bool {
            let counts = LayoutHold.Counts(participants: count, videoParticipants: count)
            return hold.isHeld(counts, now: at(milliseconds))
        }
        // The first people disturb nobody.
        #expect(!isHeld(4, at: 0) && hold.deadline == nil)
        #expect(isHeld(3, at: 1000) && hold.deadline == at(1500))
        #expect(!isHeld(4, at: 1400) && hold.deadline == nil)
        #expect(isHeld(3, at: 1450))
        #expect(isHeld(3, at: 1949))
        #expect(!isHeld(3, at: 1950))
        // Numbers that never rest count after two seconds.
        var time = 3000
        while isHeld(time / 100, at: time) { time += 100 }
        #expect(time == 5000)
        // When the last one leaves there is nothing to keep.
        #expect(!isHeld(0, at: 6000) && hold.deadline == nil)
    }
}
