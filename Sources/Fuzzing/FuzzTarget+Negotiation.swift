import ICE
import Media
import Peer
import SDP
import SecureTransport

/// A session whose offers, or answers, are changed line by line; the peer follows each of them.
extension FuzzTarget {
    static func negotiation(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        if input.flag() {
            answerOffers(&input)
        } else {
            readAnswers(&input)
        }
    }

    private static let candidates = [
        Candidate.host(TransportAddress(ipv4: 0x0A00_0001, port: 10_000))
    ]

    /// The server's side.
    private static func answerOffers(_ input: inout FuzzInput) {
        var generator = CountingGenerator()
        var negotiation = Negotiation(
            cname: "us",
            fingerprint: FuzzIdentities.server.fingerprint,
            candidates: candidates,
            using: &generator,
        )
        var peer: Peer?
        var now = Instant(nanoseconds: 1_000_000_000)
        for _ in 0..<6 where !input.isAtEnd {
            let shape = input.element(of: FuzzOffers.shapes)
            let fingerprint = FuzzIdentities.client.fingerprint.sdpValue
            let text = LineEditor.edit(FuzzOffers.text(shape, fingerprint: fingerprint), &input)
            let result = try? negotiation.answer(offer: text, using: &generator)
            guard let (answer, parameters) = result else { continue }
            check(answer, parameters, to: text)
            follow(parameters, by: &peer, now: now)
            now += .milliseconds(100)
        }
        peer?.close(now: now)
    }

    private static func check(_ answer: String, _ parameters: PeerParameters, to offer: String) {
        guard let offered = try? SessionDescription(parsing: offer),
            let written = try? SessionDescription(parsing: answer)
        else { return expect(false, "both descriptions can be read") }
        let session = NegotiatedSession(
            remote: RemoteTransport(usernameFragment: "", password: "", fingerprint: ""),
            setup: .passive,
            media: parameters.media,
        )
        check(written, session, to: offered)
        expect(parameters.remoteCredentials.isWellFormed, "credentials that are taken are sound")
        expect(parameters.remoteCandidates.count <= 4096, "candidates are bounded by the text")
    }

    /// The client's side, with one answer to one offer of ours.
    private static func readAnswers(_ input: inout FuzzInput) {
        var generator = CountingGenerator()
        var client = ClientNegotiation(
            cname: "us",
            fingerprint: FuzzIdentities.client.fingerprint,
            candidates: candidates,
            using: &generator,
        )
        var server = Negotiation(
            cname: "them",
            fingerprint: FuzzIdentities.server.fingerprint,
            candidates: candidates,
            using: &generator,
        )
        client.addSection(.audio)
        client.addSection(.video)
        if input.flag() { client.addSection(.video, direction: .sendOnly) }
        var peer: Peer?
        var now = Instant(nanoseconds: 1_000_000_000)
        for _ in 0..<4 where !input.isAtEnd {
            if input.flag() { client.restartICE(using: &generator) }
            let offer = client.offer()
            guard let (answer, _) = try? server.answer(offer: offer, using: &generator) else {
                return expect(false, "our server answers our client")
            }
            let text = LineEditor.edit(answer, &input)
            guard let parameters = try? client.accept(answer: text) else { continue }
            expect(parameters.media.count == client.sections.count, "sections keep their places")
            follow(parameters, by: &peer, now: now)
            now += .milliseconds(100)
        }
        peer?.close(now: now)
    }

    private static func follow(_ parameters: PeerParameters, by peer: inout Peer?, now: Instant) {
        if let peer {
            peer.update(parameters, now: now)
        } else {
            peer = try? Peer(
                id: PeerID(rawValue: 1),
                parameters: parameters,
                identity: FuzzIdentities.server,
                wallClock: WallClock(anchor: now, unixNanoseconds: 1_750_000_000_000_000_000),
                seed: 1,
                now: now,
            )
        }
        guard let peer else { return expect(false, "a peer can be made") }
        let statistics = peer.statistics
        let receiving = parameters.media.filter { $0.isAccepted && $0.direction.receives }
        expect(statistics.received.count == receiving.count, "a peer receives what was agreed")
        expect(statistics.sent.count <= 2, "a peer sends each kind once")
        let batch = DatagramBatch(capacity: 8)
        var rounds = 0
        while peer.drain(now: now, into: batch) {
            batch.removeAll()
            rounds += 1
            expect(rounds < 100, "a drain comes to an end")
        }
    }
}

