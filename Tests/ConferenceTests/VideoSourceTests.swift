import Codecs
import Compositing
import Layout
import Media
import Peer
import Scheduling
import Testing

@testable import Conference

/// A source on a lane, and an encoder before it.
private final class Camera {
    let source: VideoSource
    private let scheduler: Scheduler
    private var encoder: VP8Encoder?
    private var size = PixelSize(width: 0, height: 0)
    private var sent = 0

    init() throws {
        scheduler = try Scheduler()
        let lane = scheduler.makeLane(.video, name: "source")
        source = try VideoSource(lane: lane, lipSync: LipSync()) {}
        lane.attach(source)
    }

    deinit {
        source.lane.retire()
        scheduler.stop()
    }

    /// Sends a picture and waits until it has been decoded.
    ///
    /// - Parameter instant: when it arrives; nil: as at 30 frames a second from the clock's begin.
    func send(
        _ picture: Picture,
        _ orientation: PictureOrientation = .upright,
        at instant: Instant? = nil,
    ) async throws {
        let isNew = picture.size != size
        if isNew {
            size = picture.size
            encoder = try VP8Encoder(
                VP8EncoderConfiguration(size: size, bitRate: .kilobits(400))
            )
        }
        let timestamp = Int64(sent) * 3000
        try encoder?.encode(picture, timestamp: timestamp, forceKeyFrame: isNew) { coded, isKey in
            var unit = CodedUnit(
                kind: .video,
                timestamp: timestamp,
                instant: instant ?? Instant(nanoseconds: timestamp * 1_000_000 / 90),
            )
            unit.isKeyFrame = isKey
            unit.orientation = orientation
            let isWritten = source.inlet.ring.write(unit, payload: coded)
            #expect(isWritten)
        }
        sent += 1
        source.inlet.notify()
        // Awaited jobs and steps share the lane: this yields to the step, and does not sleep.
        while await source.decodedFrames < sent {}
    }
}

@Suite struct VideoSourceTests {
    private static func shape(_ width: Int, _ height: Int, _ fit: Fit = .cover) -> TileShape {
        TileShape(size: PixelSize(width: width, height: height), fit: fit)
    }

    /// More than its pools hold: a picture that is not given back is missed by then.
    @Test func everyPictureReachesEveryTileHoweverLongItGoesOn() async throws {
        let camera = try Camera()
        let queues = await camera.source.provide([Self.shape(64, 36), Self.shape(32, 18)])
        let picture = Picture(size: PixelSize(width: 64, height: 48))
        CanvasPainter(picture).fill(PixelRect(picture.size), .black)
        var shown: [TileShape: Instant] = [:]
        for frame in 0..<40 {
            try await camera.send(picture)
            for (shape, queue) in queues {
                let newest = try #require(queue.newest(notAfter: .distantFuture)).1
                if let before = shown[shape] { #expect(newest > before, "frame \(frame)") }
                shown[shape] = newest
            }
        }
    }

    /// Grey, and bright in one corner: clockwise from the upper left.
    private static func picture(_ width: Int, _ height: Int, corner: Int) -> Picture {
        let picture = Picture(size: PixelSize(width: width, height: height))
        let painter = CanvasPainter(picture)
        painter.fill(PixelRect(picture.size), Colour(y: 60, u: 128, v: 128))
        let side = min(width, height) / 2
        let corner = PixelRect(
            x: corner == 1 || corner == 2 ? width - side : 0,
            y: corner >= 2 ? height - side : 0,
            width: side,
            height: side,
        )
        painter.fill(corner, Colour(y: 220, u: 128, v: 128))
        return picture
    }

    private static func luma(_ picture: Picture, _ x: Int, _ y: Int) -> Int {
        picture.withLuma { Int($0[y * picture.yStrideBytes + x]) }
    }

    /// Which corner of the part of a tile is bright, all else being grey; nil if that is not so.
    private static func brightCorner(of tile: Picture, in part: PixelRect) -> Int? {
        let near = 4
        let places = [
            (part.x + near, part.y + near), (part.maxX - near, part.y + near),
            (part.maxX - near, part.maxY - near), (part.x + near, part.maxY - near),
        ]
        let values = places.map { luma(tile, $0.0, $0.1) }
        let bright = values.indices.filter { values[$0] > 190 }
        let grey = values.indices.filter { (40..<80).contains(values[$0]) }
        return bright.count == 1 && grey.count == 3 ? bright[0] : nil
    }

    /// A telephone: it is turned while it sends, then it sends what it has turned itself, in another
    /// size; at last it is another camera.
    @Test func whateverComesIsShownUprightAndNotStretched() async throws {
        let camera = try Camera()
        let shape = Self.shape(160, 90, .contain)
        let queue = try #require(await camera.source.provide([shape])[shape])
        let whole = PixelRect(x: 0, y: 0, width: 160, height: 90)
        // 9:16 of the height.
        let narrow = PixelRect(x: 54, y: 0, width: 50, height: 90)
        let steps: [(Picture, PictureOrientation, PixelRect, Int)] = [
            (Self.picture(192, 108, corner: 0), .upright, whole, 0),
            (
                Self.picture(192, 108, corner: 0),
                PictureOrientation(quarterTurns: 1), narrow, 1,
            ),
            (
                Self.picture(192, 108, corner: 1),
                PictureOrientation(quarterTurns: 2), whole, 3,
            ),
            (
                Self.picture(192, 108, corner: 0),
                PictureOrientation(quarterTurns: 3), narrow, 3,
            ),
            (Self.picture(108, 192, corner: 2), .upright, narrow, 2),
            (Self.picture(320, 180, corner: 3), .upright, whole, 3),
        ]
        for (index, (picture, orientation, part, corner)) in steps.enumerated() {
            // The encoder is given some time to draw what has changed.
            for _ in 0..<6 { try await camera.send(picture, orientation) }
            let tile = try #require(queue.newest(notAfter: .distantFuture)).0
            #expect(Self.brightCorner(of: tile, in: part) == corner, "step \(index)")
            guard part == narrow else { continue }
            #expect(Self.luma(tile, 20, 45) == 16 && Self.luma(tile, 140, 45) == 16)
        }
    }

    /// The picture that another tile is about to show is a picture.
    @Test func aNewTileShowsSomethingAtOnce() async throws {
        let camera = try Camera()
        let now = Instant(nanoseconds: 1_000_000_000)
        let (small, large) = (Self.shape(64, 36), Self.shape(128, 72))
        let before = try #require(await camera.source.provide([small])[small])
        try await camera.send(Self.picture(64, 36, corner: 0), at: now + .seconds(60))
        #expect(before.newest(notAfter: now) == nil)
        let after = try #require(await camera.source.provide([large])[large])
        let tile = try #require(after.newest(notAfter: now)).0
        #expect(Self.brightCorner(of: tile, in: PixelRect(tile.size)) == 0)
        // The next one replaces it when its time has come.
        try await camera.send(Self.picture(64, 36, corner: 0), at: now + .seconds(61))
        #expect(after.newest(notAfter: now)?.0 === tile)
        #expect(after.newest(notAfter: .distantFuture)?.0 !== tile)
    }
}
