import ICE
import Media
import Peer
import SDP
import SecureTransport
import Sockets
import TestKit

/// A shard on loopback, and the clock that it needs.
func makeShard(_ hosts: [String] = ["127.0.0.1"]) throws -> Shard {
    try Shard(
        ShardConfiguration(
            port: 0,
            addresses: hosts.compactMap { TransportAddress(host: $0, port: 0) },
        ),
        identity: DTLSIdentity(),
        wallClock: WallClock(
            anchor: Instant(nanoseconds: 0),
            unixNanoseconds: 1_750_000_000_000_000_000,
        ),
    )
}

/// What a peer on a shard tells, in its order.
final class EventLog: Sendable {
    private let stream: AsyncStream<PeerEvent>
    private let continuation: AsyncStream<PeerEvent>.Continuation

    init() { (stream, continuation) = AsyncStream.makeStream() }

    var record: @Sendable (PeerEvent) -> Void {
        { [continuation] event in continuation.yield(event) }
    }

    /// Waits for an event; gives what came before it.
    func wait(until matches: (PeerEvent) -> Bool) async -> [PeerEvent] {
        var seen: [PeerEvent] = []
        for await event in stream {
            if matches(event) { return seen }
            seen.append(event)
        }
        return seen
    }
}

/// The test's end of an inlet.
final class Sink: Sendable {
    let inlet: MediaInlet
    private let stream: AsyncStream<Void>

    init(_ kind: MediaKind) {
        let (stream, continuation) = AsyncStream<Void>.makeStream()
        self.stream = stream
        inlet = MediaInlet(kind: kind, capacityBytes: 8 << 20) { continuation.yield() }
    }

    /// Waits for so many units and gives the numbers in them, nil for a damaged one.
    func numbers(_ count: Int) async -> [Int?] {
        var numbers: [Int?] = []
        for await _ in stream {
            while let bytes = inlet.ring.read({ _, payload in payload.indices.map { payload[$0] } })
            {
                switch inlet.kind {
                case .audio: numbers.append(SyntheticAudio.number(of: bytes))
                case .video: numbers.append(SyntheticVideo.number(of: bytes))
                }
            }
            if numbers.count >= count { return numbers }
        }
        return numbers
    }
}

/// Two shards with a peer each, which call one another over real sockets.
struct ShardCall {
    static let serverPeer = PeerID(rawValue: 1)
    static let clientPeer = PeerID(rawValue: 2)

    let server: Shard
    let client: Shard
    let serverLog = EventLog()
    let clientLog = EventLog()
    let audio: TrackID
    let video: TrackID
    let clientParameters: PeerParameters
    let serverParameters: PeerParameters

    init(_ hosts: [String] = ["127.0.0.1"]) throws {
        server = try makeShard(hosts)
        client = try makeShard(hosts)
        var random = SecureRandom()
        var caller = ClientNegotiation(
            cname: "client",
            fingerprint: client.fingerprint,
            candidates: client.candidates,
            using: &random,
        )
        var callee = Negotiation(
            cname: "server",
            fingerprint: server.fingerprint,
            candidates: server.candidates,
            using: &random,
        )
        audio = caller.addSection(.audio)
        video = caller.addSection(.video)
        let (answer, parameters) = try callee.answer(offer: caller.offer())
        serverParameters = parameters
        clientParameters = try caller.accept(answer: answer)
    }

    /// Makes both peers and waits until both have their keys.
    func connect() async {
        server.add(Self.serverPeer, parameters: serverParameters, events: serverLog.record)
        client.add(Self.clientPeer, parameters: clientParameters, events: clientLog.record)
        _ = await serverLog.wait { $0 == .connected }
        _ = await clientLog.wait { $0 == .connected }
    }

    func stop() {
        client.stop()
        server.stop()
    }

    /// Writes units as a lane does: numbered from 0, 20 ms apart in media time.
    static func write(_ count: Int, to outlet: MediaOutlet, bytes: Int, from first: Int = 0) {
        for number in first..<first + count {
            let ticks: Int64 = outlet.kind == .audio ? 960 : 3000
            var unit = CodedUnit(
                kind: outlet.kind,
                timestamp: Int64(number) * ticks,
                instant: Instant(nanoseconds: Int64(number) * 20_000_000),
            )
            unit.isKeyFrame = outlet.kind == .video
            let payload =
                outlet.kind == .audio
                ? SyntheticAudio.packet(number: number, bytes: bytes)
                : SyntheticVideo.frame(number: number, isKeyFrame: true, bytes: bytes)
            outlet.ring.write(unit, payload: payload.span)
            outlet.notify()
        }
    }
}
