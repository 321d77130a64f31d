import Media
import Peer
import Testing

@testable import Conference

@Suite("Who is in a room, in virtual time")
struct RoomStateTests {
    private let ada = ParticipantID("ada")
    private let bob = ParticipantID("bob")
    private let peer = PeerID(rawValue: 1)
    private let start = Instant(nanoseconds: 0)

    private func makeState() -> RoomState {
        RoomState(tileGrace: .seconds(3), identityGrace: .seconds(30))
    }

    private func tracks() -> LegTracks {
        var tracks = LegTracks()
        tracks.audioIn = TrackID(index: 0)
        tracks.audioOut = TrackID(index: 0)
        tracks.videoIn = TrackID(index: 1)
        tracks.videoOut = TrackID(index: 1)
        return tracks
    }

    /// A room with one participant whose media flows.
    private func makeConnected() -> RoomState {
        var state = makeState()
        _ = state.join(RosterEntry(participant: ada, name: "Ada"), resume: "secret", at: 0)
        _ = state.negotiated(ada, peer: peer, tracks: tracks())
        _ = state.connected(ada, peer: peer, now: start)
        _ = state.media(ada, peer: peer, track: TrackID(index: 0), isLive: true)
        _ = state.media(ada, peer: peer, track: TrackID(index: 1), isLive: true)
        return state
    }

    @Test("Who joined stands in the roster, and in the layout from the connection on")
    func joining() {
        var state = makeState()
        let entry = RosterEntry(participant: ada, name: "Ada")
        #expect(state.join(entry, resume: "s", at: 0) == [.joined(entry), .replan])
        #expect(state.roster == [entry])
        #expect(state.planParticipants.first?.isPresent == false)
        _ = state.negotiated(ada, peer: peer, tracks: tracks())
        #expect(state.connected(ada, peer: peer, now: start).contains(.replan))
        #expect(state.planParticipants.first?.isPresent == true)
        #expect(state.planParticipants.first?.videoOut != nil)
    }

    @Test("A tile tells who is muted, and who is reconnecting")
    func tileStates() {
        var state = makeConnected()
        #expect(state.planParticipants[0].state.name == "Ada")
        #expect(!state.planParticipants[0].state.isMuted)
        _ = state.mute(ada, audio: true, video: nil)
        #expect(state.planParticipants[0].state.isMuted)
        #expect(!state.planParticipants[0].state.isReconnecting)
        _ = state.lost(ada, peer: peer, now: start)
        _ = state.socketLost(ada, now: start)
        #expect(state.planParticipants[0].state.isReconnecting)
    }

