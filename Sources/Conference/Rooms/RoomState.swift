package import Media
package import Peer

/// A room's participants and what is known of their connections: pure, in virtual time.
///
/// Each method takes what happened and returns what follows from it; the `Room` actor performs it.
/// Presence, per participant:
///
/// ```
///            offer            connected            lost / no socket and no media
///  joined ──────────▶ connecting ────▶ present ───────────────────▶ reconnecting
///                                        ▲  back (new media, resume)      │ tileGrace: out of layout
///                                        └────────────────────────────────┤
///                                                              identityGrace ▼
///                                                                            gone
/// ```
package struct RoomState: Sendable {
    /// One participant's way in and out of the server.
    package struct Leg: Hashable, Sendable {
        package var peer: PeerID
        package var tracks: LegTracks
        package var isConnected = false
        /// Tracks that deliver at this time.
        package var live: Set<TrackID> = []

        package init(peer: PeerID, tracks: LegTracks) {
            self.peer = peer
            self.tracks = tracks
        }
    }

    struct Member: Sendable {
        var entry: RosterEntry
        let resume: String
        var leg: Leg?
        /// The one it had before it resumed; let go when the new one is connected.
        var formerLeg: Leg?
        var hasSocket = true
        /// Whether it stands in the layout: from the first connection until the grace is over.
        var isPresent = false
        /// Since when neither socket nor media are there.
        var absentSince: Instant?
    }

    /// What follows from something that happened.
    package enum Change: Hashable, Sendable {
        case joined(RosterEntry)
        case updated(RosterEntry)
        case left(ParticipantID, reason: String)
        case dropPeer(PeerID)
        case replan
    }

    private let tileGrace: Interval
    private let identityGrace: Interval
    private(set) var order: [ParticipantID] = []
    private var members: [ParticipantID: Member] = [:]

    package init(tileGrace: Interval, identityGrace: Interval) {
        self.tileGrace = tileGrace
        self.identityGrace = identityGrace
    }

    package var isEmpty: Bool { order.isEmpty }
    package var count: Int { order.count }
    package var roster: [RosterEntry] { order.compactMap { members[$0]?.entry } }

    package func contains(_ id: ParticipantID) -> Bool { members[id] != nil }

    package func leg(of id: ParticipantID) -> Leg? { members[id]?.leg }

    package func resumeSecret(of id: ParticipantID) -> String? { members[id]?.resume }

    /// Who is meant by a secret; compared in full, so that a guess learns nothing from the time.
    package func participant(resuming secret: String) -> ParticipantID? {
        order.first { members[$0].map { Self.isEqual($0.resume, secret) } ?? false }
    }

    // MARK: What happens

    package mutating func join(_ entry: RosterEntry, resume: String) -> [Change] {
        order.append(entry.participant)
        members[entry.participant] = Member(entry: entry, resume: resume)
        return [.joined(entry), .replan]
    }

    /// The same participant came back over a new socket; its next offer makes a new leg.
    package mutating func resume(_ id: ParticipantID) -> [Change] {
        change(id) { member in
            member.hasSocket = true
            member.absentSince = nil
            member.entry.reconnecting = false
            member.formerLeg = member.formerLeg ?? member.leg
            member.leg = nil
        }
    }

    package mutating func leave(_ id: ParticipantID, reason: String) -> [Change] {
        guard let member = members.removeValue(forKey: id) else { return [] }
        order.removeAll { $0 == id }
        let peers = [member.leg, member.formerLeg].compactMap(\.self).map(\.peer)
        return peers.map { Change.dropPeer($0) } + [.left(id, reason: reason), .replan]
    }

    /// An offer was answered: the leg is made, or its tracks have changed.
    package mutating func negotiated(_ id: ParticipantID, peer: PeerID, tracks: LegTracks)
        -> [Change]
    {
        change(id) { member in
            if member.leg?.peer == peer {
                member.leg?.tracks = tracks
            } else {
                member.leg = Leg(peer: peer, tracks: tracks)
            }
            // What the new description no longer carries does not deliver either.
            member.leg?.live.formIntersection([tracks.audioIn, tracks.videoIn].compactMap(\.self))
            member.entry.hasAudio = tracks.audioIn != nil
            let isShown = tracks.videoIn.map { member.leg?.live.contains($0) ?? false } ?? false
            member.entry.hasVideo = isShown && member.leg?.isConnected == true
        }
    }

    package mutating func connected(_ id: ParticipantID, peer: PeerID) -> [Change] {
        guard members[id]?.leg?.peer == peer else { return [] }
        let former = members[id]?.formerLeg
        let changes = change(id) { member in
            member.leg?.isConnected = true
            member.isPresent = true
            member.absentSince = nil
            member.entry.reconnecting = false
            member.formerLeg = nil
        }
        return changes + (former.map { [.dropPeer($0.peer)] } ?? [])
    }

    /// The media path is gone: no consent any more, or the transport was closed.
    package mutating func lost(_ id: ParticipantID, peer: PeerID, now: Instant) -> [Change] {
        guard members[id]?.leg?.peer == peer else { return [] }
        return change(id) { member in
            member.leg?.isConnected = false
            member.leg?.live = []
            member.entry.hasVideo = false
            Self.noteAbsence(&member, now: now)
        }
    }

    /// The signaling socket is gone; a participant whose media lives stays.
    package mutating func socketLost(_ id: ParticipantID, now: Instant) -> [Change] {
        change(id) { member in
            member.hasSocket = false
            if member.leg?.isConnected != true { Self.noteAbsence(&member, now: now) }
        }
    }

    /// A track began to deliver, or fell silent.
    package mutating func media(
        _ id: ParticipantID,
        peer: PeerID,
        track: TrackID,
        isLive: Bool,
    ) -> [Change] {
        guard members[id]?.leg?.peer == peer else { return [] }
        return change(id) { member in
            if isLive {
                member.leg?.live.insert(track)
            } else {
                member.leg?.live.remove(track)
            }
            if track == member.leg?.tracks.videoIn { member.entry.hasVideo = isLive }
        }
    }

    package mutating func mute(_ id: ParticipantID, audio: Bool?, video: Bool?) -> [Change] {
        change(id) { member in
            if let audio { member.entry.audioMuted = audio }
            if let video { member.entry.videoMuted = video }
        }
    }

    package mutating func raiseHand(_ id: ParticipantID, _ raised: Bool) -> [Change] {
        change(id) { $0.entry.handRaised = raised }
    }

    // MARK: Time

    /// When `expire` has something to do; nil if never.
    package var deadline: Instant? {
        members.values.compactMap { member in
            member.absentSince.map { $0 + (member.isPresent ? tileGrace : identityGrace) }
        }.min()
    }

    /// Takes the tiles of those who are away for too long, and then their identity.
    package mutating func expire(now: Instant) -> [Change] {
        var changes: [Change] = []
        for id in order {
            guard var member = members[id], let since = member.absentSince else { continue }
            if now >= since + identityGrace {
                changes += leave(id, reason: "connection lost")
            } else if now >= since + tileGrace, member.isPresent {
                member.isPresent = false
                members[id] = member
                changes.append(.replan)
            }
        }
        return changes
    }

    // MARK: For the plan

    /// What the plan needs to know of each participant, in the order in which they joined.
    package var planParticipants: [PlanParticipant] {
        order.compactMap { members[$0] }.map { member in
            var participant = PlanParticipant(
                id: member.entry.participant,
                name: member.entry.name,
            )
            participant.isPresent = member.isPresent
            // Until a resumed participant's new leg is connected, the former one carries on.
            let legs = [member.leg, member.formerLeg].compactMap(\.self)
            guard let leg = legs.first(where: \.isConnected) else { return participant }
            func port(_ track: TrackID?) -> Port? { track.map { Port(peer: leg.peer, track: $0) } }
            func livePort(_ track: TrackID?) -> Port? {
                port(track.flatMap { leg.live.contains($0) ? $0 : nil })
            }
            participant.audioIn = member.entry.audioMuted ? nil : livePort(leg.tracks.audioIn)
            participant.videoIn = member.entry.videoMuted ? nil : livePort(leg.tracks.videoIn)
            participant.audioOut = port(leg.tracks.audioOut)
            participant.videoOut = port(leg.tracks.videoOut)
            participant.channels = leg.tracks.wantsStereo ? 2 : 1
            return participant
        }
    }

    // MARK: Within

    /// Changes a member and says so, and that the plan may differ.
    private mutating func change(_ id: ParticipantID, _ body: (inout Member) -> Void) -> [Change] {
        guard var member = members[id] else { return [] }
        let before = member.entry
        body(&member)
        members[id] = member
        return (member.entry == before ? [] : [.updated(member.entry)]) + [.replan]
    }

    private static func noteAbsence(_ member: inout Member, now: Instant) {
        guard member.absentSince == nil else { return }
        member.absentSince = now
        // Who has not been here yet does not come back.
        member.entry.reconnecting = member.isPresent
    }

    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
