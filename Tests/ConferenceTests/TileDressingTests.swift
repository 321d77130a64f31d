import Compositing
import Conference
import Layout
import Media
import Testing

@Suite("What is painted on tiles")
struct TileDressingTests {
    private func tile(
        _ width: Int = 640,
        _ height: Int = 360,
        _ change: (inout PlacedTile) -> Void = { _ in },
    ) -> PlacedTile {
        let rect = PixelRect(x: 0, y: 0, width: width, height: height)
        var tile = PlacedTile(.participant("a"), slot: "main", rect: rect)
        tile.style.label = TileStyle.Label(text: "Ada", place: .bottomLeft, height: 20)
        change(&tile)
        return tile
    }

    private func state(_ change: (inout TileState) -> Void = { _ in }) -> TileState {
        var state = TileState()
        change(&state)
        return state
    }

    @Test("The name stands where the layout wants it, and says who is muted")
    func name() {
        let plain = TileDressing(tile(), state())
        let label = Artwork.label(
            text: "Ada",
            letterHeight: 20,
            maximumWidth: 640 - 2 * plain.padding,
            isMuted: false,
        )
        #expect(plain.items == [TileDressing.Item(label, at: .bottomLeft)])
        let muted = TileDressing(
            tile { $0.style.label?.place = .top },
            state { $0.isMuted = true },
        )
        #expect(muted.items.count == 1)
        #expect(muted.items.first?.place == .top)
        guard case .label(_, _, _, isMuted: true)? = muted.items.first?.artwork else {
            Issue.record("the label does not say that she is muted")
            return
        }
    }

    @Test("Without a label the muted one has a badge")
    func mutedWithoutName() {
        let bare = tile { $0.style.label = nil }
        #expect(TileDressing(bare, state()).items.isEmpty)
        let muted = TileDressing(bare, state { $0.isMuted = true })
        #expect(muted.items == [TileDressing.Item(.badge(.muted, height: 40), at: .bottomLeft)])
    }

    @Test("Of several troubles the worst is told, and the picture is grey while it is old")
    func troubles() {
        func told(_ change: (inout TileState) -> Void) -> (Artwork?, Bool) {
            let dressing = TileDressing(tile { $0.style.label = nil }, state(change))
            return (dressing.items.first?.artwork, dressing.look.isGrey)
        }
        #expect(told { $0.isWeak = true } == (.badge(.weakNetwork, height: 40), false))
        let frozen = told { state in
            state.isWeak = true
            state.frozenSeconds = 7
        }
        #expect(frozen == (.badge(.frozen(seconds: 7), height: 40), true))
        let lost = told { state in
            state.isReconnecting = true
            state.frozenSeconds = 7
        }
        #expect(lost == (.badge(.reconnecting, height: 40), true))
    }

    @Test("Who speaks has the line for that")
    func lines() {
        let framed = tile { tile in
            tile.style.idleBorder.width = 2
            tile.style.idleBorder.color = RGB(red: 1, green: 2, blue: 3)
            tile.style.speakingBorder.width = 5
            tile.style.speakingBorder.color = RGB(red: 200, green: 20, blue: 30)
        }
        let idle = TileDressing(framed, state()).look
        #expect(idle.borderWidth == 2)
        #expect(idle.borderColour == Colour(red: 1, green: 2, blue: 3))
        let speaking = TileDressing(framed, state { $0.isSpeaking = true }).look
        #expect(speaking.borderWidth == 6, "even, for the chroma samples")
        #expect(speaking.borderColour == Colour(red: 200, green: 20, blue: 30))
    }

    @Test(
        "The count of those who are not shown leaves the label free",
        arguments: [
            (.bottomLeft, .bottomRight), (.bottomRight, .topLeft),
        ] as [(SlotStyle.Label.Place, TileDressing.Place)],
    )
    func more(label: SlotStyle.Label.Place, expected: TileDressing.Place) {
        let last = tile { tile in
            tile.more = 12
            tile.style.label?.place = label
        }
        let item = TileDressing(last, state()).items.last
        #expect(item == TileDressing.Item(.badge(.more(12), height: 60), at: expected))
    }

    @Test("An image is one of the folder for that, and no other file of the machine")
    func images() {
        func items(_ name: String, _ folder: String?) -> [TileDressing.Item] {
            let rect = PixelRect(x: 0, y: 0, width: 64, height: 36)
            let tile = PlacedTile(.image(name), slot: "logo", rect: rect)
            return TileDressing(tile, state(), images: folder).items
        }
        let size = PixelSize(width: 64, height: 36)
        let logo = Artwork.image(path: "/data/layouts/logo.png", size: size, isCropped: true)
        #expect(
            items("logo.png", "/data/layouts") == [TileDressing.Item(logo, at: .middle)]
        )
        for name in ["../key.png", "/etc/passwd", "a/b.png", ".hidden.png", ".."] {
            #expect(items(name, "/data/layouts").isEmpty)
        }
        #expect(items("logo.png", nil).isEmpty)
    }

    @Test("Drawings lie inside their tile, on even samples, whatever their size")
    func corners() {
        let dressing = TileDressing(tile(), state())
        let size = PixelSize(width: 642, height: 362)
        let places: [TileDressing.Place] = [
            .topLeft, .top, .topRight, .bottomLeft, .bottom, .bottomRight, .middle,
        ]
        for place in places {
            for drawing in [PixelSize(width: 100, height: 30), PixelSize(width: 98, height: 34)] {
                let (x, y) = dressing.corner(of: drawing, at: place, in: size)
                #expect((x | y) & 1 == 0)
                #expect(x >= 0 && y >= 0)
                #expect(x + drawing.width <= size.width && y + drawing.height <= size.height)
            }
        }
    }
}
