import ICE
import Media
import SDP
import SecureTransport

/// Session descriptions as they come: read, written, answered; and the values in their lines.
extension FuzzTarget {
    static func sdp(_ bytes: Span<UInt8>) {
        let text = String(decoding: Array(copying: bytes), as: UTF8.self)
        values(text)
        guard let description = try? SessionDescription(parsing: text) else { return }
        let written = description.text
        let again = try? SessionDescription(parsing: written)
        // Line ends may make a text at the limit longer than it.
        if written.utf8.count <= SessionDescription.maximumBytes {
            expect(again == description, "a description read, written and read again is the same")
        }
        for section in description.media { lines(of: section) }
        answer(description)
        let offer = SDPSamples.ownOffer
        _ = try? Offerer.accept(answer: description, to: offer)
    }

    /// The body of a `PATCH` of a session (RFC 8840 §9).
    static func fragment(_ bytes: Span<UInt8>) {
        let text = String(decoding: Array(copying: bytes), as: UTF8.self)
        guard let fragment = try? TrickleFragment(parsing: text) else { return }
        for value in [fragment.usernameFragment, fragment.password].compactMap(\.self) {
            // Bytes, not characters: only CR and LF end lines (RFC 8866 §5), though Unicode knows
            // more, and what follows a colon may join with it.
            let bytes = Array(value.utf8)
            expect(!bytes.contains { $0 == 0x0A || $0 == 0x0D }, "a value ends with its line")
            expect(Array(text.utf8).contains(bytes), "a value stands in the text")
        }
    }

    private static func lines(of section: MediaDescription) {
        expect(section.rtpMaps.count <= 128, "a payload type stands for one format")
        for map in section.rtpMaps {
            _ = section.formatParameters(map.payloadType)
            _ = section.feedback(map.payloadType)
            _ = section.retransmission(of: map.payloadType)
        }
        _ = (section.extensionMappings, section.streamAndTrack, section.direction)
        expect(section.sources.count <= 32, "few sources are kept")
        for candidate in section.candidates { values(candidate) }
    }

    /// Addresses, candidates and fingerprints read, written and read again are the same.
    private static func values(_ text: String) {
        if let candidate = try? Candidate(sdp: text) {
            expect(
                (try? Candidate(sdp: candidate.sdpValue)) == candidate,
                "a candidate read, written and read again is the same",
            )
        }
        if let address = TransportAddress(text) {
            expect(
                TransportAddress(address.description) == address,
                "an address read, written and read again is the same",
            )
        }
        if let fingerprint = Fingerprint(sdp: text) {
            expect(
                Fingerprint(sdp: fingerprint.sdpValue) == fingerprint,
                "a fingerprint read, written and read again is the same",
            )
        }
        _ = ICECredentials(usernameFragment: text, password: text).isWellFormed
    }

    private static func answer(_ offer: SessionDescription) {
        let result = try? Answerer.answer(
            offer: offer,
            transport: SDPSamples.transport,
            streams: SDPSamples.streams,
            origin: .init(sessionID: 1, version: 1),
        )
        guard let (answer, session) = result else { return }
        check(answer, session, to: offer)
    }

    /// What RFC 3264 §6 asks of any answer.
    static func check(
        _ answer: SessionDescription,
        _ session: NegotiatedSession,
        to offer: SessionDescription,
    ) {
        expect(
            (try? SessionDescription(parsing: answer.text)) == answer,
            "an answer can be read",
        )
        expect(answer.media.count == offer.media.count, "an answer has the offer's sections")
        expect(session.media.count == offer.media.count, "so has what was agreed")
        for (index, section) in answer.media.enumerated() {
            let offered = offer.media[index]
            let agreed = session.media[index]
            expect(section.type == offered.type, "a section keeps its type")
            expect((section.port != 0) == agreed.isAccepted, "what is not agreed on has port 0")
            expect(agreed.index == index, "what was agreed keeps its place")
            guard agreed.isAccepted else { continue }
            expect(agreed.codec != nil && agreed.kind != nil, "what is agreed on has a codec")
            for format in section.formats {
                expect(offered.formats.contains(format), "an answer takes formats of the offer")
            }
        }
        for kind in [MediaKind.audio, .video] {
            let accepted = session.media.filter { $0.isAccepted && $0.kind == kind }
            expect(accepted.filter(\.direction.sends).count <= 1, "a kind is sent once")
            expect(accepted.filter(\.direction.receives).count <= 1, "a kind is received once")
        }
    }
}

/// Our side of descriptions.
enum SDPSamples {
    static let fingerprint =
        "sha-256 " + Array(repeating: "5A", count: 32).joined(separator: ":")

    static let transport = LocalTransport(
        usernameFragment: "ours",
        password: "a password of our own, ours",
        fingerprint: fingerprint,
        candidates: [Candidate.host(TransportAddress(ipv4: 0x7F00_0001, port: 9)).sdpValue],
        isLite: true,
    )

    static let streams = [
        stream(.audio, SSRC(11), repair: nil),
        stream(.video, SSRC(12), repair: SSRC(13)),
    ]

    private static func stream(_ kind: MediaKind, _ ssrc: SSRC, repair: SSRC?) -> LocalStream {
        LocalStream(
            kind: kind,
            ssrc: ssrc,
            retransmissionSSRC: repair,
            cname: "us",
            streamID: "stream",
            trackID: "track",
        )
    }

    static let ownOffer = Offerer.offer(
        transport: transport,
        streams: streams,
        sections: [
            Offerer.Section(kind: .audio, mid: "0"), Offerer.Section(kind: .video, mid: "1"),
        ],
        origin: .init(sessionID: 2, version: 1),
    )
}
