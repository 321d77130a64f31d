import Media
import Testing

@testable import SDP

extension SessionDescription.Origin {
    static let test = SessionDescription.Origin(sessionID: 7, version: 1)
}

extension LocalTransport {
    static let server = LocalTransport(
        usernameFragment: "srvr",
        password: "serverserverserverserver",
        fingerprint: "sha-256 AA:BB",
        candidates: ["1 1 udp 2130706431 127.0.0.1 10000 typ host"],
        isLite: true,
    )
}

extension LocalStream {
    static let both = [
        LocalStream(kind: .audio, ssrc: SSRC(11), cname: "c", streamID: "s", trackID: "a"),
        LocalStream(
            kind: .video,
            ssrc: SSRC(21),
            retransmissionSSRC: SSRC(22),
            cname: "c",
            streamID: "s",
            trackID: "v",
        ),
    ]
}

@Suite("Answering the offers of browsers and stacks")
struct AnswererTests {
    private func answer(
        _ offer: String,
        policy: AnswerPolicy = AnswerPolicy(),
        change: (inout SessionDescription) -> Void = { _ in },
    ) throws -> (answer: SessionDescription, session: NegotiatedSession) {
        var description = try SessionDescription(parsing: offer)
        change(&description)
        let result = try Answerer.answer(
            offer: description,
            transport: .server,
            streams: LocalStream.both,
            policy: policy,
            origin: .test,
        )
        // Whatever was offered: an answer has the offer's sections and can be read again.
        #expect(result.answer.media.count == description.media.count)
        #expect(try SessionDescription(parsing: result.answer.text) == result.answer)
        return result
    }

