import Compositing
import Media
import Testing

@Suite("Painting")
struct PaintingTests {
    private static let size = PixelSize(width: 160, height: 90)

    @Test("BT.601 limited range of the primary colours")
    func colours() {
        #expect(Colour(red: 0, green: 0, blue: 0) == .black)
        #expect(Colour(red: 255, green: 255, blue: 255) == Colour(y: 235, u: 128, v: 128))
        #expect(Colour(red: 255, green: 0, blue: 0) == Colour(y: 81, u: 90, v: 240))
        #expect(Colour(red: 0, green: 255, blue: 0) == Colour(y: 145, u: 54, v: 34))
        #expect(Colour(red: 0, green: 0, blue: 255) == Colour(y: 41, u: 240, v: 110))
    }

    @Test("A fill covers its rectangle and nothing else")
    func fill() {
        let canvas = Picture(Self.size, filledWith: 30)
        let rect = PixelRect(x: 10, y: 20, width: 34, height: 26)
        CanvasPainter(canvas).fill(rect, Colour(y: 100, u: 110, v: 120))
        for y in 0..<90 {
            for x in 0..<160 {
                let inside = (10..<44).contains(x) && (20..<46).contains(y)
                #expect(canvas.luma(x, y) == (inside ? 100 : 30))
                #expect(canvas.chroma(x / 2, y / 2) == (inside ? (110, 120) : (30, 30)))
            }
        }
    }

    @Test("A copy covers its place and nothing else")
    func copy() {
        var generator = SplitMix64(seed: 2)
        let canvas = Picture(Self.size, filledWith: 30)
        let tile = Picture(PixelSize(width: 50, height: 40), using: &generator)
        CanvasPainter(canvas).copy(tile, atX: 110, y: 50)
        for y in 0..<90 {
            for x in 0..<160 {
                let inside = x >= 110 && y >= 50
                #expect(canvas.luma(x, y) == (inside ? tile.luma(x - 110, y - 50) : 30))
                let chroma = inside ? tile.chroma((x - 110) / 2, (y - 50) / 2) : (30, 30)
                #expect(canvas.chroma(x / 2, y / 2) == chroma)
            }
        }
    }

    @Test(
        "The placeholder: symmetric, calm, a light figure in the middle",
        arguments: [
            (640, 360), (640, 720), (182, 102), (426, 240), (16, 16), (2, 2), (33, 7),
        ],
    )
    func placeholder(width: Int, height: Int) {
        let size = PixelSize(width: width, height: height)
        let picture = Picture(size: size)
        PlaceholderTile.draw(into: picture, seed: 7)
        for y in 0..<height {
            for x in 0..<width {
                #expect((16...180).contains(picture.luma(x, y)))
                #expect(picture.luma(x, y) == picture.luma(width - 1 - x, y))
                let (u, v) = picture.chroma(x / 2, y / 2)
                #expect((108...148).contains(u) && (108...148).contains(v))
            }
        }
        guard width > 100 else { return }
        #expect(picture.luma(width / 2, height / 2) > 140)
        #expect(picture.luma(1, 1) < 80)
    }

    @Test("The same person has the same placeholder, another a different tint")
    func seeds() {
        func draw(_ seed: UInt64) -> [UInt8] {
            let picture = Picture(size: Self.size)
            PlaceholderTile.draw(into: picture, seed: seed)
            return picture.samples
        }
        #expect(draw(1) == draw(1))
        #expect(Set((0..<20).map(draw)).count > 10)
    }
}
