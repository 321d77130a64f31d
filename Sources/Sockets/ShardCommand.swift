internal import ICE
internal import Peer

/// What the control plane asks of a shard's thread.
enum ShardCommand: Sendable {
    case add(PeerID, PeerParameters, events: @Sendable (PeerEvent) -> Void)
    case update(PeerID, PeerParameters)
    case remove(PeerID)
    case attach(MediaInlet?, TrackID, PeerID)
    case open(MediaOutlet)
    case close(MediaOutlet)
    case subscribe(PeerID, TrackID, MediaOutlet?)
    case requestKeyFrame(PeerID, TrackID)
    case statistics(PeerID, CheckedContinuation<PeerStatistics?, Never>)
    case openPort(
        [TransportAddress],
        LinkImpairment?,
        CheckedContinuation<Result<[TransportAddress], SocketError>, Never>,
    )
    case closePort([TransportAddress])
    case stop
}
