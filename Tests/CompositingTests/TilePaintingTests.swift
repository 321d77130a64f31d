import Compositing
import Media
import Testing

@Suite("Painting of tiles")
struct TilePaintingTests {
    private static let canvas = PixelSize(width: 96, height: 64)
    private static let rect = PixelRect(x: 16, y: 8, width: 64, height: 48)
    private static let ground = Colour(y: 40, u: 120, v: 130)

    private func draw(_ tiles: CanvasTile...) throws -> Picture {
        var composer = CanvasComposer(size: Self.canvas)
        let frame = composer.compose(tiles, background: Self.ground)
        return try #require(frame).picture
    }

    /// A tile of one value in all planes.
    private func plain(_ value: UInt8, _ change: (inout TileLook) -> Void = { _ in }) -> CanvasTile
    {
        var tile = CanvasTile(
            rect: Self.rect,
            picture: Picture(Self.rect.size, filledWith: value),
        )
        change(&tile.look)
        return tile
    }

    @Test("A round corner shows the background outside its circle and the picture inside")
    func corners() throws {
        let radius = 20
        let picture = try draw(plain(200) { $0.radius = radius })
        for (x, y) in corner(radius) {
            let distance = hypotenuse(Double(x) + 0.5 - 20, Double(y) + 0.5 - 20)
            let found = fourCorners(x, y).map { picture.luma($0, $1) }
            if distance > Double(radius) + 0.5 {
                #expect(found == [40, 40, 40, 40], "\(x), \(y)")
            } else if distance < Double(radius) - 0.5 {
                #expect(found == [200, 200, 200, 200], "\(x), \(y)")
            } else {
                #expect(Set(found).count == 1 && (40...200).contains(found[0]), "\(x), \(y)")
            }
        }
        #expect(picture.luma(48, 8) == 200, "the edges between the corners are the picture's")
        #expect(picture.chroma(8, 4) == (120, 130))
        #expect(picture.chroma(24, 16) == (200, 200))
    }

    private func corner(_ radius: Int) -> [(Int, Int)] {
        (0..<radius).flatMap { y in (0..<radius).map { x in (x, y) } }
    }

    /// The samples that lie like this one in each corner of the tile.
    private func fourCorners(_ x: Int, _ y: Int) -> [(Int, Int)] {
        let rect = Self.rect
        let (left, right) = (rect.x + x, rect.maxX - 1 - x)
        let (top, bottom) = (rect.y + y, rect.maxY - 1 - y)
        return [(left, top), (right, top), (left, bottom), (right, bottom)]
    }

    private func hypotenuse(_ x: Double, _ y: Double) -> Double { (x * x + y * y).squareRoot() }

