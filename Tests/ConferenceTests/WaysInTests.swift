import ICE
import Media
import Peer
import SDP
import SecureTransport
import TestKit
import Testing

@testable import Conference

/// What a room answers to those who only send or only watch, and what they trickle.
@Suite("Ways in")
struct WaysInTests {
    private func client(
        _ audio: MediaDirection = .sendReceive,
        _ video: MediaDirection = .sendReceive,
    ) throws -> ClientNegotiation {
        var generator = SystemRandomNumberGenerator()
        var client = ClientNegotiation(
            cname: "client",
            fingerprint: try DTLSIdentity().fingerprint,
            candidates: [.host(TransportAddress(ipv4: 0x0A00_0002, port: 40_000))],
            using: &generator,
        )
        client.addSection(.audio, direction: audio)
        client.addSection(.video, direction: video)
        return client
    }

    private func directions(of answer: String) throws -> [MediaDirection] {
        try SessionDescription(parsing: answer).media.map(\.direction)
    }

    @Test(
        "Each kind gets its directions, and no picture where only sound is wanted",
        arguments: [
            (
                ParticipantKind.participant, nil, MediaDirection.sendReceive,
                MediaDirection.sendReceive,
            ),
            (.participant, Quality.audio, .sendReceive, .receiveOnly),
            (.participant, .low, .sendReceive, .sendReceive),
            (.ingest, nil, .receiveOnly, .receiveOnly),
            (.ingest, .audio, .receiveOnly, .receiveOnly),
            (.viewer, .high, .sendOnly, .sendOnly),
            (.viewer, .audio, .sendOnly, .inactive),
        ],
    )
    func answers(
        kind: ParticipantKind,
        quality: Quality?,
        audio: MediaDirection,
        video: MediaDirection,
    ) async throws {
        try await QuietHouse.open { conference in
            let request = JoinRequest(room: "a", name: "Ada", kind: kind, quality: quality)
            let member = try await conference.join(request)
            var client = try client()
            let answer = try await member.room.negotiate(member.sitting, offer: client.offer())
            #expect(try directions(of: answer) == [audio, video])
            #expect(member.roster.map(\.kind) == [kind])
        }
    }

    @Test("An offer of the wrong direction is refused with the m-line at fault")
    func wrongDirections() async throws {
        try await QuietHouse.open { conference in
            for (kind, offered) in [
                (ParticipantKind.ingest, MediaDirection.receiveOnly), (.viewer, .sendOnly),
            ] {
                let request = JoinRequest(room: "a", name: "Ada", kind: kind)
                let member = try await conference.join(request)
                var client = try client(.sendReceive, offered)
                let wanted = kind == .ingest ? "sendonly" : "recvonly"
                let reason = "m-line 1 is \(offered.rawValue); it must be \(wanted) or sendrecv"
                await #expect(throws: NegotiationError.unsupported(reason)) {
                    try await member.room.negotiate(member.sitting, offer: client.offer())
                }
            }
        }
    }

    @Test("A view must be a layout that there is, and the room's")
    func views() async throws {
        try await QuietHouse.open { conference in
            func join(_ view: String?) async throws -> Membership {
                try await conference.join(JoinRequest(room: "a", name: "Ada", view: view))
            }
            _ = try await join("grid")
            await #expect(throws: JoinError.noOwnView(layout: "grid")) { try await join("other") }
            await #expect(throws: JoinError.noSuchLayout(known: ["grid", "other"])) {
                try await join("mandala")
            }
        }
    }

    @Test("Candidates leave the ICE session as it is, new credentials make another")
    func trickling() async throws {
        try await QuietHouse.open { conference in
            let member = try await conference.join(JoinRequest(room: "a", name: "Ada"))
            let (room, sitting) = (member.room, member.sitting)
            var client = try client()
            await #expect(throws: TrickleError.noSession) {
                try await room.trickle(sitting, client.fragment, for: nil)
            }
            #expect(await room.iceSession(of: sitting) == nil)
            let answer = try await room.negotiate(sitting, offer: client.offer())
            let first = try #require(await room.iceSession(of: sitting))
            #expect(answer.contains("a=ice-ufrag:\(first)\r\n"))
            let taken = try await room.trickle(sitting, client.fragment, for: ["x", first])
            #expect(taken == .taken)
            await #expect(throws: TrickleError.otherSession) {
                try await room.trickle(sitting, client.fragment, for: ["x"])
            }
            var generator = SystemRandomNumberGenerator()
            client.restartICE(using: &generator)
            let outcome = try await room.trickle(sitting, client.fragment, for: nil)
            guard case .restarted(let fragment, let second) = outcome else {
                Issue.record("new credentials restart ICE")
                return
            }
            #expect(second != first && fragment.usernameFragment == second)
            #expect(await room.iceSession(of: sitting) == second)
            await #expect(throws: TrickleError.otherSession) {
                try await room.trickle(sitting, client.fragment, for: [first])
            }
            var odd = client.fragment
            odd.sections[0].mid = "7"
            let reason = "a=mid:7 is not in this session"
            await #expect(throws: TrickleError.refused(.unsupported(reason))) {
                try await room.trickle(sitting, odd, for: nil)
            }
            await room.leave(sitting, reason: "left")
            await #expect(throws: TrickleError.noSession) {
                try await room.trickle(sitting, client.fragment, for: nil)
            }
        }
    }
}

