import Media
import SecureTransport

/// Two ends of a handshake on a network that loses, repeats, cuts, changes and forges.
extension FuzzTarget {
    static func dtls(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        let isSound = input.choice(of: 16) != 0
        guard let client = try? end(.client, expecting: FuzzIdentities.server),
            let server = try? end(
                .server,
                expecting: isSound ? FuzzIdentities.client : FuzzIdentities.server,
            )
        else { return expect(false, "both ends can be made") }
        var world = DTLSWorld(client: client, server: server, isSound: isSound)
        while !input.isAtEnd { world.step(&input) }
    }

    private static func end(
        _ role: DTLSRole,
        expecting other: DTLSIdentity,
    ) throws(SecureTransportError) -> DTLSTransport {
        try DTLSTransport(
            role: role,
            identity: role == .client ? FuzzIdentities.client : FuzzIdentities.server,
            remoteFingerprint: other.fingerprint,
        )
    }
}

private struct DTLSWorld: ~Copyable {
    private static let times: [Interval] = [
        .milliseconds(1), .milliseconds(50), .milliseconds(200), .seconds(4),
    ]

    private var client: DTLSTransport
    private var server: DTLSTransport
    private let isSound: Bool
    private var now = Instant(nanoseconds: 1_000_000_000)
    private var toServer: [[UInt8]] = []
    private var toClient: [[UInt8]] = []
    private var clientKeys: SRTPKeys?
    private var serverKeys: SRTPKeys?

    init(client: consuming DTLSTransport, server: consuming DTLSTransport, isSound: Bool) {
        self.client = client
        self.server = server
        self.isSound = isSound
        self.client.start(now: now)
        collect()
    }

    mutating func step(_ input: inout FuzzInput) {
        switch input.choice(of: 8) {
        case 0: wait(input.element(of: Self.times))
        case 1: spoil(&input)
        case 2: forge(&input)
        case 3: lose(&input)
        case 4: talk(&input)
        default: deliver(repeated: false)
        }
        collect()
    }

    private mutating func wait(_ time: Interval) {
        now += time
        client.handleTimeout(now: now)
        server.handleTimeout(now: now)
    }

    private mutating func deliver(repeated: Bool) {
        if let datagram = toServer.first {
            if !repeated { toServer.removeFirst() }
            server.handle(datagram.span, now: now)
        }
        if let datagram = toClient.first {
            if !repeated { toClient.removeFirst() }
            client.handle(datagram.span, now: now)
        }
    }

    private mutating func lose(_ input: inout FuzzInput) {
        switch input.choice(of: 4) {
        case 0: if !toServer.isEmpty { toServer.removeFirst() }
        case 1: if !toClient.isEmpty { toClient.removeFirst() }
        case 2: deliver(repeated: true)
        default:
            toServer.reverse()
            toClient.reverse()
        }
    }

    /// Changes a byte of a datagram on its way, or cuts it off.
    private mutating func spoil(_ input: inout FuzzInput) {
        let goesToServer = input.flag()
        guard var datagram = goesToServer ? toServer.first : toClient.first else { return }
        let place = Int(input.uint16()) % datagram.count
        let change = input.byte()
        if change == 0 { datagram.removeLast(place) } else { datagram[place] ^= change }
        if goesToServer { toServer[0] = datagram } else { toClient[0] = datagram }
    }

    private mutating func forge(_ input: inout FuzzInput) {
        let goesToServer = input.flag()
        var datagram = input.bytes(atMost: Int(input.byte()))
        // A record whose outside is right.
        if input.flag() {
            let count = datagram.count
            let type: UInt8 = [20, 21, 22, 23][input.choice(of: 4)]
            let epoch = input.byte() & 1
            let header: [UInt8] = [
                type, 0xFE, 0xFD, 0, epoch, 0, 0, 0, 0, 0, input.byte(), 0, UInt8(count),
            ]
            datagram = header + datagram
        }
        if goesToServer {
            server.handle(datagram.span, now: now)
        } else {
            client.handle(datagram.span, now: now)
        }
    }

    private mutating func talk(_ input: inout FuzzInput) {
        let bytes = input.bytes(atMost: Int(input.byte()))
        if input.flag() { server.send(bytes.span) } else { client.send(bytes.span) }
        if input.choice(of: 64) == 63 { client.close() }
    }

    /// Takes what both ends send and tell.
    private mutating func collect() {
        var sent: [[UInt8]] = []
        while client.nextDatagram({ sent.append(Array(copying: $0)) }) {}
        toServer += sent
        sent = []
        while server.nextDatagram({ sent.append(Array(copying: $0)) }) {}
        toClient += sent
        for datagram in toServer + toClient {
            expect(datagram.count <= 1200, "a datagram is no longer than the MTU")
        }
        toServer = Array(toServer.suffix(32))
        toClient = Array(toClient.suffix(32))
        while let event = client.nextEvent() {
            if case .connected(let keys) = event { clientKeys = keys }
        }
        while let event = server.nextEvent() {
            if case .connected(let keys) = event { serverKeys = keys }
        }
        expect(serverKeys == nil || isSound, "a wrong certificate gets no keys")
        guard let clientKeys, let serverKeys else { return }
        expect(
            clientKeys.local == serverKeys.remote && clientKeys.remote == serverKeys.local
                && clientKeys.profile == serverKeys.profile,
            "both ends have the same keys",
        )
    }
}
