import ICE
import Media
import Peer
import SDP
import SecureTransport
import TestKit
import Testing

@Suite struct NegotiationTests {
    let serverAddress = TransportAddress(ipv4: 0x0A00_0001, port: 10_000)
    let clientAddress = TransportAddress(ipv4: 0x0A00_0002, port: 40_000)

    func pair() throws -> (client: ClientNegotiation, server: Negotiation) {
        var generator = SplitMix64(seed: 1)
        let client = ClientNegotiation(
            cname: "client",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [.host(clientAddress)],
            using: &generator,
        )
        let server = Negotiation(
            cname: "server",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [.host(serverAddress)],
            using: &generator,
        )
        return (client, server)
    }

    @Test func bothSidesAgree() throws {
        var (client, server) = try pair()
        let audio = client.addSection(.audio)
        let video = client.addSection(.video)
        let (answer, ours) = try server.answer(offer: client.offer())
        let theirs = try client.accept(answer: answer)
        #expect(ours.iceRole == .lite)
        #expect(theirs.iceRole == .controlling)
        #expect(ours.dtlsRole == .server)
        #expect(theirs.dtlsRole == .client)
        #expect(ours.localCredentials == theirs.remoteCredentials)
        #expect(ours.remoteCredentials == theirs.localCredentials)
        #expect(theirs.remoteCandidates.map(\.address) == [serverAddress])
        #expect(ours.sendingTrack(.audio) == audio)
        #expect(ours.receivingTrack(.video) == video)
        #expect(theirs.sendingTrack(.video) == video)
        #expect(theirs.media[0].remoteSources.first?.ssrc == ours.stream(.audio)?.ssrc)
        let announced = theirs.media[1].remoteSources.first
        #expect(announced?.retransmissionSSRC == ours.stream(.video)?.retransmissionSSRC)
        #expect(announced?.cname == "server")
    }

    @Test func renegotiationKeepsWhatMustStay() throws {
        var (client, server) = try pair()
        client.addSection(.audio)
        let (firstAnswer, first) = try server.answer(offer: client.offer())
        client.addSection(.video)
        let (secondAnswer, second) = try server.answer(offer: client.offer())
        #expect(first.localCredentials == second.localCredentials)
        #expect(first.streams == second.streams)
        #expect(first.sendingTrack(.video) == nil)
        #expect(second.sendingTrack(.video) == TrackID(index: 1))
        let before = try SessionDescription(parsing: firstAnswer).origin
        let after = try SessionDescription(parsing: secondAnswer).origin
        #expect(before.sessionID == after.sessionID)
        #expect(Int(after.sessionVersion) == Int(before.sessionVersion).map { $0 + 1 })
    }

    @Test func newCredentialsInTheOfferRestartICE() throws {
        var (client, server) = try pair()
        client.addSection(.audio)
        let (_, first) = try server.answer(offer: client.offer())
        var generator = SplitMix64(seed: 2)
        client.restartICE(using: &generator)
        let (answer, second) = try server.answer(offer: client.offer(), using: &generator)
        #expect(first.localCredentials != second.localCredentials)
        #expect(try client.accept(answer: answer).remoteCredentials == second.localCredentials)
    }

    @Test func unusableOffersAreErrorsAndChangeNothing() throws {
        var (client, server) = try pair()
        client.addSection(.audio)
        let good = client.offer()
        #expect(throws: NegotiationError.self) { try server.answer(offer: "hello") }
        #expect(throws: NegotiationError.self) { try server.answer(offer: "") }
        let codecless = good.replacing("opus/48000", with: "speex/16000")
        #expect(throws: NegotiationError.noCommonCodec(supported: ["opus", "VP8"])) {
            try server.answer(offer: codecless)
        }
        let noFingerprint = good.replacing("a=fingerprint", with: "a=fingerprunt")
        #expect(throws: NegotiationError.self) { try server.answer(offer: noFingerprint) }
        let shortPassword = good.replacing("a=ice-pwd:", with: "a=ice-pwd:short\r\na=x:")
        #expect(throws: NegotiationError.self) { try server.answer(offer: shortPassword) }
        let (answer, _) = try server.answer(offer: good)
        #expect(try SessionDescription(parsing: answer).origin.sessionVersion == "0")
    }

    @Test func anOfferOfALiteAgentIsRefused() throws {
        var (client, server) = try pair()
        client.addSection(.audio)
        let offer = client.offer().replacing("t=0 0\r\n", with: "t=0 0\r\na=ice-lite\r\n")
        let reason = "a=ice-lite in the offer; this server is ICE-lite itself"
        #expect(throws: NegotiationError.unsupported(reason)) {
            try server.answer(offer: offer)
        }
    }

    @Test func anotherCertificateWithinASessionIsRefused() throws {
        var (client, server) = try pair()
        client.addSection(.audio)
        _ = try server.answer(offer: client.offer())
        var (other, _) = try pair()
        other.addSection(.audio)
        #expect(throws: NegotiationError.self) { try server.answer(offer: other.offer()) }
    }
}
