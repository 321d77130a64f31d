import ICE
import Media
import Peer
import SDP
import SecureTransport
import TestKit
import Testing

/// What a session makes of the fragments that a client sends after its offer.
@Suite final class TricklingTests {
    private var generator = SplitMix64(seed: 3)
    private var client: ClientNegotiation
    private var server: Negotiation
    private let first: PeerParameters

    init() throws {
        let clientAddress = TransportAddress(ipv4: 0x0A00_0002, port: 40_000)
        client = ClientNegotiation(
            cname: "client",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [.host(clientAddress)],
            using: &generator,
        )
        client.addSection(.audio)
        client.addSection(.video)
        server = Negotiation(
            cname: "server",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [.host(TransportAddress(ipv4: 0x0A00_0001, port: 10_000))],
            using: &generator,
        )
        first = try server.answer(offer: client.offer(), using: &generator).parameters
    }

    private func take(
        _ change: (inout TrickleFragment) -> Void = { _ in }
    ) throws(NegotiationError) -> Negotiation.Trickled {
        var fragment = client.fragment
        change(&fragment)
        return try server.take(fragment, using: &generator)
    }

    private func refusal(
        _ change: (inout TrickleFragment) -> Void
    ) -> NegotiationError? {
        let before = server.iceSession
        do throws(NegotiationError) {
            _ = try take(change)
            return nil
        } catch {
            // What was in force stays so.
            #expect(server.iceSession == before)
            return error
        }
    }

    @Test func candidatesChangeNothing() throws {
        let before = server.iceSession
        guard case .candidates = try take() else {
            Issue.record("not a restart")
            return
        }
        guard
            case .candidates = try take({
                $0.usernameFragment = nil; $0.password = nil
            })
        else {
            Issue.record("not a restart")
            return
        }
        #expect(server.iceSession == before)
        #expect(server.iceSession == first.localCredentials.usernameFragment)
    }

    @Test func candidatesThatCannotBeUsedArePassedOver() throws {
        let names = "1 1 udp 1 4d1c8a4e-0a0a-4a4a-8a8a-111111111111.local 9 typ host"
        let tcp = "1 1 tcp 1 192.0.2.1 9 typ host tcptype active"
        let other = "1 1 sctp 1 192.0.2.1 9 typ host"
        let outcome = try take { $0.sections[0].candidates = [names, tcp, other] }
        guard case .candidates = outcome else {
            Issue.record("not a restart")
            return
        }
    }

    @Test func aRestartChangesTheTransportAlone() throws {
        client.restartICE(using: &generator)
        guard case .restart(let answer, let parameters) = try take() else {
            Issue.record("new credentials restart ICE")
            return
        }
        #expect(parameters.localCredentials != first.localCredentials)
        #expect(parameters.localCredentials.usernameFragment == server.iceSession)
        #expect(parameters.remoteCredentials.usernameFragment == client.fragment.usernameFragment)
        #expect(parameters.remoteCandidates.count == 1)
        #expect(parameters.media == first.media)
        #expect(parameters.streams == first.streams)
        #expect(parameters.dtlsRole == first.dtlsRole)
        #expect(parameters.remoteFingerprint == first.remoteFingerprint)
        #expect(answer.isICELite && answer.endsCandidates)
        #expect(answer.bundle == ["0", "1"])
        #expect(answer.candidates.count == 1)
        #expect(answer.password == parameters.localCredentials.password)
        // The next offer goes on from there: the same credentials are no further restart.
        let next = try server.answer(offer: client.offer(), using: &generator).parameters
        #expect(next.localCredentials == parameters.localCredentials)
    }

    @Test func aLateFragmentOfAnEarlierSessionRestartsNothing() throws {
        let late = client.fragment
        client.restartICE(using: &generator)
        _ = try take()
        let reason = "a=ice-ufrag is of an ICE session that has been restarted"
        #expect(refusal { $0 = late } == .unsupported(reason))
    }

    @Test func whatDoesNotFitIsRefused() {
        func unsupported(_ error: NegotiationError?) -> Bool {
            if case .unsupported = error { true } else { false }
        }
        func malformed(_ error: NegotiationError?) -> Bool {
            if case .malformed = error { true } else { false }
        }
        let ours = client.fragment
        let password = String(repeating: "p", count: 24)
        #expect(unsupported(refusal { $0.sections[0].mid = "7" }))
        #expect(unsupported(refusal { $0.sections[0].mid = "" }))
        #expect(unsupported(refusal { $0.password = password }))
        #expect(unsupported(refusal { $0.usernameFragment = "other" }))
        #expect(malformed(refusal { $0.sections[0].candidates = ["1 1 udp x"] }))
        #expect(malformed(refusal { $0.sections[0].candidates.append("") }))
        #expect(
            malformed(
                refusal {
                    $0.usernameFragment = "other"
                    $0.password = nil
                }
            )
        )
        #expect(
            malformed(
                refusal {
                    $0.usernameFragment = "other"
                    $0.password = "short"
                }
            )
        )
        #expect(
            malformed(
                refusal {
                    $0.usernameFragment = "a b c d"
                    $0.password = password
                }
            )
        )
        #expect(ours == client.fragment)
    }

    @Test func beforeAnOfferThereIsNothingToTrickleFor() throws {
        var fresh = Negotiation(
            cname: "server",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [],
            using: &generator,
        )
        #expect(throws: NegotiationError.unsupported("there was no offer yet")) {
            try fresh.take(client.fragment)
        }
    }
}
