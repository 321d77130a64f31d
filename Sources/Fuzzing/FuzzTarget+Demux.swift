import Media
import Peer

/// Raw datagrams at a peer whose client may or may not have shown itself.
extension FuzzTarget {
    static func demux(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        let flags = input.byte()
        let client = HostileClient(shape: Int(flags & 7))
        if flags & 8 != 0 { client.check(path: 0, flags: 4) }
        let before = client.peer.statistics.dropped.total
        var datagrams = 0
        while !input.isAtEnd {
            let kind = input.byte()
            var datagram = input.bytes(atMost: Int(input.byte()) + (kind & 1 == 0 ? 0 : 256))
            if kind & 0x30 != 0, !datagram.isEmpty {
                // The borders of the classes of RFC 7983 §7.
                let first: [UInt8] = [0, 1, 3, 4, 20, 22, 23, 63, 64, 127, 128, 191, 192]
                datagram[0] = first[Int(kind >> 4) % first.count]
            }
            if kind & 2 != 0, datagram.count >= 8 {
                datagram.replaceSubrange(4..<8, with: [0x21, 0x12, 0xA4, 0x42])
            }
            client.deliver(datagram, path: Int(kind >> 2 & 3))
            datagrams += 1
        }
        client.pass(.milliseconds(10))
        let statistics = client.peer.statistics
        expect(statistics.received.allSatisfy { $0.packets == 0 }, "no media without a handshake")
        expect(statistics.dropped.total - before <= datagrams, "a datagram is dropped once")
    }
}