    @Test("Chromium: VP8 with retransmission and Opus, the other codecs left out")
    func chromium() throws {
        let (answer, session) = try answer(Offers.chromium)
        #expect(answer.bundleGroups == [["0", "1"]])
        #expect(answer.isICELite)
        #expect(session.setup == .passive)
        #expect(session.remote.usernameFragment == "4ZcD")
        #expect(session.remote.password == "2/1muCWoOi3uLifh0NuRHlZ0")
        #expect(session.remote.fingerprint.hasPrefix("sha-256 75:74"))
        let audio = try #require(session.sending(.audio))
        #expect(audio == session.receiving(.audio))
        #expect(audio.codec?.payloadType == PayloadType(111))
        #expect(
            audio.extensions == [
                HeaderExtensionURI.audioLevel: 1, HeaderExtensionURI.absoluteSendTime: 2,
                HeaderExtensionURI.transportSequenceNumber: 3, HeaderExtensionURI.mid: 4,
            ]
        )
        #expect(audio.feedback == .transportWide)
        let video = try #require(session.sending(.video))
        #expect(video.codec?.name == "VP8")
        #expect(video.codec?.payloadType == PayloadType(96))
        #expect(video.codec?.retransmissionPayloadType == PayloadType(97))
        #expect(
            video.feedback == [.nack, .pictureLoss, .fullIntraRequest, .transportWide, .remb]
        )
        #expect(video.remoteSources.map(\.retransmissionSSRC) == [SSRC(632_943_048)])
        #expect(video.remoteStreamID == "7a9f6e5c-2f4b-4b6e-9a53-0f2f4c1f3d10")
        #expect(video.allowsReducedSizeRTCP)
    }

    @Test("The text of an answer, line for line")
    func goldenAnswer() throws {
        let (answer, _) = try answer(Offers.chromium) { offer in
            offer.media.removeFirst()
            offer.attributes = [Attribute("group", "BUNDLE 1")]
        }
        let expected = """
            v=0
            o=- 7 1 IN IP4 127.0.0.1
            s=-
            t=0 0
            a=group:BUNDLE 1
            a=ice-lite
            m=video 9 UDP/TLS/RTP/SAVPF 96 97
            c=IN IP4 0.0.0.0
            a=rtcp:9 IN IP4 0.0.0.0
            a=ice-ufrag:srvr
            a=ice-pwd:serverserverserverserver
            a=fingerprint:sha-256 AA:BB
            a=setup:passive
            a=candidate:1 1 udp 2130706431 127.0.0.1 10000 typ host
            a=end-of-candidates
            a=mid:1
            a=extmap:2 http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time
            a=extmap:3 http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01
            a=extmap:4 urn:ietf:params:rtp-hdrext:sdes:mid
            a=extmap:13 urn:3gpp:video-orientation
            a=sendrecv
            a=msid:s v
            a=rtcp-mux
            a=rtcp-rsize
            a=rtpmap:96 VP8/90000
            a=rtcp-fb:96 goog-remb
            a=rtcp-fb:96 transport-cc
            a=rtcp-fb:96 ccm fir
            a=rtcp-fb:96 nack
            a=rtcp-fb:96 nack pli
            a=rtpmap:97 rtx/90000
            a=fmtp:97 apt=96
            a=ssrc-group:FID 21 22
            a=ssrc:21 cname:c
            a=ssrc:21 msid:s v
            a=ssrc:22 cname:c
            a=ssrc:22 msid:s v

            """
        #expect(answer.text == expected.withCRLF)
    }

    @Test("Firefox: picture before sound, the data channel rejected and out of the bundle")
    func firefox() throws {
        let (answer, session) = try answer(Offers.firefox)
        #expect(answer.bundleGroups == [["0", "1"]])
        #expect(answer.media.map(\.type) == ["video", "audio", "application"])
        #expect(answer.media.map(\.port) == [9, 9, 0])
        #expect(answer.media[2].formats == ["webrtc-datachannel"])
        #expect(answer.media[2].mid == "2")
        #expect(answer.media.map { $0.candidates.count } == [1, 0, 0])
        #expect(session.remote.usernameFragment == "b7a3e0d4")
        #expect(session.remote.fingerprint.hasPrefix("sha-256 BB:3C"))
        #expect(session.media.map(\.isAccepted) == [true, true, false])
        #expect(session.media[0].extensions[HeaderExtensionURI.transportSequenceNumber] == 7)
        #expect(session.media[1].extensions[HeaderExtensionURI.transportSequenceNumber] == nil)
        #expect(session.media[1].codec?.remoteParameters["stereo"] == "1")
        #expect(
            answer.media[1].values(of: "fmtp") == ["109 minptime=10;useinbandfec=1;stereo=1"]
        )
        // Firefox does not offer reduced-size RTCP for sound.
        #expect(session.media.map(\.allowsReducedSizeRTCP) == [true, false, false])
        #expect(!answer.media[1].allowsReducedSizeRTCP)
        #expect(session.media[0].remoteSources.count == 1)
    }

    @Test("aiortc: REMB instead of transport-wide feedback; the strongest fingerprint")
    func aiortc() throws {
        let (answer, session) = try answer(Offers.aiortc)
        #expect(session.remote.fingerprint.hasPrefix("sha-512 0F:4D"))
        #expect(session.remote.candidates.count == 2)
        #expect(session.sending(.audio)?.codec?.payloadType == PayloadType(96))
        #expect(session.sending(.audio)?.feedback == [])
        #expect(session.sending(.video)?.codec?.payloadType == PayloadType(97))
        #expect(session.sending(.video)?.feedback == [.nack, .pictureLoss, .remb])
        #expect(!answer.text.contains("stereo=1"))
        #expect(!answer.text.contains("extmap-allow-mixed"))
    }

    @Test("Safari: VP8 is found behind H.264")
    func safari() throws {
        let (answer, session) = try answer(Offers.safari)
        #expect(answer.media[1].formats == ["104", "105"])
        #expect(session.sending(.video)?.codec?.retransmissionPayloadType == PayloadType(105))
    }

    @Test("A retransmission payload type that looks like RTCP is left out")
    func retransmissionLikeRTCP() throws {
        let offer = Offers.safari.replacing("105", with: "72")
        let (answer, session) = try answer(offer)
        #expect(answer.media[1].formats == ["104"])
        #expect(session.sending(.video)?.codec?.retransmissionPayloadType == nil)
    }

    @Test("Bundle-only sections with port 0 are not rejected ones")
    func maximumBundle() throws {
        let (answer, session) = try answer(Offers.maximumBundle)
        #expect(answer.bundleGroups == [["a", "v"]])
        #expect(answer.media.map(\.port) == [0, 9, 9])
        #expect(answer.media.map { $0.candidates.count } == [0, 1, 0])
        #expect(session.remote.usernameFragment == "maxB")
        #expect(session.setup == .passive)
    }

    @Test("One kind only, nothing bundled, transport at session level")
    func viewer() throws {
        let (answer, session) = try answer(Offers.viewer)
        #expect(answer.bundleGroups.isEmpty)
        #expect(answer.media[0].direction == .sendOnly)
        #expect(answer.media[0].candidates.count == 1)
        #expect(session.media[0].mid.isEmpty)
        #expect(session.media[0].codec?.retransmissionPayloadType == nil)
        #expect(session.receiving(.video) == nil)
        #expect(session.remote.usernameFragment == "view")
        // Without retransmission there is no second stream to announce.
        #expect(!answer.media[0].has("ssrc-group"))
    }

    @Test(
        "Directions are those of both",
        arguments: [
            ("sendrecv", MediaDirection.sendReceive, MediaDirection.sendReceive),
            ("sendonly", .sendReceive, .receiveOnly),
            ("recvonly", .sendReceive, .sendOnly),
            ("inactive", .sendReceive, .inactive),
            ("sendrecv", .receiveOnly, .receiveOnly),
            ("recvonly", .receiveOnly, .inactive),
            ("sendrecv", .sendOnly, .sendOnly),
        ],
    )
    func directions(offered: String, wanted: MediaDirection, expected: MediaDirection) throws {
        var policy = AnswerPolicy()
        policy.audio.direction = wanted
        let (answer, session) = try answer(Offers.chromium, policy: policy) { offer in
            for index in offer.media[0].attributes.indices
            where offer.media[0].attributes[index].name == "sendrecv" {
                offer.media[0].attributes[index].name = offered
            }
        }
        #expect(answer.media[0].direction == expected)
        #expect(session.media[0].direction == expected)
        #expect(session.media[0].isAccepted)
        #expect(answer.media[0].has("ssrc") == expected.sends)
        #expect(session.media[0].remoteSources.isEmpty == (offered.hasPrefix("send") == false))
    }

    @Test("A further section that sends is rejected; the first stays what it was")
    func furtherVideo() throws {
        let (answer, session) = try answer(Offers.chromium) { offer in
            var screen = offer.media[1]
            for index in screen.attributes.indices where screen.attributes[index].name == "mid" {
                screen.attributes[index].value = "2"
            }
            screen.attributes.append(Attribute("content", "slides"))
            offer.media.append(screen)
            offer.attributes[0].value = "BUNDLE 0 1 2"
        }
        #expect(answer.media.map(\.port) == [9, 9, 0])
        #expect(answer.bundleGroups == [["0", "1"]])
        #expect(answer.media[2].direction == .inactive)
        #expect(!session.media[2].isAccepted)
        #expect(session.media[2].contentHint == "slides")
    }

    @Test("A bundle that repeats tags or names none costs no more than its m-sections")
    func longBundle() throws {
        let tags = (0..<900).map { $0.isMultiple(of: 3) ? "1 1" : "x\($0)" }
        let (answer, session) = try answer(Offers.chromium) { offer in
            offer.attributes[0].value = "BUNDLE 0 0 " + tags.joined(separator: " ")
            #expect(offer.bundleGroups == [["0", "1"]])
            // A tag that stands twice is the first one's.
            offer.media.append(offer.media[1])
        }
        #expect(answer.bundleGroups == [["0", "1"]])
        #expect(session.media.map(\.isAccepted) == [true, true, false])
        let plain = try self.answer(Offers.chromium).session
        #expect(session.remote == plain.remote)
    }

    @Test("One section for each direction: both are taken")
    func splitDirections() throws {
        let (answer, session) = try answer(Offers.chromium) { offer in
            var receiving = offer.media[1]
            for index in receiving.attributes.indices {
                switch receiving.attributes[index].name {
                case "mid": receiving.attributes[index].value = "2"
                case "sendrecv": receiving.attributes[index].name = "recvonly"
                default: break
                }
            }
            for index in offer.media[1].attributes.indices
            where offer.media[1].attributes[index].name == "sendrecv" {
                offer.media[1].attributes[index].name = "sendonly"
            }
            offer.media.append(receiving)
            offer.attributes[0].value = "BUNDLE 0 1 2"
        }
        #expect(session.receiving(.video)?.mid == "1")
        #expect(session.sending(.video)?.mid == "2")
        #expect(!answer.media[1].has("ssrc"))
        #expect(answer.media[2].has("ssrc"))
    }

    @Test("The role in the DTLS handshake", arguments: ["actpass", "active", "passive"])
    func setup(offered: String) throws {
        let (answer, session) = try answer(Offers.chromium) { $0.set("setup", offered) }
        let expected: SetupRole = offered == "passive" ? .active : .passive
        #expect(session.setup == expected)
        #expect(answer.media.map(\.setup) == [expected.rawValue, expected.rawValue])
    }

    @Test("A renegotiation that stops the picture")
    func stoppedVideo() throws {
        let (answer, session) = try answer(Offers.chromium) { offer in
            offer.media[1].port = 0
            offer.attributes[0].value = "BUNDLE 0"
        }
        #expect(answer.media.map(\.port) == [9, 0])
        #expect(session.sending(.video) == nil)
        #expect(session.media[1].mid == "1")
    }

    @Test("Identifiers above 14 are taken only where two-byte headers may be mixed in")
    func highIdentifiers() throws {
        let uri = HeaderExtensionURI.mid
        for mixed in [true, false] {
            let (_, session) = try answer(Offers.chromium) { offer in
                offer.attributes.removeAll { $0.name == "extmap-allow-mixed" && !mixed }
                offer.media[0].attributes.removeAll { $0.value == "4 \(uri)" }
                offer.media[0].attributes.append(Attribute("extmap", "20 \(uri)"))
            }
            #expect(session.media[0].extensions[uri] == (mixed ? 20 : nil))
        }
    }

    @Test("Offers that cannot be answered say why")
    func failures() throws {
        func expect(
            _ failure: NegotiationFailure,
            _ change: (inout SessionDescription) -> Void,
        ) {
            #expect(throws: failure) { _ = try answer(Offers.chromium, change: change) }
        }
        expect(.noMedia) { $0.media.removeAll() }
        expect(.noMedia) { offer in
            for index in offer.media.indices { offer.media[index].port = 0 }
        }
        expect(.noCommonCodec(supported: ["opus", "VP8"])) { offer in
            for index in offer.media.indices {
                offer.media[index].attributes.removeAll { attribute in
                    attribute.value?.contains("opus") == true
                        || attribute.value?.contains("VP8") == true
                }
            }
        }
        expect(.notBundled) { $0.attributes.removeAll { $0.name == "group" } }
        expect(.notBundled) { $0.attributes[0].value = "BUNDLE 0" }
        expect(.noRTCPMultiplexing(mid: "1")) { $0.media[1].remove("rtcp-mux") }
        expect(.missing(.usernameFragment)) { $0.removeEverywhere("ice-ufrag") }
        expect(.missing(.password)) { $0.removeEverywhere("ice-pwd") }
        expect(.missing(.fingerprint)) { $0.removeEverywhere("fingerprint") }
        expect(.wrongSetup("holdconn")) { $0.set("setup", "holdconn") }
    }

    @Test("Without a codec for one kind, only that section is rejected")
    func videoWithoutCodec() throws {
        let (answer, session) = try answer(Offers.chromium) { offer in
            offer.media[1].attributes.removeAll { $0.value?.contains("VP8") == true }
        }
        #expect(answer.media.map(\.port) == [9, 0])
        #expect(answer.bundleGroups == [["0"]])
        #expect(session.sending(.audio) != nil)
    }
}

extension SessionDescription {
    mutating func set(_ name: String, _ value: String) {
        for section in media.indices {
            for index in media[section].attributes.indices
            where media[section].attributes[index].name == name {
                media[section].attributes[index].value = value
            }
        }
    }

    mutating func removeEverywhere(_ name: String) {
        attributes.removeAll { $0.name == name }
        for section in media.indices { media[section].remove(name) }
    }
}

extension MediaDescription {
    mutating func remove(_ name: String) { attributes.removeAll { $0.name == name } }
}
