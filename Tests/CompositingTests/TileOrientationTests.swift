import Glibc
import Media
import Testing

@testable import Compositing

@Suite("Pictures that are to be turned")
struct TileOrientationTests {
    static let orientations = [false, true].flatMap { isMirrored in
        (0..<4).map { PictureOrientation(quarterTurns: $0, isMirrored: isMirrored) }
    }

    private static func size(_ width: Int, _ height: Int) -> PixelSize {
        PixelSize(width: width, height: height)
    }

    /// Where the sample at a place of a turned plane stood before: one quarter turn after another.
    private static func place(
        _ x: Int,
        _ y: Int,
        in size: PixelSize,
        before orientation: PictureOrientation,
    ) -> (x: Int, y: Int) {
        var (x, y, size) = (x, y, size)
        for _ in 0..<orientation.quarterTurns {
            // Clockwise: the left column, upwards, has become the top row.
            (x, y) = (y, size.width - 1 - x)
            size = self.size(size.height, size.width)
        }
        return (orientation.isMirrored ? size.width - 1 - x : x, y)
    }

    /// What a camera sends that is to be turned so that this picture is seen; plane by plane.
    static func sent(_ shown: Picture, _ orientation: PictureOrientation) -> Picture {
        let picture = Picture(size: orientation.turned(shown.size))
        func copy(
            _ from: UnsafeMutablePointer<UInt8>,
            _ fromStride: Int,
            _ to: UnsafeMutablePointer<UInt8>,
            _ toStride: Int,
            _ size: PixelSize,
        ) {
            for y in 0..<size.height {
                for x in 0..<size.width {
                    let before = place(x, y, in: size, before: orientation)
                    to[before.y * toStride + before.x] = from[y * fromStride + x]
                }
            }
        }
        shown.withPlanes { from in
            picture.withPlanes { to in
                copy(from.y, from.yStrideBytes, to.y, to.yStrideBytes, shown.size)
                let (stride, toStride) = (from.chromaStrideBytes, to.chromaStrideBytes)
                copy(from.u, stride, to.u, toStride, shown.chromaSize)
                copy(from.v, stride, to.v, toStride, shown.chromaSize)
            }
        }
        return picture
    }

    /// Smooth, and another one however it is turned.
    private static func slopes(_ size: PixelSize) -> Picture {
        func part(_ position: Int, of extent: Int) -> Double {
            (Double(position) + 0.5) / Double(extent)
        }
        let chroma = size.chroma
        return Picture(
            size,
            y: { x, y in
                Int(40 + 120 * part(x, of: size.width) + 60 * part(y, of: size.height))
            },
            u: { x, y in
                Int(80 + 30 * part(x, of: chroma.width) + 60 * part(y, of: chroma.height))
            },
            v: { x, y in Int(160 - 60 * part(x, of: chroma.width) * part(y, of: chroma.height)) },
        )
    }

    private static func peakSignalToNoise(_ left: Picture, _ right: Picture) -> Double {
        let error = zip(left.samples, right.samples).reduce(0) { sum, pair in
            sum + (Int(pair.0) - Int(pair.1)) * (Int(pair.0) - Int(pair.1))
        }
        let mean = Double(max(error, 1)) / Double(left.samples.count)
        return 10 * log10(255 * 255 / mean)
    }

    @Test("A corner goes where the standard says")
    func corners() {
        // Bright in the upper left corner of what is sent.
        let sent = Picture(Self.size(16, 8), y: { x, y in x < 4 && y < 4 ? 235 : 16 })
        var scaler = TileScaler()
        func brightCorner(_ orientation: PictureOrientation) -> [Bool] {
            let tile = Picture(size: orientation.turned(sent.size))
            scaler.scale(sent, into: tile, fit: .cover, orientation: orientation)
            let (right, bottom) = (tile.size.width - 1, tile.size.height - 1)
            return [(0, 0), (right, 0), (right, bottom), (0, bottom)].map {
                tile.luma($0.0, $0.1) > 200
            }
        }
        // Clockwise from the upper left, as the turns are.
        for turns in 0..<4 {
            let corners = brightCorner(PictureOrientation(quarterTurns: turns))
            #expect(corners == (0..<4).map { $0 == turns })
            let mirrored = brightCorner(
                PictureOrientation(quarterTurns: turns, isMirrored: true)
            )
            #expect(mirrored == (0..<4).map { $0 == (turns + 1) % 4 })
        }
    }

