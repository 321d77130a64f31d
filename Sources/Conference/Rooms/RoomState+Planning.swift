import Peer

extension RoomState {
    /// What the plan needs to know of each participant, in the order in which they joined.
    package var planParticipants: [PlanParticipant] { ordered.map { $0.planned } }
}

extension RoomState.Member {
    /// Where its media comes in and goes out.
    ///
    /// During a hand-over the new leg receives at once, and the former one goes on to be the source
    /// of each kind until the new one delivers it: nobody sees or hears a gap.
    fileprivate var planned: PlanParticipant {
        var participant = PlanParticipant(id: entry.participant, name: entry.name)
        participant.isPresent = isPresent
        participant.isShown = entry.kind != .viewer
        participant.isSharing = entry.sharing
        participant.volume = volume
        participant.state.name = entry.name
        participant.state.isMuted = entry.audioMuted
        participant.state.isReconnecting = entry.reconnecting
        guard let receiving = connectedLegs.first else { return participant }
        if entry.kind != .viewer {
            participant.audioIn = entry.audioMuted ? nil : source(\.audioIn)
            participant.videoIn = entry.videoMuted ? nil : source(\.videoIn)
        }
        if entry.kind != .ingest {
            participant.audioOut = receiving.port(receiving.tracks.audioOut)
            participant.videoOut = receiving.port(receiving.tracks.videoOut)
        }
        participant.channels = receiving.tracks.wantsStereo ? 2 : 1
        return participant
    }

    private func source(_ track: KeyPath<LegTracks, TrackID?>) -> Port? {
        for leg in connectedLegs {
            guard let track = leg.tracks[keyPath: track], leg.live.contains(track) else { continue }
            return leg.port(track)
        }
        return nil
    }
}

extension RoomState.Leg {
    fileprivate func port(_ track: TrackID?) -> Port? {
        track.map { Port(peer: peer, track: $0) }
    }
}
