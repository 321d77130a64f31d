import Media
import Testing

@testable import SDP

@Suite("Reading and writing descriptions")
struct ParsingTests {
    @Test("What is read is written again, byte for byte", arguments: Offers.all)
    func identity(name: String, offer: String) throws {
        let text = offer.withCRLF
        let description = try SessionDescription(parsing: text)
        #expect(description.text == text)
        #expect(try SessionDescription(parsing: offer) == description)
    }

    @Test("No truncation traps, and each that is read is written again", arguments: Offers.all)
    func truncations(name: String, offer: String) throws {
        let bytes = Array(offer.utf8)
        var refused = 0
        // Every byte of the short ones; of the long ones each seventeenth, which meets all lines.
        for count in stride(from: 0, to: bytes.count, by: bytes.count < 1500 ? 1 : 17) {
            let text = String(decoding: bytes[..<count], as: UTF8.self)
            do {
                let description = try SessionDescription(parsing: text)
                #expect(try SessionDescription(parsing: description.text) == description)
                _ = description.media.map { ($0.rtpMaps, $0.sources, $0.extensionMappings) }
                _ = try? Answerer.answer(
                    offer: description,
                    transport: .server,
                    streams: [],
                    origin: .test,
                )
            } catch {
                refused += 1
            }
        }
        #expect(refused > 0)
    }

