import Compositing
import Media
import Testing

extension CanvasComposer {
    /// Composes, where a canvas must be free.
    fileprivate mutating func draw(
        _ tiles: [CanvasTile],
        background: Colour = .black,
    ) throws -> Frame {
        let frame = compose(tiles, background: background)
        return try #require(frame)
    }
}

@Suite("Canvas composer")
struct CanvasComposerTests {
    private static let size = PixelSize(width: 192, height: 108)

    /// Random scenes and pictures for a canvas.
    private struct Stage {
        var generator: SplitMix64
        var tiles: [CanvasTile] = []
        var background = Colour.black

        mutating func number(_ range: ClosedRange<Int>) -> Int {
            Int.random(in: range, using: &generator)
        }

        mutating func picture(for rect: PixelRect) -> Picture? {
            switch number(0...9) {
            case 0: return nil
            // A picture of the layout before, too small or too large.
            case 1:
                let size = PixelSize(width: number(1...100), height: number(1...60))
                return Picture(size, using: &generator)
            default: return Picture(rect.size, using: &generator)
            }
        }

        mutating func newScene() {
            tiles = (0..<number(0...5)).map { _ in
                let x = number(0...80) * 2
                let y = number(0...40) * 2
                let width = number(1...(CanvasComposerTests.size.width - x) / 2) * 2
                let height = number(1...(CanvasComposerTests.size.height - y) / 2) * 2
                let rect = PixelRect(x: x, y: y, width: width, height: height)
                var tile = CanvasTile(rect: rect, picture: picture(for: rect))
                tile.look = look()
                tile.overlays = overlays(for: rect)
                return tile
            }
        }

        mutating func look() -> TileLook {
            var look = TileLook()
            guard number(0...1) == 0 else { return look }
            look.radius = number(0...3) == 0 ? number(1...40) : 0
            look.borderWidth = number(0...3) * 2
            look.borderColour = Colour(y: UInt8(number(16...235)), u: 100, v: 180)
            look.opacity = number(0...3) == 0 ? UInt8(number(0...254)) : 255
            look.isGrey = number(0...4) == 0
            look.isMirrored = number(0...4) == 0
            return look
        }

        mutating func overlays(for rect: PixelRect) -> [PlacedOverlay] {
            (0..<max(0, number(-2...2))).map { _ in
                let size = PixelSize(width: number(1...20) * 2, height: number(1...10) * 2)
                return PlacedOverlay(
                    Overlay(size, using: &generator),
                    x: number(-10...rect.width / 2) * 2,
                    y: number(-6...rect.height / 2) * 2,
                )
            }
        }

        mutating func advance() {
            if number(0...19) == 0 { newScene() }
            if number(0...29) == 0 {
                background = Colour(y: UInt8(number(16...235)), u: 90, v: 160)
            }
            for index in tiles.indices where number(0...3) == 0 {
                switch number(0...5) {
                case 0: tiles[index].look = look()
                case 1: tiles[index].overlays = overlays(for: tiles[index].rect)
                default: tiles[index].picture = picture(for: tiles[index].rect)
                }
            }
        }
    }

    @Test(
        "What is drawn bit by bit is what would be drawn at once",
        arguments: [1, 2, 3, 4, 5, 6] as [UInt64],
    )
    func incremental(seed: UInt64) throws {
        var stage = Stage(generator: SplitMix64(seed: seed))
        var composer = CanvasComposer(size: Self.size)
        // What encoders still hold, and what it must look like until they let go.
        var held: [(picture: Picture, samples: [UInt8])] = []
        var starved = 0
        for _ in 0..<250 {
            stage.advance()
            if let frame = composer.compose(stage.tiles, background: stage.background) {
                var other = CanvasComposer(size: Self.size)
                let whole = try other.draw(stage.tiles, background: stage.background)
                // Not the samples themselves, of which a report would list all.
                let isSame = frame.picture.samples == whole.picture.samples
                #expect(isSame)
                if stage.number(0...1) == 0 {
                    held.append((frame.picture, frame.picture.samples))
                }
            } else {
                starved += 1
                #expect(Set(held.map { ObjectIdentifier($0.picture) }).count == 3)
            }
            for (picture, samples) in held {
                let isSame = picture.samples == samples
                #expect(isSame)
            }
            while held.count > stage.number(0...4) {
                held.remove(at: stage.number(0...held.count - 1))
            }
        }
        #expect(composer.starvedCount == starved)
        #expect(starved < 200)
    }

