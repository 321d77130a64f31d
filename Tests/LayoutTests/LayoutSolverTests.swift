import Layout
import Media
import Testing

@Suite("Places of people")
struct LayoutSolverTests {
    private static let canvas = PixelSize(width: 1280, height: 720)

    private static func solve(
        _ ids: [String],
        after previous: Scene? = nil,
        _ document: LayoutDocument = .grid,
    ) -> Scene {
        let people = ids.map { LayoutParticipant(id: $0, hasVideo: true) }
        let situation = LayoutSituation(canvas: canvas, participants: people)
        return LayoutSolver.solve(document, situation, previous: previous)
    }

    private static func order(_ scene: Scene) -> [String] {
        scene.tiles.compactMap(\.participant)
    }

    @Test("Everybody gets a tile, in the order of coming, with the document's colours and fit")
    func first() {
        let scene = Self.solve(["ada", "bob", "cy"])
        #expect(Self.order(scene) == ["ada", "bob", "cy"])
        #expect(scene.canvas == Self.canvas)
        #expect(scene.background == RGB(red: 0x10, green: 0x14, blue: 0x18))
        #expect(scene.tiles.allSatisfy { $0.fit == .cover && $0.slot == "everybody" })
        let grid = AutomaticGrid(area: PixelRect(Self.canvas), count: 3)
        #expect(scene.tiles.map(\.rect) == grid.tiles)
        #expect(Self.solve([]).tiles.isEmpty)
    }

    @Test("Somebody without video has a place too; an id that comes twice has one")
    func placeholders() {
        let people = [
            LayoutParticipant(id: "a", hasVideo: false),
            LayoutParticipant(id: "b", hasVideo: true),
            LayoutParticipant(id: "a", hasVideo: true),
        ]
        let situation = LayoutSituation(canvas: Self.canvas, participants: people)
        let scene = LayoutSolver.solve(.grid, situation, previous: nil)
        #expect(Self.order(scene) == ["a", "b"])
    }

    @Test("Joins and leaves of others move nobody while the rows and columns stay")
    func stable() {
        let six = Self.solve(["a", "b", "c", "d", "e", "f"])
        let without = Self.solve(["a", "b", "d", "e", "f"], after: six)
        #expect(Self.order(without) == ["a", "b", "f", "d", "e"])
        let again = Self.solve(["a", "b", "d", "e", "f", "g"], after: without)
        #expect(Self.order(again) == ["a", "b", "f", "d", "e", "g"])
        #expect(again.tiles.prefix(3) == without.tiles.prefix(3))
    }

    @Test("Who comes in the same moment as another leaves takes that place")
    func replaced() {
        let four = Self.solve(["a", "b", "c", "d"])
        let after = Self.solve(["a", "c", "d", "e"], after: four)
        #expect(Self.order(after) == ["a", "e", "c", "d"])
        #expect(after.tiles.map(\.rect) == four.tiles.map(\.rect))
    }

    @Test("Solving again changes nothing, however the people are listed")
    func idempotent() {
        let scene = Self.solve(["a", "b", "c", "d", "e"])
        #expect(Self.solve(["e", "d", "c", "b", "a"], after: scene) == scene)
    }

    @Test("A random sequence of joins and leaves: all have one place, few move")
    func sequence() {
        var generator = SplitMix64(seed: 5)
        var present: [String] = []
        var scene = Self.solve([])
        for number in 0..<600 {
            let before = scene
            let joins = present.count < 2 || (present.count < 49 && Bool.random(using: &generator))
            if joins {
                present.append("p\(number)")
            } else {
                present.remove(at: Int.random(in: present.indices, using: &generator))
            }
            scene = Self.solve(present, after: before)
            #expect(Set(Self.order(scene)) == Set(present))
            #expect(scene.tiles.count == present.count)
            if joins {
                expectUnmoved(before, by: scene)
            } else {
                // At most one changes its number in the row of people.
                let changed = zip(Self.order(before), Self.order(scene)).filter { $0 != $1 }
                #expect(changed.count <= 1)
            }
        }
    }

    /// A join leaves the order, and in full rows of an unchanged grid the very rectangles.
    private func expectUnmoved(_ before: Scene, by after: Scene) {
        #expect(Self.order(after).dropLast() == Self.order(before)[...])
        let area = PixelRect(Self.canvas)
        let old = AutomaticGrid(area: area, count: before.tiles.count)
        let new = AutomaticGrid(area: area, count: after.tiles.count)
        guard old.columns == new.columns, old.rows == new.rows else { return }
        let inFullRows = (new.rows - 1) * new.columns
        #expect(after.tiles.prefix(inFullRows) == before.tiles.prefix(inFullRows))
    }

    @Test("More than fit: those who stand stay, the next takes a place that comes free")
    func overflow() {
        let all = (0..<60).map { "p\($0)" }
        let full = Self.solve(all)
        #expect(Self.order(full) == Array(all[..<49]))
        #expect(
            full.hidden == 11 && full.tiles.map(\.more) == Array(repeating: 0, count: 48) + [11]
        )
        let after = Self.solve(all.filter { $0 != "p7" }, after: full)
        #expect(after.tiles.count == 49)
        #expect(after.tiles[7].participant == "p49")
        #expect(after.tiles.map(\.rect) == full.tiles.map(\.rect))
    }

    @Test("Gap and margin are parts of the canvas's width")
    func gaps() throws {
        var document = LayoutDocument.grid
        document.canvas.gap = try #require(LayoutLength("1/160"))
        document.canvas.margin = try #require(LayoutLength("10px"))
        let rects = Self.solve(["a", "b", "c", "d"], after: nil, document).tiles.map(\.rect)
        #expect(rects.map(\.x) == [10, 644, 10, 644])
        #expect(rects.map(\.maxX) == [636, 1270, 636, 1270])
        #expect(rects.map(\.y) == [10, 10, 364, 364])
        #expect(rects.map(\.maxY) == [356, 356, 710, 710])
    }

    @Test("A slot fills its rectangle, not the canvas")
    func slot() throws {
        var document = LayoutDocument.grid
        var left = LayoutRect.whole
        left.width = try #require(LayoutLength("1/2"))
        let area = LayoutDocument.Slot.Area.grid(LayoutDocument.Grid(rect: left))
        document.variants[0].content = .slots([
            LayoutDocument.Slot(id: "left", area: area, source: [.others])
        ])
        let rects = Self.solve(["a", "b"], after: nil, document).tiles.map(\.rect)
        #expect(rects.map(\.y) == [0, 360])
        #expect(
            rects.map(\.size) == Array(repeating: PixelSize(width: 640, height: 360), count: 2)
        )
    }
}
