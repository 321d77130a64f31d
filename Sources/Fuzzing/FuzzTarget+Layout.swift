import FoundationEssentials
import Layout
import Media

/// Layout documents, and people placed by those that can be read.
extension FuzzTarget {
    static func layout(_ bytes: Span<UInt8>) {
        guard bytes.count > 4 else { return }
        let json = Data(Array(copying: bytes.extracting(4..<bytes.count)))
        guard let document = try? JSONDecoder().decode(LayoutDocument.self, from: json) else {
            return
        }
        guard let written = try? JSONEncoder().encode(document) else {
            return expect(false, "a document that was read can be written")
        }
        let again = try? JSONDecoder().decode(LayoutDocument.self, from: written)
        expect(again == document, "a document read, written and read again is the same")
        place(document, bytes)
    }

    /// People come and go, and the canvas changes.
    private static func place(_ document: LayoutDocument, _ bytes: Span<UInt8>) {
        let canvases = [
            PixelSize(width: 1280, height: 720), PixelSize(width: 160, height: 90),
            PixelSize(width: 3840, height: 2160), PixelSize(width: 90, height: 160),
        ]
        let canvas = canvases[Int(bytes[0]) % canvases.count]
        var previous: Scene?
        for count in [Int(bytes[1]) % 60, Int(bytes[2]) % 12, Int(bytes[3]) % 12] {
            let people = (0..<count).map { index in
                LayoutParticipant(id: String((index * 7 + Int(bytes[1])) % 61), hasVideo: true)
            }
            let scene = LayoutSolver.solve(
                document,
                canvas: canvas,
                participants: people,
                previous: previous,
            )
            check(scene, people: Set(people.map(\.id)))
            previous = scene
        }
    }

    private static func check(_ scene: Scene, people: Set<String>) {
        let canvas = PixelRect(scene.canvas)
        var standing: Set<String> = []
        for (index, tile) in scene.tiles.enumerated() {
            let rect = tile.rect
            expect(canvas.contains(rect), "a tile lies in the canvas")
            expect((rect.x | rect.y | rect.width | rect.height) & 1 == 0, "a tile is even")
            expect(rect.width > 0 && rect.height > 0, "a tile can be seen")
            expect(people.contains(tile.participant), "who stands there is present")
            expect(standing.insert(tile.participant).inserted, "nobody stands twice")
            for other in scene.tiles[..<index] where other.slot == tile.slot {
                expect(!other.rect.intersects(rect), "tiles of a slot do not overlap")
            }
        }
    }
}
