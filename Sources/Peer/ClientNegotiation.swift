package import ICE
package import Media
package import SDP
package import SecureTransport

/// The client's side of offer and answer: it offers and makes the connectivity checks.
///
/// Used by our own bots. It keeps over renegotiations what `Negotiation` keeps for the server.
/// m-lines are added by `addSection` and never leave.
package struct ClientNegotiation: Sendable {
    /// How we send, one for each kind; the same in every offer.
    package let streams: [OutboundStream]
    package let cname: String
    /// What is offered, one m-line each.
    package private(set) var sections: [Offerer.Section] = []
    private let fingerprint: Fingerprint
    private let candidates: [Candidate]
    private let policy: AnswerPolicy
    private let names: StreamNames
    private let sessionID: UInt64
    private var version: UInt64 = 0
    private var credentials: ICECredentials
    /// What was offered last, with the credentials in it.
    private var offered: (description: SessionDescription, credentials: ICECredentials)?

    /// - Parameters:
    ///   - candidates: our own addresses.
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

    /// Adds an m-line to the offers to come.
    ///
    /// - Returns: the track that it will be.
    @discardableResult
    package mutating func addSection(
        _ kind: MediaKind,
        direction: MediaDirection = .sendReceive,
    ) -> TrackID {
        let track = TrackID(index: sections.count)
        sections.append(
            Offerer.Section(kind: kind, mid: String(track.index), direction: direction)
        )
        return track
    }

    /// Makes new ICE credentials, so that the next offer restarts ICE (RFC 8445 §9).
    package mutating func restartICE(using generator: inout some RandomNumberGenerator) {
        credentials = ICECredentials(using: &generator)
    }

    /// The next offer.
    package mutating func offer() -> String {
        let description = Offerer.offer(
            transport: LocalTransport(
                usernameFragment: credentials.usernameFragment,
                password: credentials.password,
                fingerprint: fingerprint.sdpValue,
                candidates: candidates.map(\.sdpValue),
                isLite: false,
            ),
            streams: streams.map { names.localStream($0, cname: cname) },
            sections: sections,
            policy: policy,
            origin: .init(sessionID: sessionID, version: version),
        )
        version += 1
        offered = (description, credentials)
        return description.text
    }

    /// Takes the answer to the last offer.
    package func accept(answer text: String) throws(NegotiationError) -> PeerParameters {
        guard let offered else { throw .malformed("an answer without an offer") }
        let answer = try SessionDescription(readable: text)
        let session: NegotiatedSession
        do throws(NegotiationFailure) {
            session = try Offerer.accept(
                answer: answer,
                to: offered.description,
                policy: policy,
            )
        } catch {
            throw NegotiationError(error)
        }
        return try PeerParameters(
            session: session,
            iceRole: .controlling,
            credentials: offered.credentials,
            candidates: candidates,
            streams: streams,
            cname: cname,
        )
    }

    // MARK: Trickling

    /// What a PATCH of a session carries (RFC 8840 §9): our credentials and all our candidates.
    ///
    /// With the credentials that were offered it trickles; after `restartICE` it restarts ICE.
    package var fragment: TrickleFragment {
        var fragment = TrickleFragment()
        fragment.usernameFragment = credentials.usernameFragment
        fragment.password = credentials.password
        fragment.bundle = sections.map(\.mid)
        fragment.sections = sections.prefix(1).map { section in
            TrickleFragment.Section(
                type: section.kind == .audio ? "audio" : "video",
                mid: section.mid,
                candidates: candidates.map(\.sdpValue),
                endsCandidates: true,
            )
        }
        return fragment
    }

    /// Takes the server's answer to the fragment that restarted ICE.
    ///
    /// - Parameter parameters: those in force; all but what concerns ICE stays as it is.
    package func accept(
        _ fragment: TrickleFragment,
        for parameters: PeerParameters,
    ) throws(NegotiationError) -> PeerParameters {
        guard let name = fragment.usernameFragment, let password = fragment.password else {
            throw .malformed("no a=ice-ufrag or a=ice-pwd")
        }
        let remote = ICECredentials(usernameFragment: name, password: password)
        guard remote.isWellFormed else { throw .malformed("a=ice-ufrag or a=ice-pwd") }
        var parameters = parameters
        parameters.localCredentials = credentials
        parameters.remoteCredentials = remote
        // No candidates mean that they stay the same (RFC 9725 §4.3.3).
        let candidates = fragment.candidates.compactMap { try? Candidate(sdp: $0) }
        if !candidates.isEmpty { parameters.remoteCandidates = candidates }
        return parameters
    }
}
