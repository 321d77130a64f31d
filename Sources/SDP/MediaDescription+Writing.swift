import Media

extension MediaDescription {
    /// The m-section of an offer or an answer for sound or picture.
    struct Draft {
        var type: String
        var transportProtocol = "UDP/TLS/RTP/SAVPF"
        var mid: String
        var direction: MediaDirection
        var codec: NegotiatedCodec
        /// What we ask of what is sent to us.
        var parameters: String?
        var feedback: FeedbackKinds
        var extensions: [(uri: String, identifier: UInt8)]
        var allowsReducedSizeRTCP = true
        var stream: LocalStream?
        var setup: String
    }

    /// - Parameter withCandidates: only in the section whose transport all others share.
    init(_ draft: Draft, transport: LocalTransport, withCandidates: Bool) {
        let types = [draft.codec.payloadType, draft.codec.retransmissionPayloadType]
        self.init(
            type: draft.type,
            port: 9,
            transport: draft.transportProtocol,
            formats: types.compactMap { $0.map { String($0.rawValue) } },
            lines: [Line("c", "IN IP4 0.0.0.0")],
        )
        append(transport, setup: draft.setup, withCandidates: withCandidates)
        if !draft.mid.isEmpty { add("mid", draft.mid) }
        for item in draft.extensions { add("extmap", "\(item.identifier) \(item.uri)") }
        add(draft.direction.rawValue)
        if let stream = draft.stream, draft.direction.sends {
            add("msid", "\(stream.streamID) \(stream.trackID)")
        }
        add("rtcp-mux")
        if draft.allowsReducedSizeRTCP { add("rtcp-rsize") }
        append(draft.codec, parameters: draft.parameters, feedback: draft.feedback)
        if let stream = draft.stream, draft.direction.sends {
            append(stream, retransmits: draft.codec.retransmissionPayloadType != nil)
        }
    }

    /// A section that we do not take (RFC 3264 §6): port 0, the formats as offered.
    init(rejecting offered: MediaDescription) {
        self.init(
            type: offered.type,
            port: 0,
            transport: offered.transport,
            formats: offered.formats,
            lines: [Line("c", "IN IP4 0.0.0.0")],
        )
        if let mid = offered.mid { add("mid", mid) }
        add(MediaDirection.inactive.rawValue)
    }

    private mutating func add(_ name: String, _ value: String? = nil) {
        attributes.append(Attribute(name, value))
    }

    private mutating func append(_ transport: LocalTransport, setup: String, withCandidates: Bool) {
        add("rtcp", "9 IN IP4 0.0.0.0")
        add("ice-ufrag", transport.usernameFragment)
        add("ice-pwd", transport.password)
        add("fingerprint", transport.fingerprint)
        add("setup", setup)
        guard withCandidates else { return }
        for candidate in transport.candidates { add("candidate", candidate) }
        if transport.isLite { add("end-of-candidates") }
    }

    private mutating func append(
        _ codec: NegotiatedCodec,
        parameters: String?,
        feedback: FeedbackKinds,
    ) {
        let number = codec.payloadType.rawValue
        let channels = codec.channels > 1 ? "/\(codec.channels)" : ""
        add("rtpmap", "\(number) \(codec.name)/\(codec.clockRate)\(channels)")
        for item in FeedbackKinds.names where feedback.contains(item.kind) {
            add("rtcp-fb", "\(number) \(item.name)")
        }
        if let parameters { add("fmtp", "\(number) \(parameters)") }
        guard let repair = codec.retransmissionPayloadType?.rawValue else { return }
        add("rtpmap", "\(repair) rtx/\(codec.clockRate)")
        add("fmtp", "\(repair) apt=\(number)")
    }

    private mutating func append(_ stream: LocalStream, retransmits: Bool) {
        var sources = [stream.ssrc]
        if retransmits, let repair = stream.retransmissionSSRC {
            sources.append(repair)
            add("ssrc-group", "FID \(stream.ssrc.rawValue) \(repair.rawValue)")
        }
        for source in sources {
            add("ssrc", "\(source.rawValue) cname:\(stream.cname)")
            add("ssrc", "\(source.rawValue) msid:\(stream.streamID) \(stream.trackID)")
        }
    }
}
