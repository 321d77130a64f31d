package import ICE
package import Media
package import SecureTransport

/// Who runs peers: an I/O shard in the program, a virtual host in tests.
///
/// Every call may come from any thread and returns at once; commands take effect in order on the
/// host's own thread. Commands for a peer that does not exist (any more) do nothing.
package protocol PeerHost: Sendable {
    /// Where the peers can be reached, for our session descriptions.
    var candidates: [Candidate] { get }
    /// Of the certificate that all peers of the host show.
    var fingerprint: Fingerprint { get }

    /// Makes a peer.
    ///
    /// - Parameter events: called on the host's thread; must not block.
    func add(
        _ id: PeerID,
        parameters: PeerParameters,
        events: @escaping @Sendable (PeerEvent) -> Void,
    )
    /// Gives a peer the result of a renegotiation.
    func update(_ id: PeerID, parameters: PeerParameters)
    /// Says good-bye to the other side and forgets the peer.
    func remove(_ id: PeerID)

    /// Sends what a track receives to an inlet from now on; nil: nowhere.
    func attach(_ inlet: MediaInlet?, to track: TrackID, of peer: PeerID)
    /// Makes an outlet that this host drains.
    func makeOutlet(_ kind: MediaKind, capacityBytes: Int) -> MediaOutlet
    /// Ends an outlet; its subscribers receive nothing more from it.
    func close(_ outlet: MediaOutlet)
    /// Lets a track of a peer carry what comes out of an outlet; nil: nothing.
    func subscribe(_ peer: PeerID, track: TrackID, to outlet: MediaOutlet?)
    /// Asks the other side for a key frame, at a bounded rate.
    func requestKeyFrame(from peer: PeerID, track: TrackID)
    /// A snapshot; nil if there is no such peer.
    func statistics(of peer: PeerID) async -> PeerStatistics?
}
