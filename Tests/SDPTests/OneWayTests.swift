import Media
import Testing

@testable import SDP

/// Offers of those who only send or only watch: all of it is taken, or nothing.
@Suite("One way only")
struct OneWayTests {
    private func answer(
        _ policy: AnswerPolicy,
        _ offered: [String],
        _ text: String = Offers.chromium,
    ) throws -> (SessionDescription, NegotiatedSession) {
        var offer = try SessionDescription(parsing: text)
        for (index, direction) in offered.enumerated() {
            for place in offer.media[index].attributes.indices
            where MediaDirection(rawValue: offer.media[index].attributes[place].name) != nil {
                offer.media[index].attributes[place].name = direction
            }
        }
        return try Answerer.answer(
            offer: offer,
            transport: .server,
            streams: LocalStream.both,
            policy: policy,
            origin: .test,
        )
    }

    @Test(
        "An ingest's answer receives only, a viewer's sends only",
        arguments: [
            (AnswerPolicy.ingest, ["sendonly", "sendonly"], MediaDirection.receiveOnly),
            (.ingest, ["sendrecv", "sendonly"], .receiveOnly),
            (.ingest, ["sendrecv", "sendrecv"], .receiveOnly),
            (.playback, ["recvonly", "recvonly"], .sendOnly),
            (.playback, ["sendrecv", "sendrecv"], .sendOnly),
        ],
    )
    func directions(policy: AnswerPolicy, offered: [String], expected: MediaDirection) throws {
        let (answer, session) = try answer(policy, offered)
        #expect(answer.media.map(\.direction) == [expected, expected])
        #expect(session.media.map(\.direction) == [expected, expected])
        #expect(answer.media.allSatisfy { $0.has("ssrc") == expected.sends })
    }

    @Test(
        "The wrong direction of any m-line is said",
        arguments: [
            (AnswerPolicy.ingest, ["recvonly", "recvonly"], "0", MediaDirection.receiveOnly),
            (.ingest, ["sendonly", "recvonly"], "1", .receiveOnly),
            (.ingest, ["sendonly", "inactive"], "1", .inactive),
            (.playback, ["sendonly", "recvonly"], "0", .sendOnly),
            (.playback, ["inactive", "inactive"], "0", .inactive),
        ],
    )
    func wrongDirections(
        policy: AnswerPolicy,
        offered: [String],
        mid: String,
        direction: MediaDirection,
    ) {
        let wanted: MediaDirection = policy == .ingest ? .sendOnly : .receiveOnly
        let failure = NegotiationFailure.wrongDirection(
            mid: mid,
            offered: direction,
            wanted: wanted,
        )
        #expect(throws: failure) { try answer(policy, offered) }
    }

    @Test("A codec that is missing for the picture is not passed over for the sound's sake")
    func noPartialAnswer() throws {
        let offer = Offers.chromium.replacing("VP8/90000", with: "VP7/90000")
        let failure = NegotiationFailure.noCommonCodec(supported: ["opus", "VP8"])
        #expect(throws: failure) { try answer(.ingest, ["sendonly", "sendonly"], offer) }
        #expect(throws: failure) { try answer(.playback, ["recvonly", "recvonly"], offer) }
        // Who takes part gets what there is.
        let (_, session) = try answer(AnswerPolicy(), ["sendrecv", "sendrecv"], offer)
        #expect(session.media.map(\.isAccepted) == [true, false])
    }

    @Test("One m-line of a kind")
    func surplus() throws {
        var offer = try SessionDescription(parsing: Offers.chromium)
        var further = offer.media[1]
        for index in further.attributes.indices where further.attributes[index].name == "mid" {
            further.attributes[index].value = "2"
        }
        offer.media.append(further)
        offer.attributes[0].value = "BUNDLE 0 1 2"
        #expect(throws: NegotiationFailure.surplus(mid: "2")) {
            try answer(.ingest, [], offer.text)
        }
    }

    @Test("A data channel is left out, as everywhere")
    func dataChannel() throws {
        let (answer, _) = try answer(.playback, [], Offers.firefox)
        #expect(answer.media.map(\.port) == [9, 9, 0])
    }

    @Test("Who wants no picture gets none, and needs no codec for it")
    func soundOnly() throws {
        var policy = AnswerPolicy.playback
        policy.video.direction = .inactive
        let (answer, session) = try answer(policy, ["recvonly", "recvonly"])
        #expect(answer.media.map(\.direction) == [.sendOnly, .inactive])
        #expect(session.sending(.video) == nil)
        let codecless = Offers.chromium.replacing("VP8/90000", with: "VP7/90000")
        let (other, _) = try self.answer(policy, ["recvonly", "recvonly"], codecless)
        #expect(other.media.map(\.port) == [9, 0])
        // Nothing is left of an offer for a picture alone.
        #expect(throws: NegotiationFailure.idle) { try self.answer(policy, [], Offers.viewer) }
    }
}