    @Test(
        "A line lies along the edge, inside the tile, as wide as it was asked for",
        arguments: [0, 16],
    )
    func line(radius: Int) throws {
        let tile = plain(200) { look in
            look.radius = radius
            look.borderWidth = 4
            look.borderColour = Colour(y: 100, u: 90, v: 80)
        }
        let picture = try draw(tile)
        let middle = (x: Self.rect.x + 32, y: Self.rect.y + 24)
        for depth in 0..<8 {
            let expected = depth < 4 ? 100 : 200
            #expect(picture.luma(Self.rect.x + depth, middle.y) == expected)
            #expect(picture.luma(Self.rect.maxX - 1 - depth, middle.y) == expected)
            #expect(picture.luma(middle.x, Self.rect.y + depth) == expected)
            #expect(picture.luma(middle.x, Self.rect.maxY - 1 - depth) == expected)
        }
        #expect(picture.chroma(Self.rect.x / 2 + 1, middle.y / 2) == (90, 80))
        #expect(picture.chroma(Self.rect.x / 2 + 2, middle.y / 2) == (200, 200))
        #expect(picture.luma(Self.rect.x - 1, middle.y) == 40)
        if radius == 0 { #expect(picture.luma(Self.rect.x, Self.rect.y) == 100) }
        if radius > 0 { #expect(picture.luma(Self.rect.x, Self.rect.y) == 40) }
    }

    @Test("Half seen: half of what lies below shines through", arguments: [0, 16])
    func opacity(radius: Int) throws {
        let below = plain(60)
        let picture = try draw(
            below,
            plain(200) { look in
                look.radius = radius
                look.opacity = 128
            },
        )
        let mean = 60 + (200 - 60) * 128 / 255
        #expect(abs(picture.luma(48, 32) - mean) <= 2)
        #expect(abs(picture.chroma(24, 16).u - mean) <= 2)
        let corner = picture.luma(Self.rect.x, Self.rect.y)
        #expect(radius == 0 ? abs(corner - mean) <= 2 : corner == 60)
    }

    @Test("Grey keeps the luma and loses the colour")
    func grey() throws {
        let picture = try draw(plain(200) { $0.isGrey = true })
        #expect(picture.luma(48, 32) == 200)
        #expect(picture.chroma(24, 16) == (128, 128))
    }

    @Test("A mirrored tile has its left on the right")
    func mirror() throws {
        var tile = plain(0)
        tile.picture = Picture(
            Self.rect.size,
            y: { x, _ in 20 + 3 * x },
            u: { x, _ in 20 + 6 * x },
        )
        tile.look.isMirrored = true
        let picture = try draw(tile)
        #expect(picture.luma(Self.rect.x, 32) == 20 + 3 * 63)
        #expect(picture.luma(Self.rect.maxX - 1, 32) == 20)
        #expect(picture.chroma(Self.rect.x / 2, 16).u == 20 + 6 * 31)
    }

    @Test("A picture of another size is scaled and cut, not distorted")
    func scaled() throws {
        var tile = plain(0)
        // A disc, as wide as it is high.
        tile.picture = Picture(
            PixelSize(width: 128, height: 48),
            y: { x, y in hypotenuse(Double(x) - 63.5, Double(y) - 23.5) < 16 ? 200 : 50 },
        )
        let picture = try draw(tile)
        let middle = (0..<64).filter { picture.luma(Self.rect.x + $0, Self.rect.y + 24) > 125 }
        let upright = (0..<48).filter { picture.luma(Self.rect.x + 32, Self.rect.y + $0) > 125 }
        #expect(abs(middle.count - 32) <= 2)
        #expect(abs(middle.count - upright.count) <= 2)
    }

    @Test("An overlay covers as much as it says, and nothing beyond its tile")
    func overlays() throws {
        var tile = plain(200)
        let size = PixelSize(width: 20, height: 10)
        let whole = Overlay(size, red: 255, green: 0, blue: 0, alpha: 255)
        let half = Overlay(size, red: 0, green: 0, blue: 0, alpha: 128)
        tile.overlays = [PlacedOverlay(whole, x: 54, y: 4), PlacedOverlay(half, x: -10, y: 30)]
        let picture = try draw(tile)
        let red = Colour(red: 255, green: 0, blue: 0)
        #expect(abs(picture.luma(Self.rect.maxX - 1, Self.rect.y + 5) - Int(red.y)) <= 1)
        #expect(
            abs(picture.chroma(Self.rect.maxX / 2 - 1, Self.rect.y / 2 + 3).v - Int(red.v)) <= 1
        )
        #expect(picture.luma(Self.rect.maxX, Self.rect.y + 5) == 40, "cut at the tile's edge")
        let mean = 200 + (16 - 200) * 128 / 255
        #expect(abs(picture.luma(Self.rect.x + 5, Self.rect.y + 35) - mean) <= 2)
        #expect(picture.luma(Self.rect.x - 1, Self.rect.y + 35) == 40)
        #expect(picture.luma(Self.rect.x + 12, Self.rect.y + 35) == 200)
    }

    @Test("A tile without a picture carries its overlays over what lies below")
    func bare() throws {
        let overlay = Overlay(
            PixelSize(width: 10, height: 10),
            red: 0,
            green: 0,
            blue: 0,
            alpha: 255,
        )
        let place = PixelRect(x: 0, y: 0, width: 40, height: 30)
        let bare = CanvasTile(
            rect: place,
            picture: nil,
            overlays: [PlacedOverlay(overlay, x: 20, y: 12)],
        )
        let picture = try draw(plain(200), bare)
        #expect(picture.luma(2, 2) == 40)
        #expect(picture.luma(18, 10) == 200)
        #expect(picture.luma(22, 14) == 16)
    }
}
