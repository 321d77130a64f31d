import JSON
import Layout
import Media

/// Layout documents, and people placed by those that can be read.
extension FuzzTarget {
    static func layout(_ bytes: Span<UInt8>) {
        guard bytes.count > 4 else { return }
        do throws(LayoutFaults) {
            let text = Array(copying: bytes.extracting(4..<bytes.count))
            let document = try LayoutDocument.readAlone(text)
            let written = Array(document.json.lines.utf8)
            let again = try? LayoutDocument.readAlone(written)
            expect(again == document, "a document read, written and read again is the same")
            place(document, bytes)
        } catch {
            expect(!error.faults.isEmpty, "a document that is refused has a fault")
        }
    }

    /// People come and go, speak and share, and the canvas changes.
    private static func place(_ document: LayoutDocument, _ bytes: Span<UInt8>) {
        let canvases = [
            PixelSize(width: 1280, height: 720), PixelSize(width: 160, height: 90),
            PixelSize(width: 3840, height: 2160), PixelSize(width: 90, height: 160),
        ]
        let canvas = canvases[Int(bytes[0]) % canvases.count]
        let repeating = repeatingSlots(document)
        var previous: Scene?
        for count in [Int(bytes[1]) % 60, Int(bytes[2]) % 12, Int(bytes[3]) % 12] {
            let people = (0..<count).map { index in
                let id = String((index * 7 + Int(bytes[1])) % 61)
                var person = LayoutParticipant(id: id, hasVideo: index % 5 > 0)
                person.speakingRank = index % 3 == 1 ? index : nil
                person.isSharing = index == Int(bytes[2])
                return person
            }
            var situation = LayoutSituation(canvas: canvas, participants: people)
            situation.turn = count
            situation.isHeld = bytes[3] & 1 == 1
            let scene = LayoutSolver.solve(document, situation, previous: previous)
            check(scene, people: Set(people.map(\.id)), repeating)
            previous = scene
        }
    }

    /// The slots in which people may stand who stand elsewhere too.
    private static func repeatingSlots(_ document: LayoutDocument) -> Set<String> {
        var ids: Set<String> = []
        for variant in document.variants {
            guard case .slots(let slots) = variant.content else { continue }
            ids.formUnion(slots.filter(\.repeats).map(\.id))
        }
        return ids
    }

    private static func check(_ scene: Scene, people: Set<String>, _ repeating: Set<String>) {
        let canvas = PixelRect(scene.canvas)
        var standing: Set<String> = []
        var seen: Set<String> = []
        for (index, tile) in scene.tiles.enumerated() {
            let rect = tile.rect
            expect(canvas.contains(rect), "a tile lies in the canvas")
            expect((rect.x | rect.y | rect.width | rect.height) & 1 == 0, "a tile is even")
            expect(rect.width > 0 && rect.height > 0, "a tile can be seen")
            for other in scene.tiles[..<index] where other.slot == tile.slot {
                expect(!other.rect.intersects(rect), "tiles of a slot do not overlap")
            }
            guard let participant = tile.participant else { continue }
            expect(people.contains(participant), "who stands there is present")
            seen.insert(participant)
            guard !repeating.contains(tile.slot) else { continue }
            expect(standing.insert(participant).inserted, "nobody stands twice")
        }
        expect(seen.count + scene.hidden == people.count, "nobody is lost")
    }
}
