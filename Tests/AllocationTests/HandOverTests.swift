import Compositing
import Media
import Peer
import Synchronization
import Testing

/// What passes from thread to thread allocates nothing.
@Suite(.enabled(if: Allocations.areCounted, Allocations.whyNot))
struct HandOverTests {
    @Test func codedUnits() {
        let inlet = MediaInlet(kind: .video, capacityBytes: 1 << 16) {}
        let payload = [UInt8](repeating: 7, count: 3000)
        let unit = CodedUnit(kind: .video, timestamp: 0, instant: Instant(nanoseconds: 0))
        Allocations.expectNone("a unit through a ring") { _ in
            for _ in 0..<4 { inlet.ring.write(unit, payload: payload.span) }
            inlet.notify()
            while inlet.ring.read({ unit, payload in payload.count }) != nil {}
        }
    }

    @Test func sound() {
        let ring = PCMRing(capacity: 4)
        Allocations.expectNone("a frame of sound through a ring") { round in
            ring.write(tick: Int64(round)) { frame in frame[0] = 1 }
            _ = ring.read { tick, frame in frame[0] }
        }
    }

    @Test func tiles() {
        var pool = PicturePool(size: PixelSize(width: 64, height: 36), capacity: 12)
        let queue = TileQueue()
        Allocations.expectNone("a tile through its queue") { round in
            let now = Instant(nanoseconds: Int64(round) * 33_000_000)
            guard let tile = pool.take() else { return }
            queue.push(tile, at: now)
            _ = queue.newest(notAfter: now)
        }
    }

    @Test func canvases() {
        let mailbox = CanvasMailbox()
        let picture = Picture(size: PixelSize(width: 64, height: 36))
        Allocations.expectNone("a canvas through its mailbox") { round in
            let canvas = ComposedCanvas(
                picture: picture,
                timestamp: Int64(round),
                instant: Instant(nanoseconds: 0),
                isChanged: true,
            )
            mailbox.put(canvas)
            mailbox.put(canvas)
            _ = mailbox.take()
        }
    }

    @Test func requests() {
        let outlet = MediaOutlet(kind: .video, capacityBytes: 4096) {}
        Allocations.expectNone("a request for a key frame") { _ in
            outlet.requestKeyFrame(newcomer: true)
            _ = outlet.takeKeyFrameRequest()
        }
    }
}
