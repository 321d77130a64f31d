/// Offers of a client that is well-behaved so far: what a hostile one begins with.
enum FuzzOffers {
    /// What differs between clients.
    struct Shape {
        var hasAudio = true
        var videoSections = 1
        var announcesSources = true
        var hasRepair = true
        var hasTransportNumbers = true
        var reducesReports = true
        var hasWideIdentifiers = false
        var direction = "sendrecv"
        var setup = "actpass"
        var fragment = "clnt"
    }

    static let shapes: [Shape] = [
        Shape(),
        Shape(announcesSources: false),
        Shape(hasRepair: false, hasTransportNumbers: false, reducesReports: false),
        Shape(videoSections: 0),
        Shape(hasAudio: false, hasWideIdentifiers: true),
        Shape(videoSections: 2, announcesSources: false),
        Shape(direction: "recvonly"),
        Shape(setup: "passive"),
        Shape(fragment: "moved"),
        Shape(announcesSources: false, direction: "sendonly", fragment: "again"),
    ]

    static let audioSource: UInt32 = 1001
    static let videoSource: UInt32 = 1002
    static let repairSource: UInt32 = 1003
    static let password = "TheClientsOwnSecret12345"

    /// The text of an offer.
    ///
    /// - Parameter fingerprint: the value of `a=fingerprint`.
    static func text(_ shape: Shape, fingerprint: String) -> String {
        let audio = shape.hasAudio ? ["0"] : []
        let video = (0..<shape.videoSections).map { String($0 + 1) }
        var lines = [
            "v=0", "o=- 1 1 IN IP4 127.0.0.1", "s=-", "t=0 0",
            "a=group:BUNDLE " + (audio + video).joined(separator: " "), "a=extmap-allow-mixed",
        ]
        for mid in audio {
            lines += ["m=audio 9 UDP/TLS/RTP/SAVPF 111 0"]
            lines += common(shape, mid: mid, fingerprint: fingerprint, direction: shape.direction)
            lines += [
                "a=rtpmap:111 opus/48000/2", "a=fmtp:111 minptime=10;useinbandfec=1",
                "a=rtcp-fb:111 nack", "a=rtcp-fb:111 transport-cc", "a=rtpmap:0 PCMU/8000",
            ]
            if shape.announcesSources { lines += ["a=ssrc:\(audioSource) cname:them"] }
        }
        for mid in video {
            let direction = shape.videoSections > 1 ? ["sendonly", "recvonly"] : [shape.direction]
            let own = direction[(Int(mid) ?? 1) - 1]
            lines += ["m=video 9 UDP/TLS/RTP/SAVPF 96 97 45"]
            lines += common(shape, mid: mid, fingerprint: fingerprint, direction: own)
            lines += videoLines(shape)
        }
        return lines.joined(separator: "\r\n") + "\r\n"
    }

    private static func common(
        _ shape: Shape,
        mid: String,
        fingerprint: String,
        direction: String,
    ) -> [String] {
        let base = shape.hasWideIdentifiers ? 16 : 1
        var lines = [
            "c=IN IP4 0.0.0.0", "a=ice-ufrag:\(shape.fragment)", "a=ice-pwd:\(password)",
            "a=fingerprint:\(fingerprint)", "a=setup:\(shape.setup)", "a=mid:\(mid)",
            "a=\(direction)", "a=rtcp-mux",
            "a=candidate:1 1 udp 2130706431 10.0.0.2 40000 typ host",
            "a=extmap:\(base) urn:ietf:params:rtp-hdrext:sdes:mid",
            "a=extmap:\(base + 1) urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            "a=extmap:\(base + 2) http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
        ]
        if shape.reducesReports { lines += ["a=rtcp-rsize"] }
        if shape.hasTransportNumbers {
            let uri = "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
            lines += ["a=extmap:\(base + 3) \(uri)"]
        }
        return lines
    }

    private static func videoLines(_ shape: Shape) -> [String] {
        var lines = [
            "a=rtpmap:96 VP8/90000", "a=rtcp-fb:96 goog-remb", "a=rtcp-fb:96 transport-cc",
            "a=rtcp-fb:96 ccm fir", "a=rtcp-fb:96 nack", "a=rtcp-fb:96 nack pli",
            "a=rtpmap:45 AV1/90000",
        ]
        if shape.hasRepair { lines += ["a=rtpmap:97 rtx/90000", "a=fmtp:97 apt=96"] }
        guard shape.announcesSources else { return lines }
        if shape.hasRepair { lines += ["a=ssrc-group:FID \(videoSource) \(repairSource)"] }
        return lines + [
            "a=ssrc:\(videoSource) cname:them", "a=ssrc:\(videoSource) msid:stream track",
        ]
    }
}
