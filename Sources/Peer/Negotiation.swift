package import ICE
import Media
package import SDP
package import SecureTransport

/// The server's side of offer and answer for one participant.
///
/// Pure: it keeps what must stay the same over renegotiations (our ICE credentials, SSRCs,
/// timestamp offsets, names, the session's version) and turns each offer into an answer and into
/// the parameters of the peer. An offer with other ICE credentials than the one before is an ICE
/// restart (RFC 8839 §4.4.1.1.1), which our side follows with credentials of its own.
package struct Negotiation: Sendable {
    /// How we send, one for each kind; the same in every answer.
    package let streams: [OutboundStream]
    package let cname: String
    private let fingerprint: Fingerprint
    let candidates: [Candidate]
    private let policy: AnswerPolicy
    private let names: StreamNames
    private let sessionID: UInt64
    private var version: UInt64 = 0
    var credentials: ICECredentials
    /// What was agreed last; nil before the first answer.
    var agreed: PeerParameters?
    /// Fragments of the other side that a restart has ended, the last few.
    var endedFragments: [String] = []

    /// - Parameters:
    ///   - cname: our canonical name, the same for all that one endpoint sends.
    ///   - fingerprint: of the host's certificate.
    ///   - candidates: where the host is reached.
    ///   - generator: must not be predictable.
    package init(
        cname: String,
        fingerprint: Fingerprint,
        candidates: [Candidate],
        policy: AnswerPolicy = AnswerPolicy(),
        using generator: inout some RandomNumberGenerator,
    ) {
        self.cname = cname
        self.fingerprint = fingerprint
        self.candidates = candidates
        self.policy = policy
        streams = [
            OutboundStream(kind: .audio, using: &generator),
            OutboundStream(kind: .video, using: &generator),
        ]
        names = StreamNames(using: &generator)
        sessionID = generator.next()
        credentials = ICECredentials(using: &generator)
    }

    /// Answers an offer.
    ///
    /// New ICE credentials, if the offer asks for them, come from the system's generator.
    ///
    /// - Throws: `NegotiationError`; the session then stays as it was.
    package mutating func answer(
        offer text: String
    ) throws(NegotiationError) -> (answer: String, parameters: PeerParameters) {
        var generator = SecureRandom()
        return try answer(offer: text, using: &generator)
    }

    /// Answers an offer; new ICE credentials, if it asks for them, come from `generator`.
    package mutating func answer(
        offer text: String,
        using generator: inout some RandomNumberGenerator,
    ) throws(NegotiationError) -> (answer: String, parameters: PeerParameters) {
        let offer = try SessionDescription(readable: text)
        // RFC 8445 §6.1.1: one of the two must be a full agent, which makes the checks.
        guard !offer.isICELite else {
            throw .unsupported("a=ice-lite in the offer; this server is ICE-lite itself")
        }
        var next = self
        var (answer, session) = try next.agree(to: offer)
        if isRestart(session.remote.usernameFragment) {
            next.renewCredentials(using: &generator)
            (answer, session) = try next.agree(to: offer)
        }
        let parameters = try PeerParameters(
            session: session,
            iceRole: .lite,
            credentials: next.credentials,
            candidates: candidates,
            streams: streams,
            cname: cname,
        )
        if let agreed, agreed.remoteFingerprint != parameters.remoteFingerprint {
            throw .unsupported("another DTLS certificate within a session; join again")
        }
        next.agreed = parameters
        next.version += 1
        self = next
        return (answer.text, parameters)
    }

    private func agree(
        to offer: SessionDescription
    ) throws(NegotiationError) -> (SessionDescription, NegotiatedSession) {
        do throws(NegotiationFailure) {
            return try Answerer.answer(
                offer: offer,
                transport: localTransport(credentials),
                streams: streams.map { names.localStream($0, cname: cname) },
                policy: policy,
                origin: .init(sessionID: sessionID, version: version),
            )
        } catch {
            throw NegotiationError(error)
        }
    }

    private func localTransport(_ credentials: ICECredentials) -> LocalTransport {
        LocalTransport(
            usernameFragment: credentials.usernameFragment,
            password: credentials.password,
            fingerprint: fingerprint.sdpValue,
            candidates: candidates.map(\.sdpValue),
            isLite: true,
        )
    }
}

/// The names of our stream and its two tracks (RFC 8830), random and without meaning.
struct StreamNames: Hashable, Sendable {
    let stream: String
    let audio: String
    let video: String

    init(using generator: inout some RandomNumberGenerator) {
        stream = Self.name(using: &generator)
        audio = Self.name(using: &generator)
        video = Self.name(using: &generator)
    }

    func localStream(_ outbound: OutboundStream, cname: String) -> LocalStream {
        LocalStream(
            kind: outbound.kind,
            ssrc: outbound.ssrc,
            retransmissionSSRC: outbound.kind == .video ? outbound.retransmissionSSRC : nil,
            cname: cname,
            streamID: stream,
            trackID: outbound.kind == .audio ? audio : video,
        )
    }

    private static func name(using generator: inout some RandomNumberGenerator) -> String {
        String(generator.next() | 1 << 63, radix: 36)
    }
}
