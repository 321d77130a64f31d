package import Media

/// What our side writes about its transport into an offer or an answer.
package struct LocalTransport: Hashable, Sendable {
    package var usernameFragment: String
    package var password: String
    /// Algorithm and value as `a=fingerprint` carries them: "sha-256 AB:CD:…" (RFC 8122 §5).
    package var fingerprint: String
    /// Candidate attributes: what follows "a=candidate:".
    package var candidates: [String]
    /// Says `a=ice-lite`, and that no candidates follow.
    package var isLite: Bool

    package init(
        usernameFragment: String,
        password: String,
        fingerprint: String,
        candidates: [String],
        isLite: Bool,
    ) {
        self.usernameFragment = usernameFragment
        self.password = password
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.isLite = isLite
    }
}

/// A stream that we send: one for each kind at most.
package struct LocalStream: Hashable, Sendable {
    package var kind: MediaKind
    package var ssrc: SSRC
    /// Where retransmissions go, if the peer takes them (RFC 4588).
    package var retransmissionSSRC: SSRC?
    /// Equal for the streams that are played together (RFC 7022).
    package var cname: String
    /// `a=msid:stream track` (RFC 8830).
    package var streamID: String
    package var trackID: String

    package init(
        kind: MediaKind,
        ssrc: SSRC,
        retransmissionSSRC: SSRC? = nil,
        cname: String,
        streamID: String,
        trackID: String,
    ) {
        self.kind = kind
        self.ssrc = ssrc
        self.retransmissionSSRC = retransmissionSSRC
        self.cname = cname
        self.streamID = streamID
        self.trackID = trackID
    }
}

/// Who starts the DTLS handshake (RFC 8842), as seen by the one whose role it is.
package enum SetupRole: String, Hashable, Sendable {
    /// DTLS client.
    case active
    /// DTLS server.
    case passive
}

/// What the other side said about its transport.
package struct RemoteTransport: Hashable, Sendable {
    package var usernameFragment: String
    package var password: String
    /// Algorithm and value: "sha-256 AB:CD:…"; the strongest one if there were several.
    package var fingerprint: String
    package var iceOptions: [String]
    /// Candidate attributes: what follows "a=candidate:".
    package var candidates: [String]
    package var isLite: Bool

    package init(
        usernameFragment: String,
        password: String,
        fingerprint: String,
        iceOptions: [String] = [],
        candidates: [String] = [],
        isLite: Bool = false,
    ) {
        self.usernameFragment = usernameFragment
        self.password = password
        self.fingerprint = fingerprint
        self.iceOptions = iceOptions
        self.candidates = candidates
        self.isLite = isLite
    }
}
