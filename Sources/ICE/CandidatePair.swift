import Media

/// A local address, a remote candidate and what the checks between them have shown
/// (RFC 8445 §6.1.2).
struct CandidatePair: Sendable {
    enum State: Hashable, Sendable {
        case waiting
        case inProgress
        case succeeded
        case failed
    }

    /// A check that is under way; its retransmissions are the same message (RFC 8489 §6.2.1).
    struct Check: Sendable {
        var transactionID: STUN.TransactionID
        /// Carries USE-CANDIDATE.
        var nominates: Bool
        var isControlling: Bool
        var firstSent: Instant
        var attempts = 1
        var nextAttempt: Instant
        var timeout: Interval
    }

    let path: TransportPath
    let remotePriority: UInt32
    /// Of a peer-reflexive candidate from our address: what a check's PRIORITY says.
    let checkPriority: UInt32
    var state = State.waiting
    var check: Check?
    /// Goes before the waiting ones (RFC 8445 §7.3.1.4).
    var isTriggered = false
    /// The controlling peer has said USE-CANDIDATE on it.
    var isNominatedByPeer = false

    init(path: TransportPath, remotePriority: UInt32, localPreference: UInt32) {
        self.path = path
        self.remotePriority = remotePriority
        checkPriority = Candidate.priority(
            kind: .peerReflexive,
            localPreference: localPreference,
            component: 1,
        )
    }

    /// RFC 8445 §6.1.2.3.
    func priority(isControlling: Bool) -> UInt64 {
        let local = UInt64(checkPriority)
        let remote = UInt64(remotePriority)
        let tie: UInt64 = (isControlling ? local > remote : remote > local) ? 1 : 0
        return min(local, remote) << 32 + 2 * max(local, remote) + tie
    }
}
