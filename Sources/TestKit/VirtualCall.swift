package import ICE
package import Media
package import Peer
package import SDP
import SecureTransport

/// A call between a client and a server of ours over an emulated network, in virtual time.
///
/// Signaling is instant and never lost; all else goes through the network.
package final class VirtualCall {
    package static let serverAddress = TransportAddress(ipv4: 0x0A00_0001, port: 10_000)
    package static let clientAddress = TransportAddress(ipv4: 0x0A00_0002, port: 40_000)

    /// What the parties of a call are like.
    package struct Setup {
        package var seed: UInt64 = 1
        package var sections: [(MediaKind, MediaDirection)] = [
            (.audio, .sendReceive), (.video, .sendReceive),
        ]
        package var policy = AnswerPolicy()
        package var impairment = Impairment.none
        /// How long the server waits for the first valid check.
        package var connectTimeout = ICELiteAgent.connectTimeout
        /// Changes the offer on its way to the server.
        package var editOffer: (String) -> String = { $0 }
        /// Changes the answer on its way to the client.
        package var editAnswer: (String) -> String = { $0 }

        package init() {}
    }

    package let simulation: Simulation
    package let client: PeerEndpoint
    package let server: PeerEndpoint
    package private(set) var clientNegotiation: ClientNegotiation
    package private(set) var serverNegotiation: Negotiation
    /// For whatever a test makes up.
    package var generator: SplitMix64
    private let setup: Setup

    /// Certificates are the slow part and no secret here: one for each side, for all calls.
    private static let identities = Result<(DTLSIdentity, DTLSIdentity), SecureTransportError> {
        () throws(SecureTransportError) in (try DTLSIdentity(), try DTLSIdentity())
    }

    package init(_ setup: Setup = Setup()) throws {
        self.setup = setup
        let simulation = Simulation(seed: setup.seed)
        simulation.network.impairAll(setup.impairment)
        var generator = SplitMix64(seed: setup.seed)
        let (clientIdentity, serverIdentity) = try Self.identities.get()
        var clientNegotiation = ClientNegotiation(
            cname: "client",
            fingerprint: clientIdentity.fingerprint,
            candidates: [.host(Self.clientAddress)],
            policy: setup.policy,
            using: &generator,
        )
        var serverNegotiation = Negotiation(
            cname: "server",
            fingerprint: serverIdentity.fingerprint,
            candidates: [.host(Self.serverAddress)],
            using: &generator,
        )
        for (kind, direction) in setup.sections {
            clientNegotiation.addSection(kind, direction: direction)
        }
        let offer = setup.editOffer(clientNegotiation.offer())
        var (answer, serverParameters) = try serverNegotiation.answer(
            offer: offer,
            using: &generator,
        )
        serverParameters.connectTimeout = setup.connectTimeout
        let clientParameters = try clientNegotiation.accept(answer: setup.editAnswer(answer))
        server = try PeerEndpoint(
            address: Self.serverAddress,
            parameters: serverParameters,
            identity: serverIdentity,
            wallClock: simulation.wallClock,
            seed: generator.next(),
            now: simulation.now,
        )
        client = try PeerEndpoint(
            address: Self.clientAddress,
            parameters: clientParameters,
            identity: clientIdentity,
            wallClock: simulation.wallClock,
            seed: generator.next(),
            now: simulation.now,
        )
        simulation.add(server)
        simulation.add(client)
        self.simulation = simulation
        self.clientNegotiation = clientNegotiation
        self.serverNegotiation = serverNegotiation
        self.generator = generator
    }

    package var now: Instant { simulation.now }

    package func run(for time: Interval) { simulation.run(for: time) }

    /// Lets time pass until both sides can send.
    ///
    /// - Returns: whether that happened within ten seconds.
    @discardableResult
    package func connect() -> Bool {
        simulation.run(atMost: .seconds(10)) {
            client.saw(.connected) && server.saw(.connected)
        }
    }

    /// Offers again after `change` and gives both sides the result.
    package func renegotiate(
        _ change: (inout ClientNegotiation, inout SplitMix64) -> Void
    ) throws {
        change(&clientNegotiation, &generator)
        let offer = setup.editOffer(clientNegotiation.offer())
        let (answer, parameters) = try serverNegotiation.answer(offer: offer, using: &generator)
        server.update(parameters, now: now)
        client.update(
            try clientNegotiation.accept(answer: setup.editAnswer(answer)),
            now: now,
        )
        flush()
    }

    /// What the server made of a fragment was not what it had to be.
    package struct UnexpectedOutcome: Error {}

    /// Restarts ICE by an exchange of fragments, as a PATCH of a session does.
    ///
    /// - Parameter answerDelay: how long the server's answer is on its way; nil: it is lost.
    package func restartICE(answerDelay: Interval? = .zero) throws {
        clientNegotiation.restartICE(using: &generator)
        let request = try TrickleFragment(parsing: clientNegotiation.fragment.text)
        let outcome = try serverNegotiation.take(request, using: &generator)
        guard case .restart(let answer, let parameters) = outcome else {
            throw UnexpectedOutcome()
        }
        server.update(parameters, now: now)
        flush()
        guard let answerDelay else { return }
        run(for: answerDelay)
        let response = try TrickleFragment(parsing: answer.text)
        client.update(
            try clientNegotiation.accept(response, for: client.peer.parameters),
            now: now,
        )
        flush()
    }

    /// Sends what waits after calls to the peers from outside.
    package func flush() {
        server.flush(into: &simulation.network, now: now)
        client.flush(into: &simulation.network, now: now)
    }

    /// Lets an endpoint send on every track that it may, from now on.
    package func startMedia(from endpoint: PeerEndpoint) -> SyntheticSource {
        let parameters = endpoint.peer.parameters
        let source = SyntheticSource(
            endpoint,
            audio: parameters.sendingTrack(.audio),
            video: parameters.sendingTrack(.video),
            start: now,
        )
        simulation.add(source)
        return source
    }

    /// Ends what `startMedia` began.
    package func stop(_ source: SyntheticSource) { simulation.remove(source) }

    /// Injects a datagram as if it came from an address.
    package func inject(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
    ) {
        simulation.network.send(bytes, from: source, to: destination, now: now)
    }
}
