/// What a peer tells its owner.
package enum PeerEvent: Hashable, Sendable {
    /// The handshake is done: media can go both ways.
    case connected
    /// The association cannot be made, or the other side has closed it; the text is for people.
    case failed(String)
    /// The other side is gone without a word: no valid check for 15 s. It may come back.
    case lost
    /// The other side said RTCP BYE for everything that it sends.
    case bye
    /// The first media of a track has arrived.
    case mediaStarted(TrackID)
    /// A video track has sent nothing for a second: the camera is off. Also told of a track of any
    /// kind that is heard when a renegotiation takes it away.
    case mediaSilent(TrackID)
    /// A silent video track sends again.
    case mediaResumed(TrackID)
    /// The viewer asked for a key frame on a track that we send without an outlet; told at most
    /// once for each `drain`.
    case keyFrameRequested(TrackID)
}
