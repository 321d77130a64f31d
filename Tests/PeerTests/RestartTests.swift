import ICE
import Media
import Peer
import SDP
import TestKit
import Testing

/// ICE restarts by fragments, in the middle of a call.
@Suite struct RestartTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    /// The longest time between two frames that came in.
    private func longestGap(_ endpoint: PeerEndpoint) throws -> Interval {
        let instants = try #require(endpoint.received[video]).map(\.unit.instant)
        return zip(instants, instants.dropFirst()).map { $1 - $0 }.max() ?? .zero
    }

    @Test(arguments: [Interval.zero, .milliseconds(700)])
    func mediaGoesOnBothWaysWithoutAGap(answerDelay: Interval) throws {
        var setup = VirtualCall.Setup()
        setup.impairment.delay = .milliseconds(30)
        let call = try VirtualCall(setup)
        #expect(call.connect())
        let up = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(2))
        let before = call.server.peer.parameters.localCredentials
        try call.restartICE(answerDelay: answerDelay)
        let after = call.server.peer.parameters.localCredentials
        #expect(before.usernameFragment != after.usernameFragment)
        #expect(before.password != after.password)
        call.run(for: .seconds(20))
        call.stop(up)
        call.stop(down)
        call.run(for: .milliseconds(300))
        for (source, sink) in [(up, call.server), (down, call.client)] {
            #expect(sink.frameNumbers(video) == Array(0..<source.framesSent))
            #expect(sink.audioNumbers(audio) == Array(0..<source.audioSent))
            #expect(sink.events.filter { $0 == .connected }.count == 1)
            #expect(!sink.saw(.lost))
            // A frame is due each 33 ms; nothing holds one up.
            #expect(try longestGap(sink) < .milliseconds(40))
            #expect(source.keyFramesSent == [0])
        }
    }

    @Test func anAnswerThatIsLostCostsNothing() throws {
        let call = try VirtualCall()
        #expect(call.connect())
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(1))
        // Three tries whose answers never come, then one that does, 20 s later.
        for _ in 0..<3 { try call.restartICE(answerDelay: nil) }
        call.run(for: .seconds(20))
        #expect(!call.server.saw(.lost))
        try call.restartICE()
        call.run(for: .seconds(20))
        call.stop(up)
        call.run(for: .milliseconds(300))
        #expect(
            call.server.events.filter { $0 != .mediaStarted(audio) && $0 != .mediaStarted(video) }
                == [.connected]
        )
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(!call.client.saw(.lost))
    }

    @Test func aPeerThatWasLostComesBack() throws {
        let call = try VirtualCall()
        #expect(call.connect())
        call.run(for: .seconds(1))
        call.simulation.network.impairAll(.loss(1))
        call.run(for: .seconds(20))
        #expect(call.server.saw(.lost))
        call.simulation.network.impairAll(.none)
        try call.restartICE()
        call.run(for: .seconds(2))
        #expect(call.server.events == [.connected, .lost, .connected])
        #expect(call.client.events == [.connected, .lost, .connected])
    }

    @Test func theFirstCheckMayBeGivenLessTime() throws {
        var setup = VirtualCall.Setup()
        setup.connectTimeout = .seconds(10)
        setup.impairment = .loss(1)
        let call = try VirtualCall(setup)
        call.run(for: .milliseconds(9_900))
        #expect(call.server.events.isEmpty)
        call.run(for: .milliseconds(200))
        #expect(call.server.events == [.failed("ICE: no connectivity check succeeded")])
    }
}