    @Test("Every truncation of a short description says at which line it ends")
    func shortTruncations() throws {
        let text = "v=0\no=- 1 2 IN IP4 0.0.0.0\ns=-\n"
        for count in 0..<(text.utf8.count - 3) {
            #expect(throws: SDPError.self) {
                try SessionDescription(parsing: String(text.prefix(count)))
            }
        }
        #expect(try SessionDescription(parsing: text).name == "-")
    }

    @Test("The typed accessors")
    func accessors() throws {
        let session = try SessionDescription(parsing: Offers.chromium)
        #expect(session.origin.sessionID == "4611731400430051336")
        #expect(session.origin.sessionVersion == "2")
        #expect(session.bundleGroups == [["0", "1"]])
        #expect(!session.isICELite)
        #expect(session.allowsMixedExtensions)
        let audio = session.media[0]
        #expect(audio.type == "audio" && audio.port == 9 && audio.mid == "0")
        #expect(audio.rtpMaps.count == 8)
        #expect(audio.rtpMaps[0].payloadType == PayloadType(111))
        #expect(audio.rtpMaps[0].channels == 2)
        #expect(
            audio.formatParameters(PayloadType(111)) == ["minptime": "10", "useinbandfec": "1"]
        )
        #expect(audio.usernameFragment == "4ZcD")
        #expect(audio.password == "2/1muCWoOi3uLifh0NuRHlZ0")
        #expect(audio.iceOptions == ["trickle"])
        #expect(audio.setup == "actpass")
        #expect(audio.multiplexesRTCP && audio.allowsReducedSizeRTCP)
        #expect(audio.streamAndTrack.stream == "7a9f6e5c-2f4b-4b6e-9a53-0f2f4c1f3d10")
        #expect(audio.feedback(PayloadType(111)) == .transportWide)
        let video = session.media[1]
        #expect(video.retransmission(of: PayloadType(96)) == PayloadType(97))
        #expect(video.retransmission(of: PayloadType(114)) == nil)
        #expect(video.extensionMappings.count == 11)
        #expect(
            video.feedback(PayloadType(96))
                == [.nack, .pictureLoss, .fullIntraRequest, .remb, .transportWide]
        )
        #expect(
            video.sources == [
                RemoteSource(
                    ssrc: SSRC(2_231_627_014),
                    retransmissionSSRC: SSRC(632_943_048),
                    cname: "4TOk42mSjXCkVIa6",
                )
            ]
        )
    }

    @Test("Candidates, their end, and feedback for all payload types")
    func candidates() throws {
        let session = try SessionDescription(parsing: Offers.aiortc)
        #expect(session.media[0].candidates.count == 2)
        #expect(session.media[0].candidates[0].hasSuffix("192.168.1.20 41234 typ host"))
        #expect(session.media[0].endsCandidates)
        #expect(session.media[0].fingerprints.count == 3)
        var media = session.media[1]
        media.attributes.append(Attribute("rtcp-fb", "* ccm fir"))
        #expect(
            media.feedback(PayloadType(97)) == [.nack, .pictureLoss, .remb, .fullIntraRequest]
        )
    }

    @Test(
        "Faults have a line and a reason",
        arguments: [
            ("", 1, SDPError.Reason.expected("v=0")),
            ("v=1\n", 1, .expected("v=0")),
            ("v=0o=- 1 1 IN IP4 0.0.0.0", 1, .expected("v=0")),
            ("v=0\ns=-\n", 2, .expected("o=")),
            ("v=0\no=- 1 IN IP4 0.0.0.0\n", 2, .malformed("o=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\nt=0 0\n", 3, .expected("s=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nm=audio x UDP 0\n", 4, .malformed("m=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nm=audio 65536 UDP 0\n", 4, .malformed("m=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nm=audio 9 UDP\n", 4, .malformed("m=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\na=\n", 4, .malformed("a=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\na=:x\n", 4, .malformed("a=")),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nhello\n", 4, .notALine),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\n\nt=0 0\n", 4, .notALine),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\na=x\u{0}y\n", 4, .notALine),
            ("v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\nt=0 0\nv=0\n", 5, .notALine),
        ],
    )
    func faults(text: String, line: Int, reason: SDPError.Reason) {
        let error = #expect(throws: SDPError.self) { try SessionDescription(parsing: text) }
        #expect(error == SDPError(line: line, reason: reason))
        #expect(error?.description.isEmpty == false)
    }

    @Test("Sizes are bounded")
    func bounds() throws {
        let head = "v=0\no=- 1 1 IN IP4 0.0.0.0\ns=-\n"
        let long = head + "a=" + String(repeating: "x", count: 4094)
        #expect(try SessionDescription(parsing: long).attributes.count == 1)
        #expect(throws: SDPError(line: 4, reason: .lineTooLong)) {
            try SessionDescription(parsing: long + "x")
        }
        let media = String(repeating: "m=audio 9 UDP 0\n", count: 64)
        #expect(try SessionDescription(parsing: head + media).media.count == 64)
        #expect(throws: SDPError(line: 68, reason: .tooManyMedia)) {
            try SessionDescription(parsing: head + media + "m=audio 9 UDP 0\n")
        }
        let huge = head + String(repeating: "a=0123456789abcd\n", count: 4096)
        #expect(throws: SDPError(line: 0, reason: .tooLong)) {
            try SessionDescription(parsing: huge)
        }
    }

    @Test("Payload types count once, streams up to 32")
    func repetitions() {
        var media = MediaDescription(
            type: "video",
            port: 9,
            transport: "UDP/TLS/RTP/SAVPF",
            formats: Array(repeating: "97", count: 500) + ["096", "96"],
            attributes: [
                Attribute("rtpmap", "96 VP8/90000"), Attribute("rtpmap", "97 rtx/90000"),
                Attribute("rtpmap", "97 VP9/90000"), Attribute("rtpmap", "98 VP9/90000"),
            ],
        )
        #expect(media.rtpMaps.map(\.name) == ["rtx", "VP8"])
        for ssrc in 0..<100 { media.attributes.append(Attribute("ssrc", "\(ssrc) cname:x")) }
        #expect(media.sources.map(\.ssrc.rawValue) == Array(0..<32))
    }

    @Test("Attributes that cannot be read are no values")
    func unreadableAttributes() {
        let media = MediaDescription(
            type: "video",
            port: 9,
            transport: "UDP/TLS/RTP/SAVPF",
            formats: ["96", "97", "300", "x"],
            attributes: [
                Attribute("rtpmap", "96"), Attribute("rtpmap", "97 VP8/0"),
                Attribute("rtpmap", "300 VP8/90000"), Attribute("rtpmap", "x VP8/90000"),
                Attribute("fmtp", "96"), Attribute("rtcp-fb", "96"),
                Attribute("extmap", "0 urn:x"), Attribute("extmap", "256 urn:x"),
                Attribute("extmap", "/ urn:x"),
                Attribute("extmap", "3"), Attribute("ssrc", "4294967296 cname:x"),
                Attribute("ssrc-group", "FID 1"), Attribute("ssrc"), Attribute("msid"),
            ],
        )
        #expect(media.rtpMaps.isEmpty)
        #expect(media.extensionMappings.isEmpty)
        #expect(media.sources.isEmpty)
        #expect(media.formatParameters(PayloadType(96)).isEmpty)
        #expect(media.streamAndTrack.stream == nil)
    }
}

extension String {
    var withCRLF: String {
        split(separator: "\n", omittingEmptySubsequences: false).joined(separator: "\r\n")
    }
}