@Suite("Who comes without a socket, in virtual time")
struct SocketlessTests {
    private let ada = ParticipantID("ada")
    private let peer = PeerID(rawValue: 1)
    private let start = Instant(nanoseconds: 0)

    private func makeState(hasSocket: Bool) -> RoomState {
        var state = RoomState(tileGrace: .seconds(3), identityGrace: .seconds(30))
        let entry = RosterEntry(participant: ada, name: "Ada")
        let since = hasSocket ? nil : start
        _ = state.join(entry, resume: "s", at: 0, withoutSocket: since)
        var tracks = LegTracks()
        tracks.videoOut = TrackID(index: 0)
        _ = state.negotiated(ada, peer: peer, tracks: tracks)
        return state
    }

    @Test("Whose leg never comes about is gone with it")
    func neverThere() {
        var state = makeState(hasSocket: false)
        #expect(!state.roster[0].reconnecting)
        let changes = state.ended(ada, peer: peer, now: start + .seconds(10))
        #expect(changes.contains(.left(ada, reason: "its media never came")))
        #expect(changes.contains(.dropPeer(peer)))
        #expect(state.isEmpty)
    }

    @Test("Whose leg says nothing at all is gone after the identity's time")
    func silence() {
        var state = makeState(hasSocket: false)
        #expect(state.deadline == start + .seconds(30))
        _ = state.expire(now: start + .seconds(30))
        #expect(state.isEmpty)
    }

    @Test("Whose client closes the connection has left")
    func closing() {
        var state = makeState(hasSocket: false)
        _ = state.connected(ada, peer: peer, now: start)
        #expect(state.deadline == nil)
        let changes = state.ended(ada, peer: peer, now: start)
        #expect(changes.contains(.left(ada, reason: "left")))
    }

    @Test("Whose path is lost may restart it for a while")
    func lostPath() {
        var state = makeState(hasSocket: false)
        _ = state.connected(ada, peer: peer, now: start)
        _ = state.lost(ada, peer: peer, now: start)
        #expect(state.roster[0].reconnecting && state.deadline == start + .seconds(3))
        _ = state.connected(ada, peer: peer, now: start + .seconds(2))
        #expect(!state.roster[0].reconnecting && state.deadline == nil)
    }

    @Test("Who has a socket can make another leg")
    func withSocket() {
        var state = makeState(hasSocket: true)
        _ = state.connected(ada, peer: peer, now: start)
        _ = state.ended(ada, peer: peer, now: start)
        #expect(state.roster[0].reconnecting && !state.isEmpty)
    }
}
