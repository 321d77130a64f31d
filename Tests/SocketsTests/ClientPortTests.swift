import ICE
import Media
import Peer
import SecureTransport
import TestKit
import Testing

@testable import Sockets

/// Many clients of one server on one shard, each on a port of its own.
@Suite(.timeLimit(.minutes(1))) struct ClientPortTests {
    private static let loopback = TransportAddress(ipv4: 0x7F00_0001, port: 0)

    private static func makeClients() throws -> Shard {
        try Shard(
            ShardConfiguration(port: 0, addresses: []),
            identity: DTLSIdentity(),
            wallClock: WallClock(
                anchor: Instant(nanoseconds: 0),
                unixNanoseconds: 1_750_000_000_000_000_000,
            ),
        )
    }

    /// A client on a port of its own that has called the server.
    private static func call(
        _ number: UInt64,
        from clients: Shard,
        to server: Shard,
        impairment: LinkImpairment? = nil,
    ) async throws -> (track: TrackID, ports: [TransportAddress]) {
        let ports = try await clients.openPort(on: [loopback], impairment: impairment)
        var random = SecureRandom()
        var caller = ClientNegotiation(
            cname: "client",
            fingerprint: clients.fingerprint,
            candidates: ports.map { Candidate.host($0) },
            using: &random,
        )
        var callee = Negotiation(
            cname: "server",
            fingerprint: server.fingerprint,
            candidates: server.candidates,
            using: &random,
        )
        let track = caller.addSection(.audio)
        let (answer, serverParameters) = try callee.answer(offer: caller.offer())
        let (serverLog, clientLog) = (EventLog(), EventLog())
        let peer = PeerID(rawValue: number)
        server.add(peer, parameters: serverParameters, events: serverLog.record)
        clients.add(
            peer,
            parameters: try caller.accept(answer: answer),
            events: clientLog.record,
        )
        _ = await serverLog.wait { $0 == .connected }
        _ = await clientLog.wait { $0 == .connected }
        return (track, ports)
    }

    @Test func clientsOfOneServerAreToldApart() async throws {
        let server = try makeShard()
        let clients = try Self.makeClients()
        #expect(clients.addresses.isEmpty)
        var heard: [Sink] = []
        var ports: Set<TransportAddress> = []
        for number in 1...6 as ClosedRange<UInt64> {
            let (track, own) = try await Self.call(number, from: clients, to: server)
            ports.formUnion(own)
            let sink = Sink(.audio)
            clients.attach(sink.inlet, to: track, of: PeerID(rawValue: number))
            let outlet = server.makeOutlet(.audio, capacityBytes: 1 << 16)
            server.subscribe(PeerID(rawValue: number), track: track, to: outlet)
            ShardCall.write(5, to: outlet, bytes: 80, from: Int(number) * 100)
            heard.append(sink)
        }
        #expect(ports.count == 6)
        for (index, sink) in heard.enumerated() {
            #expect(await sink.numbers(5) == Array((index + 1) * 100..<(index + 1) * 100 + 5))
        }
        clients.stop()
        server.stop()
        #expect(clients.counters.dropped == 0)
    }

    @Test func closedPortIsFree() async throws {
        let clients = try Self.makeClients()
        let ports = try await clients.openPort(on: [Self.loopback])
        let port = try #require(ports.first)
        #expect(throws: SocketError.portInUse(port)) { try UDPSocket(binding: port) }
        clients.closePort(ports)
        _ = try await clients.openPort(on: [Self.loopback])
        #expect(try UDPSocket(binding: port).address == port)
        clients.stop()
    }

    @Test func portThatCannotBeOpenedIsAnError() async throws {
        let clients = try Self.makeClients()
        let foreign = TransportAddress(ipv4: 0x0808_0808, port: 0)
        await #expect(throws: SocketError.self) {
            try await clients.openPort(on: [Self.loopback, foreign])
        }
        clients.stop()
        await #expect(throws: SocketError.self) {
            try await clients.openPort(on: [Self.loopback])
        }
    }

    /// A handshake and media get through a network that loses, delays and limits.
    @Test func callOverABadNetwork() async throws {
        let server = try makeShard()
        let clients = try Self.makeClients()
        let bad = try LinkImpairment(parsing: "loss=10,delay=5,jitter=5,rate=5M")
        let (track, _) = try await Self.call(1, from: clients, to: server, impairment: bad)
        let sink = Sink(.audio)
        server.attach(sink.inlet, to: track, of: PeerID(rawValue: 1))
        let microphone = clients.makeOutlet(.audio, capacityBytes: 1 << 20)
        clients.subscribe(PeerID(rawValue: 1), track: track, to: microphone)
        var numbers: [Int?] = []
        var next = 0
        while numbers.count < 300 {
            ShardCall.write(20, to: microphone, bytes: 80, from: next)
            next += 20
            numbers += await sink.numbers(1)
        }
        #expect(numbers.count < next)
        #expect(numbers.allSatisfy { $0 != nil })
        clients.stop()
        server.stop()
    }
}
