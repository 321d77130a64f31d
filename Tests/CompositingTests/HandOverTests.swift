import Compositing
import Media
import Testing

@Suite("Hand-over of tiles and canvases")
struct HandOverTests {
    private static let size = PixelSize(width: 2, height: 2)

    private static func at(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 0) + .milliseconds(milliseconds)
    }

    @Test("A tick gets the newest tile that is due, again and again")
    func newest() throws {
        let queue = TileQueue()
        #expect(queue.newest(notAfter: Self.at(1000)) == nil)
        let tiles = (0..<3).map { _ in Picture(size: Self.size) }
        for (index, tile) in tiles.enumerated() { queue.push(tile, at: Self.at(100 + index * 33)) }
        #expect(queue.newest(notAfter: Self.at(99)) == nil)
        let ticks = [(100, 0), (132, 0), (133, 1), (165, 1), (166, 2), (9000, 2), (110, 0)]
        for (tick, expected) in ticks {
            let (tile, instant) = try #require(queue.newest(notAfter: Self.at(tick)))
            #expect(tile === tiles[expected])
            #expect(instant == Self.at(100 + expected * 33))
        }
        queue.removeAll()
        #expect(queue.newest(notAfter: Self.at(9000)) == nil)
    }

    @Test("The last six stay")
    func capacity() throws {
        let queue = TileQueue()
        let tiles = (0..<20).map { _ in Picture(size: Self.size) }
        for (index, tile) in tiles.enumerated() { queue.push(tile, at: Self.at(index * 10)) }
        #expect(queue.newest(notAfter: Self.at(139)) == nil)
        #expect(try #require(queue.newest(notAfter: Self.at(140))).0 === tiles[14])
        #expect(try #require(queue.newest(notAfter: Self.at(500))).0 === tiles[19])
    }

    @Test("A tile to be shown earlier replaces those after it")
    func clockStep() throws {
        let queue = TileQueue()
        let tiles = (0..<4).map { _ in Picture(size: Self.size) }
        for (tile, time) in zip(tiles, [100, 133, 166, 120]) {
            queue.push(tile, at: Self.at(time))
        }
        #expect(try #require(queue.newest(notAfter: Self.at(110))).0 === tiles[0])
        #expect(try #require(queue.newest(notAfter: Self.at(500))).0 === tiles[3])
    }

    @Test("What a queue has dropped is free again")
    func release() throws {
        let queue = TileQueue()
        var pool = PicturePool(size: Self.size, capacity: TileQueue.capacity + 1)
        for index in 0..<50 {
            let tile = pool.take()
            queue.push(try #require(tile), at: Self.at(index))
        }
    }

    private static func canvas(_ timestamp: Int64, isChanged: Bool) -> ComposedCanvas {
        ComposedCanvas(
            picture: Picture(size: size),
            timestamp: timestamp,
            instant: at(Int(timestamp)),
            isChanged: isChanged,
        )
    }

    @Test("A mailbox gives the latest canvas once and counts what was replaced")
    func mailbox() throws {
        let mailbox = CanvasMailbox()
        #expect(mailbox.take() == nil)
        for timestamp in 1...4 as ClosedRange<Int64> {
            mailbox.put(Self.canvas(timestamp, isChanged: true))
        }
        #expect(try #require(mailbox.take()).timestamp == 4)
        #expect(mailbox.take() == nil)
        #expect(mailbox.replacedCount == 3)
    }

    @Test("A change that was never taken stays a change")
    func missedChange() throws {
        let mailbox = CanvasMailbox()
        mailbox.put(Self.canvas(1, isChanged: true))
        mailbox.put(Self.canvas(2, isChanged: false))
        let missed = try #require(mailbox.take())
        #expect(missed.timestamp == 2 && missed.isChanged)
        mailbox.put(Self.canvas(3, isChanged: false))
        #expect(try !#require(mailbox.take()).isChanged)
    }
}
