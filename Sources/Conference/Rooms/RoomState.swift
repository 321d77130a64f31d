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
        /// Seconds since 1970.
        let joinedAt: Double
        /// What it wants to be sent at most.
        let quality: Quality?
        /// Whether it came over a signaling connection, and so may come back over another one.
        let hasSocket: Bool
        /// What its sound is multiplied with in the mix.
        var volume = 1.0
        var leg: Leg?
        /// The one it had before it resumed; it carries on until the new one delivers.
        var formerLeg: Leg?
        /// When the former leg is let go at the latest.
        var handOverEnds: Instant?
        /// Whether it stands in the layout: from the first connection until the grace is over.
        var isPresent = false
        /// Since when neither socket nor media are there.
        var absentSince: Instant?

        var connectedLegs: [Leg] { [leg, formerLeg].compactMap(\.self).filter(\.isConnected) }

        /// Changes the leg that has this peer; nothing if neither has.
        mutating func changeLeg(of peer: PeerID, _ body: (inout Leg) -> Void) {
            if leg?.peer == peer, var changed = leg {
                body(&changed)
                leg = changed
            } else if formerLeg?.peer == peer, var changed = formerLeg {
                body(&changed)
                formerLeg = changed
            }
        }

        /// Takes the former leg away.
        mutating func releaseFormer() -> [Change] {
            guard let former = formerLeg else { return [] }
            formerLeg = nil
            handOverEnds = nil
            return [.dropPeer(former.peer)]
        }
    }

    /// What follows from something that happened.
    package enum Change: Hashable, Sendable {
        case joined(RosterEntry)
        case updated(RosterEntry)
        case left(ParticipantID, reason: String)
        case dropPeer(PeerID)
        case replan

        /// Whether it takes a participant out of the room.
        var isDeparture: Bool {
            if case .left = self { true } else { false }
        }
    }

    private let tileGrace: Interval
    private let identityGrace: Interval
    /// How long a new leg's media may take before the former one's is given up.
    private static let handOver = Interval.seconds(2)
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

    func member(_ id: ParticipantID) -> Member? { members[id] }

    package func leg(of id: ParticipantID) -> Leg? { members[id]?.leg }

    package func resumeSecret(of id: ParticipantID) -> String? { members[id]?.resume }

    /// Who is meant by a secret; compared in full, so that a guess learns nothing from the time.
    package func participant(resuming secret: String) -> ParticipantID? {
        order.first { members[$0].map { Self.isEqual($0.resume, secret) } ?? false }
    }

    // MARK: What happens

    /// Somebody new has come.
    ///
    /// - Parameters:
    ///   - time: when, in seconds since 1970.
    ///   - now: the same, for who has no signaling connection: absent until its media comes.
    package mutating func join(
        _ entry: RosterEntry,
        resume: String,
        quality: Quality? = nil,
        at time: Double,
        withoutSocket now: Instant? = nil,
    ) -> [Change] {
        order.append(entry.participant)
        var member = Member(
            entry: entry,
            resume: resume,
            joinedAt: time,
            quality: quality,
            hasSocket: now == nil,
        )
        member.absentSince = now
        members[entry.participant] = member
        return [.joined(entry), .replan]
    }

    /// The same participant came back over a new socket; its next offer makes a new leg.
    package mutating func resume(_ id: ParticipantID) -> [Change] {
        change(id) { member in
            member.absentSince = nil
            member.entry.reconnecting = false
            guard let leg = member.leg else { return [] }
            member.leg = nil
            // Of two earlier legs the one that carries media is kept.
            if member.formerLeg?.isConnected == true { return [.dropPeer(leg.peer)] }
            let released = member.releaseFormer()
            member.formerLeg = leg
            return released
        }
    }

    package mutating func leave(_ id: ParticipantID, reason: String) -> [Change] {
        guard let member = members.removeValue(forKey: id) else { return [] }
        order.removeAll { $0 == id }
        let peers = [member.leg, member.formerLeg].compactMap(\.self).map(\.peer)
        return peers.map { Change.dropPeer($0) } + [.left(id, reason: reason), .replan]
    }

    /// An offer was answered: the leg is made, or its tracks have changed.
    package mutating func negotiated(
        _ id: ParticipantID,
        peer: PeerID,
        tracks: LegTracks,
    ) -> [Change] {
        change(id) { member in
            if member.leg?.peer == peer {
                member.leg?.tracks = tracks
            } else {
                member.leg = Leg(peer: peer, tracks: tracks)
            }
            // What the new description no longer carries does not deliver either.
            member.leg?.live.formIntersection([tracks.audioIn, tracks.videoIn].compactMap(\.self))
            member.entry.hasAudio = tracks.audioIn != nil
            return []
        }
    }

    /// A leg's handshake is done, or its path has come back.
    package mutating func connected(_ id: ParticipantID, peer: PeerID, now: Instant) -> [Change] {
        change(id, on: peer) { member in
            member.changeLeg(of: peer) { $0.isConnected = true }
            member.isPresent = true
            member.absentSince = nil
            member.entry.reconnecting = false
            if member.formerLeg != nil, member.leg?.peer == peer {
                member.handOverEnds = now + Self.handOver
            }
            return Self.finishHandOver(&member)
        }
    }

    /// A leg is over for good: it never came about, or the other side closed it.
    ///
    /// Who has no other leg, and never had a socket to make one with, is gone by that.
    package mutating func ended(_ id: ParticipantID, peer: PeerID, now: Instant) -> [Change] {
        let changes = lost(id, peer: peer, now: now)
        guard !changes.isEmpty, let member = members[id], !member.hasSocket,
            member.connectedLegs.isEmpty
        else { return changes }
        return changes + leave(id, reason: member.isPresent ? "left" : "its media never came")
    }

    /// The media path is gone: no consent any more.
    package mutating func lost(_ id: ParticipantID, peer: PeerID, now: Instant) -> [Change] {
        change(id, on: peer) { member in
            member.changeLeg(of: peer) { leg in
                leg.isConnected = false
                leg.live = []
            }
            let released = member.formerLeg?.peer == peer ? member.releaseFormer() : []
            Self.noteAbsence(&member, now: now)
            return released
        }
    }

    /// The signaling socket is gone; a participant whose media lives stays.
    package mutating func socketLost(_ id: ParticipantID, now: Instant) -> [Change] {
        change(id) { member in
            Self.noteAbsence(&member, now: now)
            return []
        }
    }

    /// A track began to deliver, or fell silent.
    package mutating func media(
        _ id: ParticipantID,
        peer: PeerID,
        track: TrackID,
        isLive: Bool,
    ) -> [Change] {
        change(id, on: peer) { member in
            member.changeLeg(of: peer) { leg in
                if isLive { leg.live.insert(track) } else { leg.live.remove(track) }
            }
            return Self.finishHandOver(&member)
        }
    }

    package mutating func mute(_ id: ParticipantID, audio: Bool?, video: Bool?) -> [Change] {
        change(id) { member in
            if let audio { member.entry.audioMuted = audio }
            if let video { member.entry.videoMuted = video }
            return []
        }
    }

    package mutating func raiseHand(_ id: ParticipantID, _ raised: Bool) -> [Change] {
        change(id) { member in
            member.entry.handRaised = raised
            return []
        }
    }

    /// What the participant sends as its picture is a screen, or no longer.
    package mutating func share(_ id: ParticipantID, _ isSharing: Bool) -> [Change] {
        change(id) { member in
            member.entry.sharing = isSharing
            return []
        }
    }

    /// An administrator's change.
    package mutating func administer(
        _ id: ParticipantID,
        _ wanted: ParticipantChange,
    ) -> [Change] {
        change(id) { member in
            if let audio = wanted.audioMuted { member.entry.audioMuted = audio }
            if let video = wanted.videoMuted { member.entry.videoMuted = video }
            if let volume = wanted.volume { member.volume = volume }
            if let name = wanted.name { member.entry.name = name }
            return []
        }
    }

    // MARK: Time

    /// When `expire` has something to do; nil if never.
    package var deadline: Instant? {
        members.values.flatMap { member in
            let absence = member.absentSince.map {
                $0 + (member.isPresent ? tileGrace : identityGrace)
            }
            return [absence, member.handOverEnds].compactMap(\.self)
        }.min()
    }

    /// Takes the tiles of those who are away for too long, and then their identity.
    package mutating func expire(now: Instant) -> [Change] {
        var changes: [Change] = []
        for id in order {
            if let ends = members[id]?.handOverEnds, now >= ends {
                changes += change(id) { $0.releaseFormer() }
            }
            guard let member = members[id], let since = member.absentSince else { continue }
            if now >= since + identityGrace {
                changes += leave(id, reason: "connection lost")
            } else if now >= since + tileGrace, member.isPresent {
                members[id]?.isPresent = false
                changes.append(.replan)
            }
        }
        return changes
    }

    /// Each participant as it stands, in the order in which they joined.
    var ordered: [Member] { order.compactMap { members[$0] } }

    // MARK: Within

    /// Changes a member that has a leg with this peer; what a stale one says changes nothing.
    private mutating func change(
        _ id: ParticipantID,
        on peer: PeerID,
        _ body: (inout Member) -> [Change],
    ) -> [Change] {
        let legs = [members[id]?.leg?.peer, members[id]?.formerLeg?.peer]
        return legs.contains(peer) ? change(id, body) : []
    }

    /// Changes a member, says so where it shows, and that the plan may differ.
    private mutating func change(
        _ id: ParticipantID,
        _ body: (inout Member) -> [Change],
    ) -> [Change] {
        guard var member = members[id] else { return [] }
        let before = member.entry
        let changes = body(&member)
        member.entry.hasVideo = member.connectedLegs.contains { leg in
            leg.tracks.videoIn.map(leg.live.contains) ?? false
        }
        members[id] = member
        return changes + (member.entry == before ? [] : [.updated(member.entry)]) + [.replan]
    }

    /// Lets the former leg go once the new one delivers what the former did.
    private static func finishHandOver(_ member: inout Member) -> [Change] {
        guard let leg = member.leg, leg.isConnected, let former = member.formerLeg else {
            return []
        }
        let pairs = [
            (former.tracks.audioIn, leg.tracks.audioIn),
            (former.tracks.videoIn, leg.tracks.videoIn),
        ]
        let isWaiting = pairs.contains { before, now in
            guard let before, former.live.contains(before), let now else { return false }
            return !leg.live.contains(now)
        }
        return isWaiting ? [] : member.releaseFormer()
    }

    private static func noteAbsence(_ member: inout Member, now: Instant) {
        guard member.connectedLegs.isEmpty, member.absentSince == nil else { return }
        member.absentSince = now
        // Who has not been here yet does not come back.
        member.entry.reconnecting = member.isPresent
    }

    private static func isEqual(_ left: String, _ right: String) -> Bool {
        guard left.utf8.count == right.utf8.count else { return false }
        return zip(left.utf8, right.utf8).reduce(UInt8(0)) { $0 | ($1.0 ^ $1.1) } == 0
    }
}
