import Codecs
import Compositing
import Layout
import Media
import Peer
import Scheduling
import Testing

@testable import Conference

@Suite struct VideoSourceTests {
    /// More than its pools hold: a picture that is not given back is missed by then.
    private static let frames = 40
    private static let frameTicks: Int64 = 3000

    @Test func everyPictureReachesEveryTileHoweverLongItGoesOn() async throws {
        let scheduler = try Scheduler()
        defer { scheduler.stop() }
        let lane = scheduler.makeLane(.video, name: "source")
        let source = try VideoSource(lane: lane, lipSync: LipSync()) {}
        lane.attach(source)
        defer { lane.retire() }
        let shapes: Set = [
            TileShape(size: PixelSize(width: 64, height: 36), fit: .cover),
            TileShape(size: PixelSize(width: 32, height: 18), fit: .cover),
        ]
        let queues = await source.provide(shapes)

        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(
                size: PixelSize(width: 64, height: 48),
                bitRate: BitRate(bitsPerSecond: 200_000),
            )
        )
        let picture = Picture(size: PixelSize(width: 64, height: 48))
        CanvasPainter(picture).fill(PixelRect(picture.size), .black)
        var shown: [TileShape: Instant] = [:]
        for frame in 0..<Self.frames {
            let timestamp = Int64(frame) * Self.frameTicks
            try encoder.encode(picture, timestamp: timestamp, forceKeyFrame: frame == 0) {
                coded,
                isKey in
                var unit = CodedUnit(
                    kind: .video,
                    timestamp: timestamp,
                    instant: Instant(nanoseconds: timestamp * 1_000_000 / 90),
                )
                unit.isKeyFrame = isKey
                let isWritten = source.inlet.ring.write(unit, payload: coded)
                #expect(isWritten)
            }
            source.inlet.notify()
            // Awaited jobs and steps share the lane: this yields to the step, and does not sleep.
            while await source.decodedFrames <= frame {}
            for (shape, queue) in queues {
                let newest = try #require(queue.newest(notAfter: .distantFuture)).1
                if let before = shown[shape] { #expect(newest > before, "frame \(frame)") }
                shown[shape] = newest
            }
        }
    }
}
