import JSON
import Layout
import Media
import Testing

@Suite("What holds for every layout, room and viewer")
struct LayoutPropertyTests {
    private static let shipped = LayoutCatalogue.shipped.names.compactMap {
        LayoutCatalogue.shipped[$0]
    }

    @Test("Random documents in random rooms that change", arguments: 0..<20)
    func random(seed: Int) {
        var random = RandomLayouts(seed: UInt64(seed))
        for _ in 0..<20 { follow(random.document(), &random) }
    }

    @Test("Shipped documents in random rooms that change", arguments: shipped)
    func shippedOnes(document: LayoutDocument) {
        var random = RandomLayouts(seed: 77)
        for _ in 0..<12 { follow(document, &random) }
    }

    /// A room over a few changes.
    private func follow(_ document: LayoutDocument, _ random: inout RandomLayouts) {
        var situation = random.situation()
        var scene: Scene?
        for _ in 0..<5 {
            let next = LayoutSolver.solve(document, situation, previous: scene)
            let faults = Self.faults(of: next, document, situation)
            #expect(faults.isEmpty, "\(faults): \(places(next)): \(document.json.lines)")
            let isSettled = LayoutSolver.solve(document, situation, previous: next) == next
            #expect(isSettled, "\(Self.difference(document, situation, next))")
            var joined = situation
            joined.participants.append(LayoutParticipant(id: "newcomer", hasVideo: true))
            let after = LayoutSolver.solve(document, joined, previous: next)
            // A pin to a cell that is only there with one more is obeyed then.
            let isUndisturbed = !situation.pins.isEmpty || isUndisturbed(next, by: after)
            #expect(isUndisturbed, "\(places(next)) → \(places(after)): \(document.json.lines)")
            situation = random.changed(situation)
            scene = next
        }
    }

    // MARK: What must hold for a scene, in words where it does not

    private static func faults(
        of scene: Scene,
        _ document: LayoutDocument,
        _ situation: LayoutSituation,
    ) -> [String] {
        let canvas = PixelRect(situation.canvas)
        var faults = scene.tiles.flatMap { tile in
            self.faults(of: tile, canvas).map { "\(tile.slot).\(tile.cell + 1) \($0)" }
        }
        let isSorted = zip(scene.tiles, scene.tiles.dropFirst()).allSatisfy { $0.z <= $1.z }
        if !isSorted { faults.append("a tile covers one that is above it") }
        for (slot, tiles) in Dictionary(grouping: scene.tiles, by: \.slot) {
            faults += self.faults(ofSlot: tiles).map { "\(slot): \($0)" }
        }
        return faults + Self.faults(ofPeople: scene, document, situation)
    }

    private static func faults(of tile: PlacedTile, _ canvas: PixelRect) -> [String] {
        let rect = tile.rect
        let shorter = min(rect.width, rect.height)
        let rules = [
            ("is outside the canvas", canvas.contains(rect)),
            ("is odd", (rect.x | rect.y | rect.width | rect.height) & 1 == 0),
            ("cannot be seen", shorter >= 2),
            ("is rounder than it can be", tile.style.radius * 2 <= shorter),
            ("has more line than picture", tile.style.idleBorder.width * 4 <= shorter),
            (
                "has a label that it cannot hold",
                tile.style.label.map { $0.height * 2 <= rect.height } ?? true,
            ),
        ]
        return rules.filter { !$0.1 }.map(\.0)
    }

    /// Tiles of one slot are disjoint and of one size; no cell is taken twice.
    private static func faults(ofSlot tiles: [PlacedTile]) -> [String] {
        var faults: [String] = []
        if Set(tiles.map(\.cell)).count < tiles.count { faults.append("a cell is taken twice") }
        for (index, tile) in tiles.enumerated() {
            let (size, first) = (tile.rect.size, tiles[0].rect.size)
            if abs(size.width - first.width) > 2 || abs(size.height - first.height) > 2 {
                faults.append("cells differ in size")
            }
            if tiles[..<index].contains(where: { $0.rect.intersects(tile.rect) }) {
                faults.append("cells overlap")
            }
        }
        return faults
    }

