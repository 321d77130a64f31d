import Glibc
import Media
import Testing

@testable import Compositing

@Suite("Tile geometry")
struct TileGeometryTests {
    private static func size(_ width: Int, _ height: Int) -> PixelSize {
        PixelSize(width: width, height: height)
    }

    @Test("Cover cuts two sides off evenly")
    func cover() {
        func crop(_ source: PixelSize, _ tile: PixelSize) -> PixelRect {
            TileGeometry(source: source, tile: tile, fit: .cover).source
        }
        #expect(
            crop(Self.size(640, 480), Self.size(640, 360))
                == PixelRect(x: 0, y: 60, width: 640, height: 360)
        )
        #expect(
            crop(Self.size(640, 360), Self.size(640, 720))
                == PixelRect(x: 160, y: 0, width: 320, height: 360)
        )
        #expect(
            crop(Self.size(1280, 720), Self.size(640, 360))
                == PixelRect(x: 0, y: 0, width: 1280, height: 720)
        )
        // Two samples off the exact ratio: the crop moves to where no scaling is needed.
        #expect(
            crop(Self.size(640, 360), Self.size(638, 358))
                == PixelRect(x: 0, y: 0, width: 638, height: 358)
        )
    }

    @Test("Contain leaves two equal bars")
    func contain() {
        let geometry = TileGeometry(
            source: Self.size(640, 480),
            tile: Self.size(640, 360),
            fit: .contain,
        )
        #expect(geometry.source == PixelRect(Self.size(640, 480)))
        #expect(geometry.target == PixelRect(x: 80, y: 0, width: 480, height: 360))
    }

    @Test("For all sizes: inside, even origin, and nearly the right aspect")
    func properties() {
        var generator = SplitMix64(seed: 3)
        for _ in 0..<20_000 {
            let source = Self.size(
                Int.random(in: 1...2000, using: &generator),
                Int.random(in: 1...2000, using: &generator),
            )
            let tile = Self.size(
                Int.random(in: 1...700, using: &generator) * 2,
                Int.random(in: 1...700, using: &generator) * 2,
            )
            let cover = TileGeometry(source: source, tile: tile, fit: .cover)
            #expect(PixelRect(source).contains(cover.source))
            #expect(cover.source.x % 2 == 0 && cover.source.y % 2 == 0)
            #expect(cover.source.width > 0 && cover.source.height > 0)
            #expect(cover.target == PixelRect(tile))
            // One side whole (or all but two samples), the other within two of the right length.
            let wide = Double(cover.source.height * tile.width) / Double(tile.height)
            let high = Double(cover.source.width * tile.height) / Double(tile.width)
            #expect(
                abs(Double(cover.source.width) - wide) <= 2 + 2 * wide / high
                    || abs(Double(cover.source.height) - high) <= 2 + 2 * high / wide
            )
            #expect(
                source.width - cover.source.width <= 2
                    || source.height - cover.source.height <= 2
            )
            let contain = TileGeometry(source: source, tile: tile, fit: .contain)
            #expect(PixelRect(tile).contains(contain.target))
            #expect(contain.target.x % 2 == 0 && contain.target.y % 2 == 0)
            #expect(contain.source == PixelRect(source))
        }
    }
}

@Suite("Tile scaler")
struct TileScalerTests {
    private static func size(_ width: Int, _ height: Int) -> PixelSize {
        PixelSize(width: width, height: height)
    }

    /// Smooth in both directions, so that every good scaler gives the same.
    private static func waves(_ size: PixelSize) -> Picture {
        func wave(_ position: Int, of extent: Int) -> Double {
            sin(2 * .pi * 2 * (Double(position) + 0.5) / Double(extent))
        }
        let chroma = self.size((size.width + 1) / 2, (size.height + 1) / 2)
        return Picture(
            size,
            y: { Int(126 + 50 * wave($0, of: size.width) + 50 * wave($1, of: size.height)) },
            u: { Int(128 + 60 * wave($0, of: chroma.width) + 20 * wave($1, of: chroma.height)) },
            v: { Int(128 + 20 * wave($0, of: chroma.width) + 60 * wave($1, of: chroma.height)) },
        )
    }

    private static func peakSignalToNoise(_ left: Picture, _ right: Picture) -> Double {
        let error = zip(left.samples, right.samples).reduce(0) { sum, pair in
            sum + (Int(pair.0) - Int(pair.1)) * (Int(pair.0) - Int(pair.1))
        }
        let mean = Double(max(error, 1)) / Double(left.samples.count)
        return 10 * log10(255 * 255 / mean)
    }

    @Test(
        "A smooth picture stays itself at every ratio, exact or not",
        arguments: [
            (640, 360, 640, 360), (640, 360, 320, 180), (640, 360, 160, 90), (640, 360, 480, 270),
            (640, 360, 426, 240), (1280, 720, 426, 240), (320, 180, 640, 360),
            (320, 180, 426, 240),
            (640, 360, 182, 102), (638, 358, 426, 240), (352, 288, 176, 144),
        ],
    )
    func ratios(width: Int, height: Int, toWidth: Int, toHeight: Int) {
        var scaler = TileScaler()
        let tile = Picture(size: Self.size(toWidth, toHeight))
        scaler.scale(Self.waves(Self.size(width, height)), into: tile, fit: .stretch)
        let value = Self.peakSignalToNoise(tile, Self.waves(tile.size))
        #expect(value > 48)
    }

