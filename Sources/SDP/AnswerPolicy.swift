package import Media

/// What our side can do and wants, for offers and answers alike.
package struct AnswerPolicy: Hashable, Sendable {
    /// One codec that we send and receive.
    package struct Codec: Hashable, Sendable {
        package var name: String
        package var clockRate: Int
        package var channels: Int
        /// What we ask of what is sent to us (`a=fmtp`).
        package var parameters: String?
        /// Takes and sends retransmissions on a payload type of their own (RFC 4588).
        package var retransmits: Bool
        package var feedback: FeedbackKinds

        package init(
            name: String,
            clockRate: Int,
            channels: Int = 1,
            parameters: String? = nil,
            retransmits: Bool = false,
            feedback: FeedbackKinds = [],
        ) {
            self.name = name
            self.clockRate = clockRate
            self.channels = channels
            self.parameters = parameters
            self.retransmits = retransmits
            self.feedback = feedback
        }
    }

    /// What we do with one kind of media.
    package struct Kind: Hashable, Sendable {
        /// The one preferred most comes first.
        package var codecs: [Codec]
        package var extensions: [String]
        package var direction: MediaDirection

        package init(
            codecs: [Codec],
            extensions: [String],
            direction: MediaDirection = .sendReceive,
        ) {
            self.codecs = codecs
            self.extensions = extensions
            self.direction = direction
        }
    }

    package var audio: Kind
    package var video: Kind
    /// Whether an offer is refused as a whole where a part of it cannot be taken as wanted: an m-line
    /// without a codec in common, in another direction, or the second of its kind.
    ///
    /// Who only sends or only watches would rather hear that than find half of it missing
    /// (RFC 9725 §4.4.2, §4.4.3).
    package var isAllOrNothing = false

    package init(audio: Kind = .standardAudio, video: Kind = .standardVideo) {
        self.audio = audio
        self.video = video
    }

    package subscript(kind: MediaKind) -> Kind {
        switch kind {
        case .audio: audio
        case .video: video
        }
    }

    /// Takes what is sent and sends nothing: an encoder's (RFC 9725 §4.2).
    package static var ingest: AnswerPolicy { oneWay(.receiveOnly) }

    /// Sends and takes nothing: a viewer's (draft-ietf-wish-whep §4.2).
    package static var playback: AnswerPolicy { oneWay(.sendOnly) }

    private static func oneWay(_ direction: MediaDirection) -> AnswerPolicy {
        var policy = AnswerPolicy()
        policy.audio.direction = direction
        policy.video.direction = direction
        policy.isAllOrNothing = true
        return policy
    }

    /// "opus", "VP8", …: what to tell a client that has none of them.
    package var codecNames: [String] { (audio.codecs + video.codecs).map(\.name) }
}

extension AnswerPolicy.Kind {
    /// Opus (RFC 7587) with its in-band error correction.
    package static let standardAudio = AnswerPolicy.Kind(
        codecs: [
            AnswerPolicy.Codec(
                name: "opus",
                clockRate: 48_000,
                channels: 2,
                parameters: "minptime=10;useinbandfec=1",
                feedback: [.nack, .transportWide],
            )
        ],
        extensions: [
            HeaderExtensionURI.mid, HeaderExtensionURI.audioLevel,
            HeaderExtensionURI.absoluteSendTime, HeaderExtensionURI.transportSequenceNumber,
        ],
    )

    /// VP8 (RFC 7741) with retransmission.
    package static let standardVideo = AnswerPolicy.Kind(
        codecs: [
            AnswerPolicy.Codec(
                name: "VP8",
                clockRate: 90_000,
                retransmits: true,
                feedback: [.nack, .pictureLoss, .fullIntraRequest, .transportWide, .remb],
            )
        ],
        extensions: [
            HeaderExtensionURI.mid, HeaderExtensionURI.absoluteSendTime,
            HeaderExtensionURI.transportSequenceNumber, HeaderExtensionURI.videoOrientation,
        ],
    )
}

/// The RTP header extensions that we know, by the URI of `a=extmap`.
package enum HeaderExtensionURI {
    /// RFC 9143 §15.
    package static let mid = "urn:ietf:params:rtp-hdrext:sdes:mid"
    /// RFC 6464.
    package static let audioLevel = "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
    package static let absoluteSendTime =
        "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
    /// draft-holmer-rmcat-transport-wide-cc-extensions-01.
    package static let transportSequenceNumber =
        "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
    /// 3GPP TS 26.114 §7.4.5.
    package static let videoOrientation = "urn:3gpp:video-orientation"
}