    /// Nobody twice, nobody lost.
    private static func faults(
        ofPeople scene: Scene,
        _ document: LayoutDocument,
        _ situation: LayoutSituation,
    ) -> [String] {
        let policy = situation.viewer.selfView ?? document.selfView ?? .include
        let viewer = situation.viewer.id
        var expected = Set(situation.participants.map(\.id))
        let isCounted = policy == .include || viewer.map { !expected.contains($0) } ?? true
        if !isCounted, let viewer { expected.remove(viewer) }
        let inCorner = scene.tiles.filter { $0.slot == LayoutDocument.selfViewSlot }
        let tiles = scene.tiles.filter { $0.slot != LayoutDocument.selfViewSlot }
        let shown = Set(tiles.compactMap(\.participant))
        let repeating = repeatingSlots(document)
        let once = tiles.filter { !repeating.contains($0.slot) }.compactMap(\.participant)
        let told = tiles.map(\.more).filter { $0 > 0 }
        let rules = [
            (
                "the corner is not as it should be",
                inCorner.count == (policy == .corner && !isCounted ? 1 : 0),
            ),
            ("somebody else is in the corner", inCorner.allSatisfy { $0.participant == viewer }),
            ("a stranger is shown", shown.isSubset(of: expected)),
            ("somebody is lost", shown.count + scene.hidden == expected.count),
            ("somebody is there twice", Set(once).count == once.count),
            ("the badge tells another number", told.isEmpty || told == [scene.hidden]),
        ]
        return rules.filter { !$0.1 }.map(\.0)
    }

    private static func repeatingSlots(_ document: LayoutDocument) -> Set<String> {
        var ids: Set<String> = []
        for variant in document.variants {
            switch variant.content {
            case .slots(let slots): ids.formUnion(slots.filter(\.repeats).map(\.id))
            case .use(_, let used?): ids.formUnion(repeatingSlots(used))
            case .use(_, nil): break
            }
        }
        return ids
    }

    private static func difference(
        _ document: LayoutDocument,
        _ situation: LayoutSituation,
        _ scene: Scene,
    ) -> String {
        let again = LayoutSolver.solve(document, situation, previous: scene)
        let moved = zip(scene.tiles, again.tiles).first { $0 != $1 }
        return "\(document.json.lines) held \(situation.isHeld), turn \(situation.turn), "
            + "\(scene.memory), \(again.memory), \(scene.tiles.count), \(again.tiles.count), "
            + "\(String(describing: moved))"
    }

    /// Whoever stood somewhere still stands there, unless another variant applies now.
    private func isUndisturbed(_ before: Scene, by after: Scene) -> Bool {
        guard before.hasSameVariant(as: after) else { return true }
        let places = Dictionary(
            after.tiles.map { (Place($0), $0.subject) },
            uniquingKeysWith: { first, _ in first },
        )
        let people = before.tiles.filter { $0.participant != nil }
        return people.allSatisfy { places[Place($0)] == $0.subject }
    }

    private func places(_ scene: Scene) -> String {
        scene.tiles.map { "\($0.slot).\($0.cell + 1) \($0.participant ?? "-")" }.joined(
            separator: ", "
        )
    }

    private struct Place: Hashable {
        let slot: String
        let cell: Int

        init(_ tile: PlacedTile) {
            slot = tile.slot
            cell = tile.cell
        }
    }

    @Test("A valid random document is read as it is written", arguments: 0..<4)
    func roundTrip(seed: Int) throws {
        var random = RandomLayouts(seed: UInt64(seed))
        var valid = 0
        for _ in 0..<200 {
            let document = random.document()
            guard let read = try? LayoutDocument.readAlone(Array(document.json.json.utf8)) else {
                continue
            }
            #expect(read == document)
            valid += 1
        }
        #expect(valid > 20)
    }
}
