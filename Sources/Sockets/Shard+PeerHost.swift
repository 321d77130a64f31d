package import Media
package import Peer

extension Shard {
    package func add(
        _ id: PeerID,
        parameters: PeerParameters,
        events: @escaping @Sendable (PeerEvent) -> Void,
    ) {
        mailbox.post(.add(id, parameters, events: events))
    }

    package func update(_ id: PeerID, parameters: PeerParameters) {
        mailbox.post(.update(id, parameters))
    }

    package func remove(_ id: PeerID) { mailbox.post(.remove(id)) }

    package func attach(_ inlet: MediaInlet?, to track: TrackID, of peer: PeerID) {
        mailbox.post(.attach(inlet, track, peer))
    }

    package func makeOutlet(_ kind: MediaKind, capacityBytes: Int) -> MediaOutlet {
        let waker = mailbox.waker
        let outlet = MediaOutlet(kind: kind, capacityBytes: capacityBytes) { waker.wake() }
        mailbox.post(.open(outlet))
        return outlet
    }

    package func close(_ outlet: MediaOutlet) { mailbox.post(.close(outlet)) }

    package func subscribe(_ peer: PeerID, track: TrackID, to outlet: MediaOutlet?) {
        mailbox.post(.subscribe(peer, track, outlet))
    }

    package func requestKeyFrame(from peer: PeerID, track: TrackID) {
        mailbox.post(.requestKeyFrame(peer, track))
    }

    package func statistics(of peer: PeerID) async -> PeerStatistics? {
        await withCheckedContinuation { mailbox.post(.statistics(peer, $0)) }
    }
}