    @Test("A source counts once its media has come, and not while it is muted or silent")
    func sources() {
        var state = makeConnected()
        #expect(
            state.planParticipants[0].audioIn != nil && state.planParticipants[0].videoIn != nil
        )
        _ = state.mute(ada, audio: true, video: nil)
        #expect(state.planParticipants[0].audioIn == nil)
        _ = state.mute(ada, audio: false, video: true)
        #expect(
            state.planParticipants[0].audioIn != nil && state.planParticipants[0].videoIn == nil
        )
        _ = state.mute(ada, audio: nil, video: false)
        _ = state.media(ada, peer: peer, track: TrackID(index: 1), isLive: false)
        #expect(state.planParticipants[0].videoIn == nil)
        #expect(state.roster[0].hasVideo == false)
    }

    @Test("Media lost: a badge at once, no tile after 3 s, no identity after 30 s")
    func lost() {
        var state = makeConnected()
        _ = state.lost(ada, peer: peer, now: start)
        #expect(state.roster[0].reconnecting)
        #expect(state.deadline == start + .seconds(3))
        #expect(state.expire(now: start + .milliseconds(2999)).isEmpty)
        #expect(state.planParticipants[0].isPresent)
        #expect(state.expire(now: start + .seconds(3)) == [.replan])
        #expect(!state.planParticipants[0].isPresent)
        #expect(state.deadline == start + .seconds(30))
        let changes = state.expire(now: start + .seconds(30))
        #expect(changes.contains(.left(ada, reason: "connection lost")))
        #expect(changes.contains(.dropPeer(peer)))
        #expect(state.isEmpty && state.deadline == nil)
    }

    @Test("Media alive with the socket dead: stays")
    func socketOnly() {
        var state = makeConnected()
        _ = state.socketLost(ada, now: start)
        #expect(state.deadline == nil && !state.roster[0].reconnecting)
    }

    @Test("Who never had media and loses the socket is gone after the identity's time")
    func socketWithoutMedia() {
        var state = makeState()
        _ = state.join(RosterEntry(participant: ada, name: "Ada"), resume: "s", at: 0)
        _ = state.socketLost(ada, now: start)
        #expect(state.deadline == start + .seconds(30) && !state.roster[0].reconnecting)
        _ = state.expire(now: start + .seconds(30))
        #expect(state.isEmpty)
    }

    @Test("Resume: the same participant, and nobody sees a gap while the new leg takes over")
    func resuming() {
        var state = makeConnected()
        #expect(state.participant(resuming: "secret") == ada)
        #expect(state.participant(resuming: "secreT") == nil)
        #expect(state.participant(resuming: "") == nil)
        _ = state.socketLost(ada, now: start)
        _ = state.resume(ada)
        #expect(state.planParticipants[0].videoOut?.peer == peer)
        let second = PeerID(rawValue: 2)
        _ = state.negotiated(ada, peer: second, tracks: tracks())
        #expect(state.planParticipants[0].videoOut?.peer == peer)
        // Connected: it receives there, and is still seen and heard from here.
        #expect(!state.connected(ada, peer: second, now: start).contains(.dropPeer(peer)))
        #expect(state.planParticipants[0].videoOut?.peer == second)
        #expect(state.planParticipants[0].videoIn?.peer == peer)
        _ = state.media(ada, peer: second, track: TrackID(index: 0), isLive: true)
        #expect(state.planParticipants[0].audioIn?.peer == second)
        #expect(state.planParticipants[0].videoIn?.peer == peer)
        let last = state.media(ada, peer: second, track: TrackID(index: 1), isLive: true)
        #expect(last.contains(.dropPeer(peer)))
        #expect(state.planParticipants[0].videoIn?.peer == second)
        #expect(state.count == 1 && state.roster[0].hasVideo)
    }

    @Test("A new leg that never delivers does not keep the former one")
    func handOverEnds() {
        var state = makeConnected()
        _ = state.resume(ada)
        let second = PeerID(rawValue: 2)
        _ = state.negotiated(ada, peer: second, tracks: tracks())
        _ = state.connected(ada, peer: second, now: start)
        #expect(state.deadline == start + .seconds(2))
        #expect(state.expire(now: start + .seconds(2)).contains(.dropPeer(peer)))
        #expect(state.deadline == nil)
        #expect(state.planParticipants[0].videoIn == nil)
    }

    @Test("Who resumes again and again leaves no peer behind")
    func resumingOften() {
        var state = makeConnected()
        var alive: Set<PeerID> = [peer]
        func note(_ changes: [RoomState.Change]) {
            for case .dropPeer(let dropped) in changes { alive.remove(dropped) }
        }
        for number in 2..<20 {
            note(state.resume(ada))
            let next = PeerID(rawValue: UInt64(number))
            alive.insert(next)
            note(state.negotiated(ada, peer: next, tracks: tracks()))
            if number % 3 == 0 { note(state.connected(ada, peer: next, now: start)) }
            if number % 5 == 0 { note(state.lost(ada, peer: peer, now: start)) }
            #expect(alive.count <= 2)
        }
        note(state.leave(ada, reason: "left"))
        #expect(alive.isEmpty)
    }

    @Test("The former leg dies while nothing has replaced it: absent")
    func formerLegDies() {
        var state = makeConnected()
        _ = state.resume(ada)
        let changes = state.lost(ada, peer: peer, now: start)
        #expect(changes.contains(.dropPeer(peer)))
        #expect(state.roster[0].reconnecting && !state.roster[0].hasVideo)
        #expect(state.deadline == start + .seconds(3))
    }

    @Test("What a leg says that is no longer the participant's changes nothing")
    func staleLeg() {
        var state = makeConnected()
        let stale = PeerID(rawValue: 9)
        #expect(state.lost(ada, peer: stale, now: start).isEmpty)
        #expect(state.connected(ada, peer: stale, now: start).isEmpty)
        #expect(state.media(ada, peer: stale, track: TrackID(index: 1), isLive: false).isEmpty)
        #expect(state.leave(bob, reason: "x").isEmpty)
        #expect(state.mute(bob, audio: true, video: true).isEmpty)
    }

    @Test("A renegotiation without the camera ends its picture; the sound goes on")
    func cameraTakenAway() {
        var state = makeConnected()
        #expect(state.roster[0].hasVideo)
        var fewer = tracks()
        fewer.videoIn = nil
        _ = state.negotiated(ada, peer: peer, tracks: fewer)
        #expect(!state.roster[0].hasVideo)
        #expect(state.planParticipants[0].videoIn == nil)
        #expect(state.planParticipants[0].audioIn != nil)
        _ = state.negotiated(ada, peer: peer, tracks: tracks())
        #expect(state.planParticipants[0].videoIn == nil, "it has to deliver anew")
    }

    @Test("A leg that was lost comes back by itself, with what it sends")
    func comingBack() {
        var state = makeConnected()
        _ = state.lost(ada, peer: peer, now: start)
        _ = state.expire(now: start + .seconds(3))
        _ = state.connected(ada, peer: peer, now: start)
        #expect(state.planParticipants[0].isPresent && !state.roster[0].reconnecting)
        #expect(state.deadline == nil)
        _ = state.media(ada, peer: peer, track: TrackID(index: 1), isLive: true)
        #expect(state.planParticipants[0].videoIn != nil)
    }

    @Test("Leaving lets go of every leg and says why")
    func leaving() {
        var state = makeConnected()
        let changes = state.leave(ada, reason: "left")
        #expect(changes == [.dropPeer(peer), .left(ada, reason: "left"), .replan])
        #expect(state.isEmpty && state.roster.isEmpty)
    }
}
