package import Peer
package import SDP

/// What became of a fragment that a participant sent.
package enum TrickleOutcome: Hashable, Sendable {
    /// It was of the present ICE session, which goes on.
    case taken
    /// ICE restarts; what to tell the participant, and the name of the new ICE session.
    case restarted(answer: TrickleFragment, iceSession: String)
}

/// Why a fragment had no effect; what was in force goes on.
package enum TrickleError: Error, Hashable, Sendable {
    /// The participant has left, or has no leg.
    case noSession
    /// It was meant for another ICE session than the present one.
    case otherSession
    case refused(NegotiationError)
}
