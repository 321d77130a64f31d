import ICE
import SDP
import SecureTransport

extension PeerParameters {
    /// Makes the parameters of a peer out of what was negotiated.
    ///
    /// - Parameters:
    ///   - credentials: ours.
    ///   - candidates: ours.
    init(
        session: NegotiatedSession,
        iceRole: ICERole,
        credentials: ICECredentials,
        candidates: [Candidate],
        streams: [OutboundStream],
        cname: String,
    ) throws(NegotiationError) {
        let remote = ICECredentials(
            usernameFragment: session.remote.usernameFragment,
            password: session.remote.password,
        )
        guard remote.isWellFormed else { throw .malformed("a=ice-ufrag or a=ice-pwd") }
        guard let fingerprint = Fingerprint(sdp: session.remote.fingerprint) else {
            throw .unsupported("a=fingerprint must be sha-256, sha-384 or sha-512")
        }
        self.init(
            iceRole: iceRole,
            localCredentials: credentials,
            remoteCredentials: remote,
            localCandidates: candidates,
            // What cannot be read (a name of mDNS, TCP) is passed over (RFC 8839 §5.1).
            remoteCandidates: session.remote.candidates.compactMap { try? Candidate(sdp: $0) },
            remoteFingerprint: fingerprint,
            dtlsRole: session.setup == .active ? .client : .server,
            media: session.media,
            streams: streams,
            cname: cname,
        )
    }
}
