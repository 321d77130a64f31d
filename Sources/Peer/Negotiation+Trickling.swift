import ICE
import Media
package import SDP
import SecureTransport

extension Negotiation {
    /// What a fragment led to.
    package enum Trickled: Sendable {
        /// It belongs to the present ICE session.
        ///
        /// Nothing follows: a lite agent learns the other side's addresses from its checks
        /// (RFC 8445 §7.3).
        case candidates
        /// ICE restarts: what to tell the other side, and what holds for the peer from now on.
        case restart(answer: TrickleFragment, parameters: PeerParameters)
    }

    /// How many ended fragments are remembered.
    private static let longestMemory = 8

    /// Names the present ICE session: our side's fragment, which each restart changes.
    package var iceSession: String { credentials.usernameFragment }

    /// Takes a fragment that was trickled for this session.
    ///
    /// New credentials, if it restarts ICE, come from the system's generator.
    ///
    /// - Throws: `NegotiationError`; the session then stays as it was.
    package mutating func take(
        _ fragment: TrickleFragment
    ) throws(NegotiationError) -> Trickled {
        var generator = SecureRandom()
        return try take(fragment, using: &generator)
    }

    /// Takes a fragment; new credentials, if it restarts ICE, come from `generator`.
    package mutating func take(
        _ fragment: TrickleFragment,
        using generator: inout some RandomNumberGenerator,
    ) throws(NegotiationError) -> Trickled {
        guard var parameters = agreed else { throw .unsupported("there was no offer yet") }
        try fragment.checkSections(parameters.media)
        let candidates = try fragment.readCandidates()
        let present = parameters.remoteCredentials
        guard let name = fragment.usernameFragment, isRestart(name) else {
            if let password = fragment.password, password != present.password {
                // RFC 8839 §4.4.1.1.1: a restart changes both.
                throw .unsupported("a=ice-pwd does not belong to the present a=ice-ufrag")
            }
            return .candidates
        }
        guard !endedFragments.contains(name) else {
            throw .unsupported("a=ice-ufrag is of an ICE session that has been restarted")
        }
        guard let password = fragment.password else { throw .malformed("a=ice-ufrag alone") }
        let remote = ICECredentials(usernameFragment: name, password: password)
        guard remote.isWellFormed else { throw .malformed("a=ice-ufrag or a=ice-pwd") }
        guard password != present.password else {
            throw .unsupported("another a=ice-ufrag with the same a=ice-pwd")
        }
        renewCredentials(using: &generator)
        parameters.localCredentials = credentials
        parameters.remoteCredentials = remote
        parameters.remoteCandidates = candidates
        agreed = parameters
        return .restart(answer: restartAnswer(parameters), parameters: parameters)
    }

    /// Whether the other side asks for a restart by naming itself so (RFC 8839 §4.4.1.1.1).
    func isRestart(_ fragment: String) -> Bool {
        guard let agreed else { return false }
        return agreed.remoteCredentials.usernameFragment != fragment
    }

    /// Makes new credentials for a restart, and remembers those of the other side that end.
    mutating func renewCredentials(using generator: inout some RandomNumberGenerator) {
        if let agreed { endedFragments.append(agreed.remoteCredentials.usernameFragment) }
        endedFragments = endedFragments.suffix(Self.longestMemory)
        credentials = ICECredentials(using: &generator)
    }

    /// What RFC 8840 §4.4 lets a fragment say, with the attributes of our answers (`a=ice-lite`).
    private func restartAnswer(_ parameters: PeerParameters) -> TrickleFragment {
        let accepted = parameters.media.filter(\.isAccepted)
        var fragment = TrickleFragment()
        fragment.isICELite = true
        fragment.usernameFragment = credentials.usernameFragment
        fragment.password = credentials.password
        fragment.bundle = accepted.map(\.mid).filter { !$0.isEmpty }
        // All share the transport of the first (RFC 9143 §7.3).
        fragment.sections = accepted.prefix(1).map { media in
            TrickleFragment.Section(
                type: media.kind == .video ? "video" : "audio",
                mid: media.mid,
                candidates: candidates.map(\.sdpValue),
                endsCandidates: true,
            )
        }
        return fragment
    }
}

extension TrickleFragment {
    /// Each m-section must be one of the session's; one that names none, the only one.
    fileprivate func checkSections(_ media: [NegotiatedMedia]) throws(NegotiationError) {
        for section in sections where !media.contains(where: { $0.mid == section.mid }) {
            throw .unsupported(
                section.mid.isEmpty
                    ? "an m-line without a=mid" : "a=mid:\(section.mid) is not in this session"
            )
        }
    }

    /// What can be used of the candidates.
    ///
    /// One that names its host or goes over another transport is passed over (RFC 9725 §4.3.2).
    ///
    /// - Throws: if one is not of the form of RFC 8839 §5.1.
    fileprivate func readCandidates() throws(NegotiationError) -> [Candidate] {
        var read: [Candidate] = []
        for text in candidates {
            do throws(CandidateError) {
                read.append(try Candidate(sdp: text))
            } catch .malformed(let field) {
                throw .malformed("a=candidate: \(field)")
            } catch {
                continue
            }
        }
        return read
    }
}
