import ICE
import Media
import Peer
import SDP
import TestKit
import Testing

/// Two of our own endpoints, a server and a client, over the emulated network.
@Suite struct CallTests {
    let audio = TrackID(index: 0)
    let video = TrackID(index: 1)

    @Test func bothSidesConnect() throws {
        let call = try VirtualCall()
        #expect(call.connect())
        call.run(for: .seconds(1))
        #expect(call.server.events == [.connected])
        #expect(call.client.events == [.connected])
        let path = try #require(call.server.peer.statistics.path)
        #expect(path.remote == VirtualCall.clientAddress)
        #expect(call.server.peer.statistics.dropped.total == 0)
        #expect(call.client.peer.statistics.dropped.total == 0)
    }

    @Test func mediaFlowsBothWays() throws {
        let call = try VirtualCall()
        call.connect()
        let up = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(5))
        call.stop(up)
        call.stop(down)
        call.run(for: .milliseconds(500))
        for (source, sink) in [(up, call.server), (down, call.client)] {
            #expect(source.framesSent == 151)
            #expect(sink.frameNumbers(video) == Array(0..<source.framesSent))
            #expect(sink.audioNumbers(audio) == Array(0..<source.audioSent))
            #expect(sink.saw(.mediaStarted(audio)))
            #expect(sink.saw(.mediaStarted(video)))
            #expect(sink.peer.statistics.dropped.total == 0)
            #expect(source.keyFramesSent == [0])
        }
    }

    @Test func bothStreamsOfASenderShareAClock() throws {
        let call = try VirtualCall()
        call.connect()
        _ = call.startMedia(from: call.client)
        let start = call.now
        call.run(for: .seconds(2))
        let units = call.server.received
        for track in [audio, video] {
            let received = try #require(units[track])
            // The first report comes within 200 ms.
            let first = try #require(received.first { $0.unit.captureTime != nil })
            #expect(first.unit.instant - start < .milliseconds(220))
            let clockRate = track == audio ? 48_000 : 90_000
            for unit in received where unit.unit.captureTime != nil {
                let time = try #require(unit.unit.captureTime)
                let number =
                    track == audio
                    ? SyntheticAudio.number(of: unit.payload)
                    : SyntheticVideo.number(of: unit.payload)
                let ticks = Int64(try #require(number)) * (track == audio ? 960 : 3000)
                let sent = start + Interval(ticks: ticks, clockRate: clockRate)
                let error = time - call.simulation.wallClock.time(at: sent)
                #expect(abs(error.milliseconds) < 0.1)
            }
        }
        #expect(units[audio]?.first?.unit.audioLevel == 30)
    }

    @Test func fivePercentLossIsRepaired() throws {
        var setup = VirtualCall.Setup()
        setup.seed = 5
        setup.impairment = .loss(0.05)
        setup.impairment.delay = .milliseconds(25)
        let call = try VirtualCall(setup)
        #expect(call.connect())
        let up = call.startMedia(from: call.client)
        let down = call.startMedia(from: call.server)
        call.run(for: .seconds(20))
        call.stop(up)
        call.stop(down)
        call.run(for: .seconds(1))
        for (source, sink, sender) in [
            (up, call.server, call.client), (down, call.client, call.server),
        ] {
            let frames = sink.frameNumbers(video)
            #expect(frames == frames.sorted())
            let received = try #require(
                sink.peer.statistics.received.first { $0.kind == .video }
            )
            let sent = try #require(sender.peer.statistics.sent.first { $0.kind == .video })
            // Whole frames or counted: nothing is damaged, nothing vanishes unseen.
            #expect(frames.count == received.units)
            #expect(Double(frames.count) >= 0.97 * Double(source.framesSent))
            if frames.count < source.framesSent { #expect(received.framesDropped > 0) }
            #expect(received.packetsRepaired > 40)
            #expect(sent.retransmissions >= received.packetsRepaired)
            #expect(sent.nacksReceived > 0)
            // Audio is asked for again as well.
            #expect(Double(sink.audioNumbers(audio).count) >= 0.99 * Double(source.audioSent))
        }
    }

    @Test func reorderedAndRepeatedDatagramsDoNoHarm() throws {
        var setup = VirtualCall.Setup()
        setup.seed = 7
        setup.impairment.jitter = .milliseconds(15)
        setup.impairment.reorder = 0.1
        setup.impairment.reorderDelay = .milliseconds(15)
        setup.impairment.duplicate = 0.1
        let call = try VirtualCall(setup)
        #expect(call.connect())
        let up = call.startMedia(from: call.client)
        call.run(for: .seconds(5))
        call.stop(up)
        call.run(for: .seconds(1))
        #expect(call.simulation.network.counters.reordered > 50)
        #expect(call.simulation.network.counters.duplicated > 50)
        #expect(call.server.frameNumbers(video) == Array(0..<up.framesSent))
        #expect(call.server.audioNumbers(audio).sorted() == Array(0..<up.audioSent))
        #expect(call.server.peer.statistics.dropped[.replayed] > 40)
    }

    @Test func aScenarioGivesTheSameResultTwice() throws {
        func run() throws -> ([Int], [Int], NetworkEmulator.Counters, Int) {
            var setup = VirtualCall.Setup()
            setup.seed = 11
            setup.impairment = .loss(0.03)
            setup.impairment.jitter = .milliseconds(10)
            let call = try VirtualCall(setup)
            call.connect()
            _ = call.startMedia(from: call.client)
            call.run(for: .seconds(5))
            return (
                call.server.frameNumbers(video), call.server.audioNumbers(audio),
                call.simulation.network.counters,
                call.server.peer.statistics.datagramsReceived,
            )
        }
        let first = try run()
        let second = try run()
        #expect(first == second)
    }
}