    @Test("At 1:1 it is a copy, byte for byte, and at 1/2 the mean of four")
    func exact() {
        var generator = SplitMix64(seed: 1)
        var scaler = TileScaler()
        let source = Picture(Self.size(128, 96), using: &generator)
        let same = Picture(size: source.size)
        scaler.scale(source, into: same, fit: .cover)
        #expect(same.samples == source.samples)
        let half = Picture(size: Self.size(64, 48))
        scaler.scale(source, into: half, fit: .cover)
        for (x, y) in [(0, 0), (63, 47), (20, 30)] {
            let four = [(0, 0), (1, 0), (0, 1), (1, 1)].map {
                source.luma(2 * x + $0.0, 2 * y + $0.1)
            }
            #expect(abs(half.luma(x, y) * 4 - four.reduce(0, +)) <= 4)
        }
    }

    @Test("Cover shows the middle: the cut-off sides leave no trace")
    func cover() {
        // Black, but a white middle of the tile's aspect.
        let source = Picture(
            Self.size(640, 360),
            y: { x, _ in (220..<420).contains(x) ? 235 : 16 },
        )
        var scaler = TileScaler()
        for tileSize in [Self.size(180, 360), Self.size(90, 180), Self.size(120, 242)] {
            let tile = Picture(size: tileSize)
            scaler.scale(source, into: tile, fit: .cover)
            #expect(tile.samples.prefix(tileSize.area).allSatisfy { $0 == 235 })
        }
    }

    @Test("Contain shows all between black bars")
    func contain() {
        let source = Picture(Self.size(200, 200), filledWith: 180)
        var scaler = TileScaler()
        for tileSize in [Self.size(320, 180), Self.size(180, 320), Self.size(400, 200)] {
            let tile = Picture(size: tileSize)
            tile.fill(77)
            scaler.scale(source, into: tile, fit: .contain)
            let side = min(tileSize.width, tileSize.height)
            let bar = (tileSize.width - side) / 2
            let top = (tileSize.height - side) / 2
            for y in 0..<tileSize.height {
                for x in 0..<tileSize.width {
                    let inside = (bar..<bar + side).contains(x) && (top..<top + side).contains(y)
                    #expect(tile.luma(x, y) == (inside ? 180 : 16))
                    #expect(tile.chroma(x / 2, y / 2) == (inside ? (180, 180) : (128, 128)))
                }
            }
        }
    }

    @Test("Every sample of the tile is written, for any sizes")
    func complete() {
        var generator = SplitMix64(seed: 8)
        var scaler = TileScaler()
        let sides = [1, 2, 3, 5, 16, 17, 33, 64, 90, 129, 320, 641]
        for round in 0..<150 {
            func side() -> Int { sides.randomElement(using: &generator) ?? 1 }
            let source = Picture(Self.size(side(), side()), filledWith: 99)
            let tile = Picture(size: Self.size(side(), side()))
            let fit: TileFit = round % 2 == 0 ? .cover : .stretch
            tile.fill(7)
            scaler.scale(source, into: tile, fit: fit)
            // libswscale's rounding is off by two where one sample stands for 64.
            let wrong = tile.samples.first { abs(Int($0) - 99) > 2 }
            #expect(wrong == nil, "\(source.size) to \(tile.size), \(fit)")
        }
    }

    @Test("Many sizes in turn give what a fresh scaler gives")
    func contexts() {
        var generator = SplitMix64(seed: 4)
        var scaler = TileScaler()
        let sources = (0..<20).map { index in
            Picture(Self.size(40 + 6 * index, 30 + 4 * index), using: &generator)
        }
        for _ in 0..<80 {
            let source = sources[Int.random(in: 0..<20, using: &generator)]
            let tile = Picture(size: Self.size(30, 22))
            let fresh = Picture(size: tile.size)
            scaler.scale(source, into: tile, fit: .cover)
            var other = TileScaler()
            other.scale(source, into: fresh, fit: .cover)
            #expect(tile.samples == fresh.samples)
        }
    }

    @Test("Nothing behind a plane's last row is read or written, for any sizes")
    func bounds() throws {
        var generator = SplitMix64(seed: 6)
        var scaler = TileScaler()
        let sides = [2, 4, 6, 16, 18, 34, 62, 64, 66, 90, 128, 130, 320, 640]
        for _ in 0..<200 {
            func side() -> Int { sides.randomElement(using: &generator) ?? 2 }
            let source = try GuardedPicture(Self.size(side(), side()))
            let target = try GuardedPicture(Self.size(side(), side()))
            scaler.resize(source.planes, to: target.planes)
        }
    }
}

/// Planes with the rows of a `Picture`, each of which ends where memory ends.
final class GuardedPicture {
    struct NoMemory: Error {}

    let planes: PicturePlanes
    private var mappings: [(UnsafeMutableRawPointer, Int)] = []

    init(_ size: PixelSize) throws {
        let stride = (size.width + 63) / 64 * 64
        let chromaStride = ((size.width + 1) / 2 + 63) / 64 * 64
        var mappings: [(UnsafeMutableRawPointer, Int)] = []
        func map(_ bytes: Int) throws -> UnsafeMutablePointer<UInt8> {
            let page = 4096
            let usable = (bytes + page - 1) / page * page
            let flags = MAP_PRIVATE | MAP_ANONYMOUS
            let start = mmap(nil, usable + page, PROT_READ | PROT_WRITE, flags, -1, 0)
            guard let start, start != MAP_FAILED else { throw NoMemory() }
            mappings.append((start, usable + page))
            mprotect(start + usable, page, PROT_NONE)
            return (start + usable - bytes).assumingMemoryBound(to: UInt8.self)
        }
        planes = PicturePlanes(
            size: size,
            y: try map(stride * size.height),
            u: try map(chromaStride * ((size.height + 1) / 2)),
            v: try map(chromaStride * ((size.height + 1) / 2)),
            yStrideBytes: stride,
            chromaStrideBytes: chromaStride,
        )
        self.mappings = mappings
    }

    deinit { for (start, bytes) in mappings { munmap(start, bytes) } }
}
