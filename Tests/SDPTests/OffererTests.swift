import Media
import Testing

@testable import SDP

@Suite("Offering, and reading the answer")
struct OffererTests {
    private static let transport = LocalTransport(
        usernameFragment: "clnt",
        password: "clientclientclientclient",
        fingerprint: "sha-256 CC:DD",
        candidates: ["2 1 udp 2130706431 127.0.0.1 40000 typ host"],
        isLite: false,
    )

    private static let streams = [
        LocalStream(kind: .audio, ssrc: SSRC(31), cname: "b", streamID: "x", trackID: "a"),
        LocalStream(
            kind: .video,
            ssrc: SSRC(41),
            retransmissionSSRC: SSRC(42),
            cname: "b",
            streamID: "x",
            trackID: "v",
        ),
    ]

    private func offer(_ sections: [Offerer.Section]) -> SessionDescription {
        Offerer.offer(
            transport: Self.transport,
            streams: Self.streams,
            sections: sections,
            origin: .test,
        )
    }

    private func answer(_ offer: SessionDescription) throws -> (
        answer: SessionDescription, session: NegotiatedSession
    ) {
        try Answerer.answer(
            offer: try SessionDescription(parsing: offer.text),
            transport: .server,
            streams: LocalStream.both,
            origin: .test,
        )
    }

    @Test("Both sides come to the same agreement")
    func agreement() throws {
        let offer = offer([
            Offerer.Section(kind: .video, mid: "v"),
            Offerer.Section(kind: .audio, mid: "a", direction: .sendOnly),
        ])
        let (answer, server) = try answer(offer)
        let client = try Offerer.accept(answer: answer, to: offer)
        #expect(server.setup == .passive && client.setup == .active)
        #expect(client.remote.usernameFragment == "srvr")
        #expect(client.remote.isLite && !server.remote.isLite)
        #expect(client.remote.candidates == LocalTransport.server.candidates)
        #expect(server.remote.candidates == Self.transport.candidates)
        #expect(client.media.count == 2)
        for (ours, theirs) in zip(client.media, server.media) {
            #expect(ours.direction == theirs.direction.reversed)
            #expect(ours.codec?.payloadType == theirs.codec?.payloadType)
            #expect(
                ours.codec?.retransmissionPayloadType == theirs.codec?.retransmissionPayloadType
            )
            #expect(ours.extensions == theirs.extensions)
            #expect(ours.extensions.count >= 3)
            #expect(ours.feedback == theirs.feedback)
            #expect(ours.mid == theirs.mid)
        }
        #expect(client.media[0].remoteSources.map(\.ssrc) == [SSRC(21)])
        #expect(client.media[0].remoteSources.map(\.retransmissionSSRC) == [SSRC(22)])
        #expect(client.media[1].remoteSources.isEmpty)
        #expect(server.media[1].remoteSources.map(\.cname) == ["b"])
        #expect(server.media[0].remoteTrackID == "v")
    }

    @Test("Payload types and identifiers are the same in each offer")
    func stableNumbers() {
        let sections = [
            Offerer.Section(kind: .audio, mid: "0"), Offerer.Section(kind: .video, mid: "1"),
        ]
        #expect(offer(sections) == offer(sections))
        #expect(offer(sections).media[1].formats == ["97", "98"])
    }

    @Test("A rejected section is not accepted")
    func rejectedSection() throws {
        let offer = offer([
            Offerer.Section(kind: .audio, mid: "0"), Offerer.Section(kind: .video, mid: "1"),
        ])
        var (answer, _) = try answer(offer)
        answer.media[1] = MediaDescription(rejecting: offer.media[1])
        let session = try Offerer.accept(answer: answer, to: offer)
        #expect(session.media.map(\.isAccepted) == [true, false])
        #expect(session.media[1].mid == "1")
    }

    @Test("Answers that do not belong to the offer are refused")
    func failures() throws {
        let offer = offer([
            Offerer.Section(kind: .audio, mid: "0"), Offerer.Section(kind: .video, mid: "1"),
        ])
        func expect(_ failure: NegotiationFailure, _ change: (inout SessionDescription) -> Void) {
            #expect(throws: failure) {
                var (answer, _) = try answer(offer)
                change(&answer)
                _ = try Offerer.accept(answer: answer, to: offer)
            }
        }
        expect(.mismatchedAnswer("1 m-sections, not 2")) { $0.media.removeLast() }
        expect(.mismatchedAnswer("m-section 0 is another one")) { $0.media.swapAt(0, 1) }
        expect(.wrongSetup("actpass")) { $0.set("setup", "actpass") }
        expect(.wrongSetup("none")) { $0.removeEverywhere("setup") }
        expect(.notBundled) { $0.removeEverywhere("group") }
        expect(.missing(.fingerprint)) { $0.removeEverywhere("fingerprint") }
        expect(.noCommonCodec(supported: ["VP8"])) { $0.media[1].remove("rtpmap") }
        expect(.noMedia) { answer in
            for index in answer.media.indices { answer.media[index].port = 0 }
        }
    }
}
