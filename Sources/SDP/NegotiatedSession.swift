package import Media

/// The outcome of an offer and its answer, from our side.
package struct NegotiatedSession: Hashable, Sendable {
    package var remote: RemoteTransport
    /// Our role in the DTLS handshake.
    package var setup: SetupRole
    /// One for each m-section, rejected ones too, in their order.
    package var media: [NegotiatedMedia]

    package init(remote: RemoteTransport, setup: SetupRole, media: [NegotiatedMedia]) {
        self.remote = remote
        self.setup = setup
        self.media = media
    }

    /// The m-section on which we send this kind; nil if the peer takes none.
    package func sending(_ kind: MediaKind) -> NegotiatedMedia? {
        media.first { $0.isAccepted && $0.kind == kind && $0.direction.sends }
    }

    /// The m-section on which the peer sends this kind; nil if it does not.
    ///
    /// It is the same as the one we send on, unless the peer made one for each direction.
    package func receiving(_ kind: MediaKind) -> NegotiatedMedia? {
        media.first { $0.isAccepted && $0.kind == kind && $0.direction.receives }
    }
}

/// What was agreed for one m-section.
package struct NegotiatedMedia: Hashable, Sendable {
    /// The place of the m-section, from 0.
    package var index: Int
    /// Its identification tag (RFC 5888); empty if it has none.
    package var mid: String
    /// Nil for an m-section that is neither sound nor picture.
    package var kind: MediaKind?
    package var isAccepted: Bool
    /// As seen by us; inactive if rejected.
    package var direction: MediaDirection
    /// Nil if rejected.
    package var codec: NegotiatedCodec?
    /// URI → identifier, both directions (RFC 8285).
    package var extensions: [String: UInt8]
    package var feedback: FeedbackKinds
    /// The peer takes RTCP packets that do not start with a report (RFC 5506).
    package var allowsReducedSizeRTCP: Bool
    /// The streams that the peer announced by `a=ssrc`; empty where it relies on the MID.
    package var remoteSources: [RemoteSource]
    /// The peer's `a=msid`: stream, then track.
    package var remoteStreamID: String?
    package var remoteTrackID: String?
    /// `a=content` (RFC 4796): "slides" for a shared screen.
    package var contentHint: String?

    package init(index: Int, mid: String, kind: MediaKind?) {
        self.index = index
        self.mid = mid
        self.kind = kind
        isAccepted = false
        direction = .inactive
        codec = nil
        extensions = [:]
        feedback = []
        allowsReducedSizeRTCP = false
        remoteSources = []
        remoteStreamID = nil
        remoteTrackID = nil
        contentHint = nil
    }
}

/// A codec and the payload types that it has in this session, both directions.
package struct NegotiatedCodec: Hashable, Sendable {
    /// As registered: "opus", "VP8".
    package var name: String
    package var payloadType: PayloadType
    /// RTP ticks per second.
    package var clockRate: Int
    package var channels: Int
    /// What the peer asks of what we send (`a=fmtp`), names in lower case.
    package var remoteParameters: [String: String]
    /// Retransmissions of this payload type (RFC 4588); nil if the peer has none.
    package var retransmissionPayloadType: PayloadType?

    package init(
        name: String,
        payloadType: PayloadType,
        clockRate: Int,
        channels: Int,
        remoteParameters: [String: String] = [:],
        retransmissionPayloadType: PayloadType? = nil,
    ) {
        self.name = name
        self.payloadType = payloadType
        self.clockRate = clockRate
        self.channels = channels
        self.remoteParameters = remoteParameters
        self.retransmissionPayloadType = retransmissionPayloadType
    }
}

/// A stream that the peer announced.
package struct RemoteSource: Hashable, Sendable {
    package var ssrc: SSRC
    /// From `a=ssrc-group:FID`.
    package var retransmissionSSRC: SSRC?
    package var cname: String?

    package init(ssrc: SSRC, retransmissionSSRC: SSRC? = nil, cname: String? = nil) {
        self.ssrc = ssrc
        self.retransmissionSSRC = retransmissionSSRC
        self.cname = cname
    }
}

/// RTCP feedback that both sides know (`a=rtcp-fb`, RFC 4585 §4.2).
package struct FeedbackKinds: OptionSet, Hashable, Sendable {
    package var rawValue: UInt8

    package init(rawValue: UInt8) { self.rawValue = rawValue }

    /// Generic NACK (RFC 4585 §6.2.1).
    package static let nack = FeedbackKinds(rawValue: 1)
    /// Picture loss indication (RFC 4585 §6.3.1).
    package static let pictureLoss = FeedbackKinds(rawValue: 2)
    /// Full intra request (RFC 5104 §4.3.1).
    package static let fullIntraRequest = FeedbackKinds(rawValue: 4)
    /// Transport-wide congestion control (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    package static let transportWide = FeedbackKinds(rawValue: 8)
    /// Receiver estimated maximum bit rate (draft-alvestrand-rmcat-remb-03).
    package static let remb = FeedbackKinds(rawValue: 16)
}
