import Media
import SecureTransport

/// What a path does to datagrams.
struct Impairment {
    var loss = 0.0
    var duplication = 0.0
    var delay = Interval.milliseconds(10)
    /// A random part of this is added to each datagram's delay: reorders.
    var jitter = Interval.zero
}

/// Two associations, a path between them, and a clock that jumps.
final class DTLSPair {
    private struct Flying {
        var arrival: Instant
        var order: Int
        var toServer: Bool
        var bytes: [UInt8]
    }

    var client: DTLSTransport
    var server: DTLSTransport
    var clientEvents: [DTLSEvent] = []
    var serverEvents: [DTLSEvent] = []
    var now = Instant(nanoseconds: 1_000_000_000)
    var impairment: Impairment
    /// Says for each datagram (to the server?, its number in that direction) whether to lose it.
    var loses: (_ toServer: Bool, _ index: Int) -> Bool = { _, _ in false }
    /// Datagrams sent so far, to the client and to the server.
    var sent = (toClient: 0, toServer: 0)
    var longest = 0
    private var flying: [Flying] = []
    private var order = 0
    private var random: SplitMix64

    init(
        clientIdentity: DTLSIdentity,
        serverIdentity: DTLSIdentity,
        clientExpects: Fingerprint? = nil,
        serverExpects: Fingerprint? = nil,
        clientProfiles: [SRTPProfile] = SRTPProfile.preferred,
        serverProfiles: [SRTPProfile] = SRTPProfile.preferred,
        mtu: Int = 1200,
        impairment: Impairment = Impairment(),
        seed: UInt64 = 1,
    ) throws {
        client = try DTLSTransport(
            role: .client,
            identity: clientIdentity,
            remoteFingerprint: clientExpects ?? serverIdentity.fingerprint,
            mtu: mtu,
            profiles: clientProfiles,
        )
        server = try DTLSTransport(
            role: .server,
            identity: serverIdentity,
            remoteFingerprint: serverExpects ?? clientIdentity.fingerprint,
            mtu: mtu,
            profiles: serverProfiles,
        )
        self.impairment = impairment
        random = SplitMix64(seed: seed)
    }

    var clientKeys: SRTPKeys? { Self.keys(in: clientEvents) }
    var serverKeys: SRTPKeys? { Self.keys(in: serverEvents) }

    private static func keys(in events: [DTLSEvent]) -> SRTPKeys? {
        for case .connected(let keys) in events { return keys }
        return nil
    }

    func start() {
        client.start(now: now)
        server.start(now: now)
        collect()
    }

    /// Sends application data.
    func send(_ bytes: [UInt8], from role: DTLSRole) -> Bool {
        switch role {
        case .client: client.send(bytes.span)
        case .server: server.send(bytes.span)
        }
    }

    /// Puts a datagram on the path, unimpaired.
    func inject(_ bytes: [UInt8], toServer: Bool) {
        if toServer {
            server.handle(bytes.span, now: now)
        } else {
            client.handle(bytes.span, now: now)
        }
        collect()
    }

    /// Jumps to the next arrival or deadline; false if there is none before `end`.
    func step(until end: Instant) -> Bool {
        flying.sort { ($0.arrival, $0.order) < ($1.arrival, $1.order) }
        let deadlines = [client.deadline, server.deadline, flying.first?.arrival].compactMap(\.self)
        guard let next = deadlines.min(), next <= end else { return false }
        now = max(now, next)
        while let first = flying.first, first.arrival <= now {
            flying.removeFirst()
            if first.toServer {
                server.handle(first.bytes.span, now: now)
            } else {
                client.handle(first.bytes.span, now: now)
            }
        }
        client.handleTimeout(now: now)
        server.handleTimeout(now: now)
        collect()
        return true
    }

    func run(for duration: Interval) {
        let end = now + duration
        while step(until: end) {}
        now = end
    }

    /// Takes what both ends have to send and to say.
    func collect() {
        var toServer: [[UInt8]] = []
        while client.nextDatagram({ bytes in toServer.append(bytes.indices.map { bytes[$0] }) }) {}
        for bytes in toServer { send(bytes, toServer: true) }
        var toClient: [[UInt8]] = []
        while server.nextDatagram({ bytes in toClient.append(bytes.indices.map { bytes[$0] }) }) {}
        for bytes in toClient { send(bytes, toServer: false) }
        while let event = client.nextEvent() { clientEvents.append(event) }
        while let event = server.nextEvent() { serverEvents.append(event) }
    }

    private func send(_ bytes: [UInt8], toServer: Bool) {
        longest = max(longest, bytes.count)
        let index = toServer ? sent.toServer : sent.toClient
        if toServer { sent.toServer += 1 } else { sent.toClient += 1 }
        guard !loses(toServer, index) else { return }
        guard Double.random(in: 0..<1, using: &random) >= impairment.loss else { return }
        let isTwice = Double.random(in: 0..<1, using: &random) < impairment.duplication
        for _ in 0..<(isTwice ? 2 : 1) {
            let jitter = Int64.random(in: 0...impairment.jitter.nanoseconds, using: &random)
            let delay = impairment.delay + Interval(nanoseconds: jitter)
            order += 1
            flying.append(
                Flying(arrival: now + delay, order: order, toServer: toServer, bytes: bytes)
            )
        }
    }
}
