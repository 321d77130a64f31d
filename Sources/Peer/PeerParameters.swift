package import ICE
package import Media
package import SDP
package import SecureTransport

/// All that a peer needs to know of a session: what `Negotiation` or `ClientNegotiation` agreed.
package struct PeerParameters: Sendable {
    /// Who makes the connectivity checks.
    package enum ICERole: Hashable, Sendable {
        /// We answer checks only (RFC 8445 §2.5); the server.
        case lite
        /// We make the checks and nominate; the client.
        case controlling
    }

    package var iceRole: ICERole
    /// Our own; a fragment that differs from the one before is an ICE restart.
    package var localCredentials: ICECredentials
    package var remoteCredentials: ICECredentials
    /// Our own addresses; used by the controlling side only.
    package var localCandidates: [Candidate]
    /// The other side's addresses; used by the controlling side only.
    package var remoteCandidates: [Candidate]
    package var remoteFingerprint: Fingerprint
    package var dtlsRole: DTLSRole
    /// Every m-line in its order, rejected ones too; the place is the `TrackID`.
    package var media: [NegotiatedMedia]
    /// What we send as, one for each kind.
    package var streams: [OutboundStream]
    /// How long the first valid check may take; used by the lite side only.
    package var connectTimeout = ICELiteAgent.connectTimeout
    /// Our canonical name, one for sound and picture (RFC 3550 §6.5.1).
    package var cname: String

    /// The track on which we send this kind; nil if the other side takes none.
    package func sendingTrack(_ kind: MediaKind) -> TrackID? {
        firstTrack(kind) { $0.sends }
    }

    /// The track on which we receive this kind; nil if the other side sends none.
    package func receivingTrack(_ kind: MediaKind) -> TrackID? {
        firstTrack(kind) { $0.receives }
    }

    /// How we send this kind.
    package func stream(_ kind: MediaKind) -> OutboundStream? {
        streams.first { $0.kind == kind }
    }

    private func firstTrack(_ kind: MediaKind, where goes: (MediaDirection) -> Bool) -> TrackID? {
        media.first { $0.isAccepted && $0.kind == kind && goes($0.direction) }
            .map { TrackID(index: $0.index) }
    }
}

/// What stays the same of one stream that we send, over every renegotiation.
package struct OutboundStream: Hashable, Sendable {
    package var kind: MediaKind
    package var ssrc: SSRC
    /// Where retransmissions go (RFC 4588).
    package var retransmissionSSRC: SSRC
    /// Added to every unit's timestamp, so that RTP time starts at random (RFC 3550 §5.1).
    package var timestampOffset: UInt32
    /// The first packet's sequence number.
    package var firstSequence: SequenceNumber

    /// A stream with numbers of its own.
    package init(kind: MediaKind, using generator: inout some RandomNumberGenerator) {
        self.kind = kind
        ssrc = SSRC(UInt32.random(in: 1...(.max), using: &generator))
        retransmissionSSRC = SSRC(UInt32.random(in: 1...(.max), using: &generator))
        timestampOffset = UInt32.random(in: 0...(.max), using: &generator)
        // In the lower half, as SRTP's roll-over counter must not start ambiguous (RFC 3711 §3.3.1).
        firstSequence = SequenceNumber(UInt16.random(in: 0..<0x8000, using: &generator))
    }
}
