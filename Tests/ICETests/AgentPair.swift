import Media

@testable import ICE

/// A client and a lite server with a network between them, in virtual time.
struct AgentPair {
    static let clientAddress = TransportAddress(ipv4: 0x0A00_0001, port: 40_000)
    static let otherClientAddress = TransportAddress(ipv4: 0x0A00_0002, port: 40_000)
    static let serverAddress = TransportAddress(ipv4: 0xC000_0201, port: 10_000)

    var network: VirtualNetwork
    var client: ICEControllingAgent<SplitMix64>
    var server: ICELiteAgent
    private(set) var now = Instant.after(0)
    private(set) var clientEvents: [ICEControllingAgent<SplitMix64>.Event] = []
    private(set) var serverOutcomes: [ICELiteAgent.Outcome] = []
    private(set) var serverEvents: [ICELiteAgent.Event] = []
    private var generator = SplitMix64(seed: 99)
    private(set) var clientCredentials: ICECredentials
    private(set) var serverCredentials: ICECredentials

    init(
        seed: UInt64 = 1,
        role: ICEControllingAgent<SplitMix64>.Role = .controlling,
        wrongPassword: Bool = false,
        clientAddresses: [TransportAddress] = [Self.clientAddress],
    ) {
        network = VirtualNetwork(seed: seed)
        clientCredentials = ICECredentials(using: &generator)
        serverCredentials = ICECredentials(using: &generator)
        let known = ICECredentials(
            usernameFragment: serverCredentials.usernameFragment,
            password: wrongPassword
                ? "wrongwrongwrongwrongwrong" : serverCredentials.password,
        )
        client = ICEControllingAgent(
            local: clientCredentials,
            remote: known,
            localAddresses: clientAddresses,
            role: role,
            generator: SplitMix64(seed: seed &+ 1000),
            now: now,
        )
        server = ICELiteAgent(credentials: serverCredentials, now: now)
        client.add(.host(Self.serverAddress))
    }

    /// New credentials on both sides, as an offer and its answer bring them.
    mutating func restart(server restartsServer: Bool = true) {
        clientCredentials = ICECredentials(using: &generator)
        serverCredentials = ICECredentials(using: &generator)
        client.restart(local: clientCredentials, remote: serverCredentials, now: now)
        client.add(.host(Self.serverAddress))
        if restartsServer { server.restart(credentials: serverCredentials, now: now) }
    }

    /// Goes from event to event until the condition holds or so much time has passed.
    mutating func run(
        _ milliseconds: Int,
        until condition: (AgentPair) -> Bool = { _ in false },
    ) {
        let end = now + .milliseconds(milliseconds)
        while !condition(self) {
            let next = [network.nextArrival, client.deadline, server.deadline].compactMap { $0 }
            guard let earliest = next.min(), earliest <= end else { break }
            now = max(now, earliest)
            step()
        }
        if !condition(self) { now = max(now, end) }
    }

    private mutating func step() {
        var sent: [(bytes: [UInt8], path: TransportPath)] = []
        while let datagram = network.take(now: now) {
            if datagram.path.local == Self.serverAddress {
                let path = datagram.path
                let outcome = server.handle(datagram.bytes.span, on: path, now: now) {
                    sent.append(($0.array, path))
                }
                serverOutcomes.append(outcome)
            } else {
                client.handle(datagram.bytes.span, on: datagram.path, now: now) {
                    sent.append(($0.array, $1))
                }
            }
        }
        if let event = server.handleTimeout(now: now) { serverEvents.append(event) }
        client.handleTimeout(now: now) { sent.append(($0.array, $1)) }
        while let event = client.nextEvent() { clientEvents.append(event) }
        for item in sent { network.send(item.bytes.span, from: item.path, now: now) }
    }

    static func clientPath(_ address: TransportAddress = clientAddress) -> TransportPath {
        TransportPath(local: address, remote: serverAddress)
    }

    static func serverPath(_ address: TransportAddress = clientAddress) -> TransportPath {
        TransportPath(local: serverAddress, remote: address)
    }
}
