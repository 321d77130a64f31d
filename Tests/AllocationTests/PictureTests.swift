import Codecs
import Compositing
import Media
import TestKit
import Testing

/// A frame of a picture on its way through a room allocates nothing: decoding, scaling, the tile's
/// queue, the canvas, encoding.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot))
struct PictureTests {
    private static let source = PixelSize(width: 640, height: 360)
    private static let canvas = PixelSize(width: 640, height: 360)

    /// By libyuv (a half), by libswscale (a third), and between bars; upright and to be turned.
    ///
    /// Between its exact ratios libyuv takes memory for a row by itself.
    @Test(
        arguments: [TileFit.cover, .contain],
        [PictureOrientation.upright, PictureOrientation(quarterTurns: 1, isMirrored: true)],
    )
    func throughARoom(fit: TileFit, orientation: PictureOrientation) throws {
        let frames = try Self.frames(120, keyFrameInterval: 30)
        var decoder = try VP8Decoder()
        var scaler = TileScaler()
        let sizes = [(320, 180), (212, 120), (160, 180)].map {
            orientation.turned(PixelSize(width: $0.0, height: $0.1))
        }
        let tiles = sizes.enumerated().map { index, size in
            let left = sizes[..<index].reduce(0) { $0 + $1.width }
            return Tile(
                PixelRect(
                    x: min(left, Self.canvas.width - size.width),
                    y: Self.canvas.height - size.height,
                    width: size.width,
                    height: size.height,
                )
            )
        }
        var composer = CanvasComposer(size: Self.canvas)
        var drawing = tiles.map { CanvasTile(rect: $0.rect, picture: nil) }
        let mailbox = CanvasMailbox()
        let ring = RecordRing(capacityBytes: 1 << 20)
        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: Self.canvas, bitRate: .kilobits(800))
        )
        Allocations.expectNone("a tick of a room's picture", warmUp: 60, rounds: 60) { round in
            let now = Instant(nanoseconds: Int64(round) * 33_000_000)
            let frame = frames[round % frames.count]
            let isShown = try? decoder.decode(frame.span) { planes in
                for tile in tiles {
                    tile.scale(planes, by: &scaler, fit: fit, orientation, at: now)
                }
                return true
            }
            if isShown != true { Issue.record("a frame was not decoded") }
            for index in tiles.indices {
                drawing[index].picture = tiles[index].queue.newest(notAfter: now)?.0
            }
            guard let composed = composer.compose(drawing) else { return }
            mailbox.put(
                ComposedCanvas(
                    picture: composed.picture,
                    timestamp: Int64(round) * 3000,
                    instant: now,
                    isChanged: composed.isChanged,
                )
            )
            guard let canvas = mailbox.take() else { return }
            try? encoder.encode(
                canvas.picture,
                timestamp: canvas.timestamp,
                forceKeyFrame: round % 30 == 0,
            ) { bytes, _ in
                let unit = CodedUnit(kind: .video, timestamp: 0, instant: now)
                ring.write(unit, payload: bytes)
            }
            while ring.read({ $1.count }) != nil {}
        }
    }

    /// Frames of a moving pattern; the first is a key frame.
    static func frames(_ count: Int, keyFrameInterval: Int) throws -> [[UInt8]] {
        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: source, bitRate: .kilobits(500))
        )
        let generator = PatternGenerator(size: source, u: 90, v: 160)
        let picture = Picture(size: source)
        var frames: [[UInt8]] = []
        for number in 0..<count {
            generator.draw(frame: number, into: picture)
            try encoder.encode(
                picture,
                timestamp: Int64(number) * 3000,
                forceKeyFrame: number % keyFrameInterval == 0,
            ) { bytes, _ in frames.append([UInt8](copying: bytes)) }
        }
        return frames
    }
}

/// A shape in which a source is wanted.
private final class Tile {
    let rect: PixelRect
    let queue = TileQueue()
    private var pool: PicturePool

    init(_ rect: PixelRect) {
        self.rect = rect
        pool = PicturePool(size: rect.size, capacity: 12)
    }

    func scale(
        _ planes: PicturePlanes,
        by scaler: inout TileScaler,
        fit: TileFit,
        _ orientation: PictureOrientation,
        at now: Instant,
    ) {
        guard let picture = pool.take() else {
            Issue.record("the pool is empty")
            return
        }
        scaler.scale(planes, into: picture, fit: fit, orientation: orientation)
        queue.push(picture, at: now)
    }
}