/// Changes a text line by line, as an input says.
enum LineEditor {
    /// Lines that mean something.
    private static let phrases: [String] = [
        "a=sendrecv", "a=inactive", "a=recvonly", "a=sendonly", "a=rtcp-mux", "a=rtcp-rsize",
        "a=bundle-only", "a=ice-lite", "a=setup:active", "a=setup:passive", "a=setup:actpass",
        "a=setup:holdconn", "a=mid:0", "a=mid:1", "a=mid:", "a=mid:0123456789abcdef0",
        "a=group:BUNDLE 0", "a=group:BUNDLE 0 1", "a=group:BUNDLE 1 0 0", "a=group:LS 0 1",
        "a=ice-ufrag:abcd", "a=ice-ufrag:", "a=ice-pwd:0123456789012345678901", "a=ice-pwd:x",
        "a=extmap:1 urn:ietf:params:rtp-hdrext:sdes:mid", "a=extmap:0 x", "a=extmap:255/sendonly y",
        "a=extmap:16 urn:ietf:params:rtp-hdrext:sdes:mid", "a=extmap-allow-mixed",
        "a=rtpmap:96 VP8/90000", "a=rtpmap:97 rtx/90000", "a=rtpmap:64 VP8/90000",
        "a=rtpmap:111 opus/48000/2", "a=rtpmap:111 OPUS/48000/2", "a=rtpmap:96 opus/48000/2",
        "a=fmtp:97 apt=96", "a=fmtp:97 apt=97", "a=fmtp:111 stereo=1;=;;a", "a=rtcp-fb:* nack",
        "a=rtcp-fb:96 nack pli", "a=ssrc:1 cname:a", "a=ssrc:1 msid:a b", "a=ssrc:4294967295",
        "a=ssrc-group:FID 1 2", "a=ssrc-group:FID 2 1", "a=ssrc-group:FID 1 1",
        "a=candidate:1 1 udp 1 10.0.0.9 9 typ host",
        "a=candidate:1 1 tcp 1 ::1 9 typ host tcptype so",
        "a=candidate:1 1 udp 1 x.local 9 typ host", "a=end-of-candidates", "a=content:slides",
        "m=audio 9 UDP/TLS/RTP/SAVPF 111", "m=video 9 UDP/TLS/RTP/SAVPF 96 97",
        "m=video 0 UDP/TLS/RTP/SAVPF 96", "m=application 9 UDP/DTLS/SCTP webrtc-datachannel",
        "m=audio 9 RTP/AVP 0", "v=0", "s=-", "o=- 1 2 IN IP4 0.0.0.0", "b=AS:1", "",
    ]

    static func edit(_ text: String, _ input: inout FuzzInput) -> String {
        var lines = text.split(separator: "\r\n").map(String.init)
        for _ in 0..<input.choice(of: 12) where !lines.isEmpty {
            let kind = input.choice(of: 7)
            let place = Int(input.byte()) % lines.count
            switch kind {
            case 0: lines.remove(at: place)
            case 1: lines.insert(lines[place], at: Int(input.byte()) % (lines.count + 1))
            case 2: lines.swapAt(place, Int(input.byte()) % lines.count)
            case 3: lines.insert(input.element(of: phrases), at: place)
            case 4: lines[place] = input.element(of: phrases)
            case 5: lines[place] = changed(lines[place], &input)
            default: lines = Array(lines[..<place]) + Array(lines[place...].reversed())
            }
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    /// A piece of a line in place of which some bytes of the input stand.
    private static func changed(_ line: String, _ input: inout FuzzInput) -> String {
        var bytes = Array(line.utf8)
        let start = Int(input.byte()) % (bytes.count + 1)
        let end = min(bytes.count, start + input.choice(of: 8))
        bytes.replaceSubrange(start..<end, with: input.bytes(atMost: input.choice(of: 16)))
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Numbers that are all different and the same each time.
struct CountingGenerator: RandomNumberGenerator {
    private var state: UInt64 = 1

    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ state >> 29
    }
}

/// The certificates of both sides, made once.
enum FuzzIdentities {
    static let client = make()
    static let server = make()

    private static func make() -> DTLSIdentity {
        do throws(SecureTransportError) {
            return try DTLSIdentity()
        } catch {
            fatalError("no certificate: \(error)")
        }
    }
}