    @Test("At 1:1 every sample goes to its place, for even and odd sides", arguments: orientations)
    func exact(orientation: PictureOrientation) {
        var generator = SplitMix64(seed: 2)
        var scaler = TileScaler()
        let sides = [1, 2, 3, 8, 15, 16, 33, 64]
        for width in sides {
            for height in sides {
                let shown = Picture(Self.size(width, height), using: &generator)
                let tile = Picture(size: shown.size)
                scaler.scale(
                    Self.sent(shown, orientation),
                    into: tile,
                    fit: .stretch,
                    orientation: orientation,
                )
                #expect(tile.samples == shown.samples, "\(width)×\(height)")
            }
        }
    }

    @Test(
        "A turned picture looks as one that was upright from the start",
        arguments: orientations,
        [TileFit.cover, .contain, .stretch],
    )
    func scaled(orientation: PictureOrientation, fit: TileFit) {
        var scaler = TileScaler()
        for shownSize in [Self.size(180, 320), Self.size(320, 180), Self.size(179, 321)] {
            let shown = Self.slopes(shownSize)
            let sent = Self.sent(shown, orientation)
            for tileSize in [Self.size(160, 90), Self.size(90, 160), Self.size(214, 120)] {
                let tile = Picture(size: tileSize)
                tile.fill(7)
                scaler.scale(sent, into: tile, fit: fit, orientation: orientation)
                let expected = Picture(size: tileSize)
                scaler.scale(shown, into: expected, fit: fit)
                let value = Self.peakSignalToNoise(tile, expected)
                #expect(value > 45, "\(shownSize) to \(tileSize)")
            }
        }
    }

    @Test("Turned back it is as before")
    func inverse() {
        for orientation in Self.orientations {
            let size = Self.size(5, 3)
            let turned = orientation.turned(size)
            for y in 0..<turned.height {
                for x in 0..<turned.width {
                    let before = Self.place(x, y, in: turned, before: orientation)
                    let after = Self.place(
                        before.x,
                        before.y,
                        in: size,
                        before: orientation.inverse,
                    )
                    #expect(after == (x, y))
                }
            }
        }
    }

    @Test("The part that is cut out stays inside, for all sizes")
    func parts() {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<4000 {
            func side() -> Int { Int.random(in: 1...2000, using: &generator) }
            let orientation = Self.orientations.randomElement(using: &generator) ?? .upright
            let sent = Self.size(side(), side())
            let shown = orientation.turned(sent)
            let tile = Self.size(side() / 2 * 2 + 2, side() / 2 * 2 + 2)
            let part = TileGeometry(source: shown, tile: tile, fit: .cover).source
            let before = part.beforeTurn(orientation, to: shown)
            #expect(PixelRect(sent).contains(before))
            #expect(before.size == orientation.turned(part.size))
            #expect(before.x % 2 == 0 && before.y % 2 == 0)
        }
    }

    @Test("Nothing behind a plane's last row is read or written, for any sizes")
    func bounds() throws {
        var generator = SplitMix64(seed: 6)
        let sides = [1, 2, 3, 6, 16, 17, 34, 62, 64, 65, 90, 128, 130, 320, 641]
        for _ in 0..<200 {
            func side() -> Int { sides.randomElement(using: &generator) ?? 2 }
            let orientation = Self.orientations.randomElement(using: &generator) ?? .upright
            let source = try GuardedPicture(Self.size(side(), side()))
            let target = try GuardedPicture(orientation.turned(source.planes.size))
            TileScaler.turn(source.planes, to: target.planes, orientation)
        }
    }
}
