internal import ICE
internal import Peer

/// A peer on its shard.
final class HostedPeer {
    let id: PeerID
    let peer: Peer
    let events: @Sendable (PeerEvent) -> Void
    /// The outlets that its tracks carry.
    var subscriptions: [(track: TrackID, outlet: HostedOutlet)] = []
    /// Whether something happened to it in this round.
    var isTouched = false
    /// The path that was bound to it last; spares the look into the directory.
    var lastPath: TransportPath?

    init(id: PeerID, peer: Peer, events: @escaping @Sendable (PeerEvent) -> Void) {
        self.id = id
        self.peer = peer
        self.events = events
    }
}

/// An outlet on its shard, and who receives it.
final class HostedOutlet {
    let outlet: MediaOutlet
    var subscribers: [(slot: Int, track: TrackID)] = []

    init(_ outlet: MediaOutlet) { self.outlet = outlet }
}
