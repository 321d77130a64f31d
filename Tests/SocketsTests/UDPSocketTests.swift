import CLinux
import ICE
import Peer
import Testing

@testable import Sockets

@Suite struct UDPSocketTests {
    private static let loopback = TransportAddress(ipv4: 0x7F00_0001, port: 0)

    private static func datagram(_ number: Int, length: Int) -> [UInt8] {
        (0..<length).map { UInt8(truncatingIfNeeded: $0 &+ number &* 31) }
    }

    private static func fill(
        _ batch: DatagramBatch,
        _ datagrams: [[UInt8]],
        _ path: TransportPath,
    ) {
        for datagram in datagrams {
            batch.append(on: path) { slot in
                for index in datagram.indices { slot[index] = datagram[index] }
                return datagram.count
            }
        }
    }

    private static let lengths: [[Int]] = [
        [1200], [1200, 1200, 1200], [1200, 1200, 300], [300, 1200, 1200], [1, 2, 3],
        Array(repeating: 1000, count: 64), [1200, 1200, 40, 40, 40, 1200],
        Array(repeating: 1472, count: 50),
    ]

    @Test(arguments: lengths, [true, false])
    func batchesArriveWholeAndInOrder(lengths: [Int], segments: Bool) throws {
        let sender = try UDPSocket(binding: Self.loopback)
        let receiver = try UDPSocket(binding: Self.loopback)
        sender.hasSegmentation = sender.hasSegmentation && segments
        let batch = DatagramBatch(capacity: 64)
        let datagrams = lengths.enumerated().map { Self.datagram($0, length: $1) }
        Self.fill(
            batch,
            datagrams,
            TransportPath(local: sender.address, remote: receiver.address),
        )
        var counters = SocketCounters()
        DatagramSender(capacity: 64).send(batch, from: SocketTable([sender]), counters: &counters)
        #expect(batch.isEmpty)
        #expect(receiver.testReceive(lengths.count) == datagrams)
        #expect(counters.datagramsSent == lengths.count)
        #expect(counters.bytesSent == lengths.reduce(0, +))
        #expect(counters.dropped == 0)
        if !sender.hasSegmentation { #expect(counters.segmentedSends == 0) }
    }

    @Test func runsOfEqualSizeGoOutInOnePiece() throws {
        let sender = try UDPSocket(binding: Self.loopback)
        guard sender.hasSegmentation else { return }
        let receivers = try (0..<2).map { _ in try UDPSocket(binding: Self.loopback) }
        let batch = DatagramBatch(capacity: 16)
        let datagrams = (0..<4).map { Self.datagram($0, length: $0 == 3 ? 100 : 1100) }
        for receiver in receivers {
            Self.fill(
                batch,
                datagrams,
                TransportPath(local: sender.address, remote: receiver.address),
            )
        }
        var counters = SocketCounters()
        DatagramSender(capacity: 16).send(batch, from: SocketTable([sender]), counters: &counters)
        #expect(counters.segmentedSends == 2)
        for receiver in receivers { #expect(receiver.testReceive(4) == datagrams) }
    }

    @Test func refusedDatagramStopsNothing() throws {
        let sender = try UDPSocket(binding: Self.loopback)
        let receiver = try UDPSocket(binding: Self.loopback)
        let batch = DatagramBatch(capacity: 16)
        let good = TransportPath(local: sender.address, remote: receiver.address)
        // Port 0 cannot be sent to; the other local address has no socket.
        let bad = TransportPath(local: sender.address, remote: Self.loopback)
        let foreign = TransportPath(
            local: TransportAddress(ipv4: 0xC000_0201, port: 1),
            remote: receiver.address,
        )
        Self.fill(batch, [[1]], good)
        Self.fill(batch, [[2]], bad)
        Self.fill(batch, [[3]], good)
        Self.fill(batch, [[4]], foreign)
        Self.fill(batch, [[5]], good)
        var counters = SocketCounters()
        DatagramSender(capacity: 16).send(batch, from: SocketTable([sender]), counters: &counters)
        #expect(receiver.testReceive(3) == [[1], [3], [5]])
        #expect(counters.datagramsSent == 3)
        #expect(counters[.sendFailed] == 2)
    }

    @Test func longDatagramIsKnownAsCutOff() throws {
        let sender = try UDPSocket(binding: Self.loopback)
        let receiver = try UDPSocket(binding: Self.loopback)
        #expect(sender.testSend([UInt8](repeating: 7, count: 3000), to: receiver.address))
        receiver.testWait()
        let slab = DatagramSlab()
        #expect(receiver.receive(into: slab) == 1)
        #expect(slab.isTruncated(0))
        #expect(slab.source(of: 0) == sender.address)
    }

    @Test func allAddressesShareOnePort() throws {
        let sockets = try UDPSocket.bindAll(InterfaceAddresses.current(), port: 0)
        let ports = Set(sockets.map(\.address.port))
        #expect(ports.count == 1)
        #expect(!ports.contains(0))
        #expect(sockets.contains { $0.address.host == "127.0.0.1" })
    }

    @Test func takenPortIsAnError() throws {
        let first = try UDPSocket(binding: Self.loopback)
        #expect(throws: SocketError.portInUse(first.address)) {
            _ = try UDPSocket.bindAll([Self.loopback], port: first.address.port)
        }
    }

    @Test func foreignAddressIsLeftOut() throws {
        let foreign = TransportAddress(ipv4: 0xC000_0201, port: 0)
        let sockets = try UDPSocket.bindAll([foreign, Self.loopback], port: 0)
        #expect(sockets.map(\.address.host) == ["127.0.0.1"])
        #expect(throws: SocketError.self) { _ = try UDPSocket.bindAll([foreign], port: 0) }
        #expect(throws: SocketError.noAddress) { _ = try UDPSocket.bindAll([], port: 0) }
    }

    @Test(arguments: [
        "127.0.0.1:1", "192.0.2.255:65535", "[2001:db8::ff00:1]:10000", "[::1]:9",
    ])
    func addressesSurviveTheSystem(text: String) throws {
        let address = try #require(TransportAddress(text))
        var system = address.system
        let read = withUnsafeBytes(of: &system.storage) { bytes in
            bytes.baseAddress.flatMap { TransportAddress(reading: $0) }
        }
        #expect(read == address)
    }
}