    @Test("Nothing new: the same canvas, said to be unchanged")
    func unchanged() throws {
        var stage = Stage(generator: SplitMix64(seed: 9))
        while stage.tiles.isEmpty { stage.newScene() }
        var composer = CanvasComposer(size: Self.size)
        let first = try composer.draw(stage.tiles)
        #expect(first.isChanged)
        for _ in 0..<5 {
            let again = try composer.draw(stage.tiles)
            #expect(!again.isChanged)
            #expect(again.picture === first.picture)
        }
        stage.tiles[0].picture = Picture(stage.tiles[0].rect.size, using: &stage.generator)
        #expect(try composer.draw(stage.tiles).isChanged)
    }

    @Test("An empty room is the background, drawn once")
    func empty() throws {
        var composer = CanvasComposer(size: Self.size)
        let slate = Colour(red: 0x10, green: 0x14, blue: 0x18)
        let frame = try composer.draw([], background: slate)
        #expect(frame.isChanged)
        #expect(frame.picture.luma(0, 0) == Int(slate.y))
        #expect(frame.picture.chroma(95, 53) == (Int(slate.u), Int(slate.v)))
        #expect(try !composer.draw([], background: slate).isChanged)
    }

    @Test("With all three canvases held nothing is drawn, and nothing is forgotten")
    func starvation() throws {
        var composer = CanvasComposer(size: Self.size)
        let rect = PixelRect(x: 10, y: 10, width: 20, height: 20)
        func tile(_ value: UInt8) -> [CanvasTile] {
            [CanvasTile(rect: rect, picture: Picture(rect.size, filledWith: value))]
        }
        var held: [Picture] = []
        for value in 1...3 as ClosedRange<UInt8> {
            held.append(try composer.draw(tile(value)).picture)
        }
        let last = tile(4)
        for _ in 0..<2 {
            let frame = composer.compose(last)
            #expect(frame == nil)
        }
        #expect(composer.starvedCount == 2)
        #expect(held.map { $0.luma(15, 15) } == [1, 2, 3])
        held.removeFirst()
        let frame = try composer.draw(last)
        #expect(frame.isChanged)
        #expect(frame.picture.luma(15, 15) == 4)
    }

    @Test("A canvas used again costs only what changed since it was drawn")
    func onlyChanges() throws {
        var composer = CanvasComposer(size: Self.size)
        let left = PixelRect(x: 0, y: 0, width: 96, height: 108)
        let right = PixelRect(x: 96, y: 0, width: 96, height: 108)
        var tiles = [
            CanvasTile(rect: left, picture: Picture(left.size, filledWith: 50)),
            CanvasTile(rect: right, picture: Picture(right.size, filledWith: 60)),
        ]
        // Nobody holds it, so that the same canvas comes back each time: a mark shows what is drawn.
        let canvas = try composer.draw(tiles).picture
        let identity = ObjectIdentifier(canvas)
        canvas.fill(200)
        _ = consume canvas
        tiles[1].picture = Picture(right.size, filledWith: 70)
        let frame = try composer.draw(tiles)
        #expect(ObjectIdentifier(frame.picture) == identity)
        #expect(frame.picture.luma(10, 10) == 200)
        #expect(frame.picture.luma(100, 10) == 70)
    }

    @Test("A picture that was shown last is not free for a pool to refill")
    func holdsPictures() throws {
        var composer = CanvasComposer(size: Self.size)
        var pool = PicturePool(size: PixelSize(width: 20, height: 20), capacity: 2)
        let rect = PixelRect(x: 0, y: 0, width: 20, height: 20)
        for value in 1...10 as ClosedRange<UInt8> {
            let free = pool.take()
            let picture = try #require(free)
            picture.fill(value)
            let frame = try composer.draw([CanvasTile(rect: rect, picture: picture)])
            #expect(frame.isChanged)
            #expect(frame.picture.luma(5, 5) == Int(value))
        }
    }
}
