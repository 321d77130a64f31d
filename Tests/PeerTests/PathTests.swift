import ICE
import Media
import SDP
import TestKit
import Testing

@testable import Peer

/// Addresses that change, checks that stop, sessions that are negotiated anew.
@Suite struct PathTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    @Test func aSecondOfferAddsATrack() throws {
        var setup = VirtualCall.Setup()
        setup.sections = [(.audio, .sendReceive)]
        let call = try VirtualCall(setup)
        call.connect()
        let first = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        #expect(first.videoTrack == nil)
        try call.renegotiate { negotiation, _ in negotiation.addSection(.video) }
        call.stop(first)
        let second = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(1))
        call.stop(second)
        call.stop(down)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video) == Array(0..<second.framesSent))
        #expect(call.client.frameNumbers(video) == Array(0..<down.framesSent))
        #expect(
            call.server.audioNumbers(audio)
                == Array(0..<first.audioSent) + Array(0..<second.audioSent)
        )
        #expect(call.server.events.filter { $0 == .connected }.count == 1)
    }

    @Test func aForgottenNATMappingIsFollowedByMediaAtOnce() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(2))
        let outside = TransportAddress(ipv4: 0x0B00_0003, port: 50_000)
        call.simulation.network.rebind(VirtualCall.clientAddress, to: outside)
        call.run(for: .milliseconds(100))
        #expect(call.server.peer.statistics.path?.remote == outside)
        call.run(for: .seconds(20))
        call.stop(up)
        call.stop(down)
        call.run(for: .milliseconds(300))
        // The trial was confirmed by checks from there, and only the way down had a gap.
        #expect(call.server.peer.statistics.path?.remote == outside)
        #expect(call.server.peer.statistics.pathChanges == 1)
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.client.frameNumbers(video).last == down.framesSent - 1)
        #expect(call.client.frameNumbers(video).count > down.framesSent - 30)
        #expect(!call.server.saw(.lost))
        #expect(!call.client.saw(.lost))
    }

    @Test func bareOrForgedRTPMovesNothing() throws {
        let call = try VirtualCall()
        call.connect()
        call.client.recordsSent = true
        _ = call.startMedia(from: call.client)
        call.run(for: .seconds(2))
        let attacker = TransportAddress(ipv4: 0x0C00_0004, port: 666)
        let path = call.server.peer.statistics.path
        let media = call.client.sentDatagrams.filter { $0.bytes[0] >> 6 == 2 }
        for flight in media.suffix(50) {
            // Replayed as it was, then with another number, which breaks the tag.
            call.inject(flight.bytes, from: attacker, to: VirtualCall.serverAddress)
            var forged = flight.bytes
            forged[3] &+= 100
            call.inject(forged, from: attacker, to: VirtualCall.serverAddress)
        }
        call.run(for: .milliseconds(100))
        #expect(call.server.peer.statistics.path == path)
        #expect(call.server.peer.statistics.pathChanges == 0)
        #expect(call.server.peer.statistics.dropped[.replayed] >= 50)
        #expect(call.server.peer.statistics.dropped[.unauthenticated] >= 40)
    }

    @Test func iceRestartKeepsTheMedia() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        try call.renegotiate { negotiation, generator in
            negotiation.restartICE(using: &generator)
        }
        call.run(for: .seconds(30))
        call.stop(up)
        call.run(for: .milliseconds(300))
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.events.filter { $0 == .connected }.count == 1)
        #expect(!call.server.saw(.lost))
        #expect(!call.client.saw(.lost))
    }

    @Test func withoutChecksThePeerIsLostAfterFifteenSeconds() throws {
        let call = try VirtualCall()
        call.connect()
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(1))
        call.simulation.network.impair(from: VirtualCall.clientAddress, .loss(1))
        let silenced = call.now
        call.run(for: .seconds(8))
        #expect(!call.server.saw(.lost))
        #expect(
            call.simulation.run(atMost: .seconds(12)) { call.server.saw(.lost) }
        )
        #expect(call.now - silenced <= .seconds(16))
        // RFC 7675 §5.1: nothing more is sent without consent.
        let sent = call.server.peer.statistics.datagramsSent
        call.run(for: .seconds(5))
        #expect(call.server.peer.statistics.datagramsSent == sent)
        call.stop(down)
    }

    @Test func anICERestartBringsALostPeerBack() throws {
        let call = try VirtualCall()
        call.connect()
        call.run(for: .seconds(1))
        call.simulation.network.impairAll(.loss(1))
        call.run(for: .seconds(20))
        #expect(call.server.saw(.lost))
        #expect(call.client.saw(.lost))
        call.simulation.network.impairAll(.none)
        try call.renegotiate { negotiation, generator in
            negotiation.restartICE(using: &generator)
        }
        call.run(for: .seconds(2))
        #expect(call.server.events == [.connected, .lost, .connected])
        #expect(call.client.events == [.connected, .lost, .connected])
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        #expect(call.server.frameNumbers(video).count >= up.framesSent - 2)
    }

    @Test func aWrongPasswordNeverConnects() throws {
        var setup = VirtualCall.Setup()
        setup.editAnswer = { answer in
            answer.replacing(/a=ice-pwd:.*\r\n/) { _ in
                "a=ice-pwd:AAAAAAAAAAAAAAAAAAAAAAAA\r\n"
            }
        }
        let call = try VirtualCall(setup)
        #expect(!call.connect())
        call.run(for: .seconds(40))
        #expect(call.server.peer.statistics.dropped[.rejectedSTUN] > 0)
        #expect(call.server.peer.statistics.path == nil)
        guard case .failed = try #require(call.server.events.first) else {
            Issue.record("the server tells that ICE failed")
            return
        }
        #expect(call.server.events.count == 1)
    }

    @Test func whoNeverShakesHandsIsGivenUpThoughItsChecksGoOn() throws {
        var setup = VirtualCall.Setup()
        // Both wait for the other's first flight.
        setup.editAnswer = { $0.replacing("a=setup:passive", with: "a=setup:active") }
        let call = try VirtualCall(setup)
        call.run(for: .seconds(29))
        #expect(call.server.events.isEmpty)
        #expect(call.server.peer.statistics.path != nil)
        call.run(for: .seconds(2))
        #expect(call.server.events == [.failed("no DTLS handshake")])
        #expect(call.server.peer.deadline == nil)
    }

    /// The picture goes, or gives its place to sound.
    @Test(arguments: [false, true])
    func aTrackThatARenegotiationTakesAwayFallsSilentFirst(becomesSound: Bool) throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        call.stop(up)
        let peer = call.server.peer
        let stream = try #require(call.client.peer.parameters.stream(.video))
        let before = peer.sources.find(stream.ssrc)
        #expect(before?.track == video.index)
        var parameters = peer.parameters
        if becomesSound {
            parameters.media[1].kind = .audio
            parameters.media[1].codec = parameters.media[0].codec
            parameters.media[1].remoteSources = []
        } else {
            parameters.media[1].direction = .inactive
        }
        call.server.update(parameters, now: call.now)
        call.flush()
        #expect(call.server.events.filter { $0 == .mediaSilent(video) }.count == 1)
        #expect(!call.server.saw(.mediaSilent(audio)))
        let after = peer.sources.find(stream.ssrc)
        #expect(after == nil)
    }

    @Test(arguments: [true, false])
    func aWrongFingerprintEndsTheHandshake(atServer: Bool) throws {
        var setup = VirtualCall.Setup()
        let other = "AA:" + String(repeating: "BB:", count: 30) + "CC"
        func edit(_ text: String) -> String {
            text.replacing(/a=fingerprint:sha-256 .*\r\n/) { _ in
                "a=fingerprint:sha-256 \(other)\r\n"
            }
        }
        if atServer { setup.editOffer = edit } else { setup.editAnswer = edit }
        let call = try VirtualCall(setup)
        #expect(!call.connect())
        let refusing = atServer ? call.server : call.client
        guard case .failed(let reason) = try #require(refusing.events.first) else {
            Issue.record("the side with the wrong fingerprint fails")
            return
        }
        #expect(reason.contains("wrongFingerprint"))
        #expect(!refusing.saw(.connected))
    }
}
