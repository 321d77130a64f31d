import Compositing
import Media

/// Pictures of any size, as a decoder gives them and however they are to be turned, scaled into tiles of any even size.
extension FuzzTarget {
    static func tile(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        var scaler = TileScaler()
        for _ in 0..<8 where !input.isAtEnd {
            let isLarge = input.choice(of: 8) == 0
            let source = size(&input, limit: isLarge ? 4096 : 200)
            let target = size(&input, limit: 300)
            let even = PixelSize(
                width: max(2, target.width & ~1),
                height: max(2, target.height & ~1),
            )
            let fit = input.element(of: [TileFit.cover, .contain, .stretch])
            let turns = Int(input.choice(of: 8))
            let orientation = PictureOrientation(quarterTurns: turns, isMirrored: turns >= 4)
            let shown = orientation.turned(source)
            let geometry = TileGeometry(source: shown, tile: even, fit: fit)
            check(geometry, shown, even)
            let picture = Picture(size: source)
            CanvasPainter(picture).fill(PixelRect(source), Colour(y: 200, u: 90, v: 30))
            let tile = Picture(size: even)
            scaler.scale(picture, into: tile, fit: fit, orientation: orientation)
            expectColour(of: tile, geometry)
        }
    }

    /// Every sample that shows the source has its colour, and what is beside it is black.
    ///
    /// What libswscale averages over hundreds of samples it rounds as often.
    private static func expectColour(of tile: Picture, _ geometry: TileGeometry) {
        let shown = geometry.target
        let ratio = max(
            geometry.source.width / shown.width,
            geometry.source.height / shown.height,
        )
        let tolerance = 2 + ratio / 16
        tile.withLuma { luma in
            for row in 0..<tile.size.height {
                for column in 0..<tile.size.width {
                    let value = luma[row * tile.yStrideBytes + column]
                    let isShown =
                        (shown.y..<shown.maxY).contains(row)
                        && (shown.x..<shown.maxX).contains(column)
                    let distance = isShown ? abs(Int(value) - 200) : abs(Int(value) - 16)
                    expect(
                        distance <= (isShown ? tolerance : 0),
                        "a picture of one colour keeps it",
                    )
                }
            }
        }
    }

    private static func size(_ input: inout FuzzInput, limit: Int) -> PixelSize {
        PixelSize(
            width: 1 + Int(input.uint16()) % limit,
            height: 1 + Int(input.uint16()) % limit,
        )
    }

    private static func check(_ geometry: TileGeometry, _ source: PixelSize, _ tile: PixelSize) {
        expect(PixelRect(source).contains(geometry.source), "the part lies in the source")
        expect(PixelRect(tile).contains(geometry.target), "the target lies in the tile")
        expect(geometry.source.width > 0 && geometry.source.height > 0, "something is shown")
        expect(geometry.target.width > 0 && geometry.target.height > 0, "and has room")
        let origins = geometry.source.x | geometry.source.y | geometry.target.x | geometry.target.y
        expect(origins & 1 == 0, "origins are even")
    }
}
