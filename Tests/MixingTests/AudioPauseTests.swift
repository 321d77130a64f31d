import Codecs
import Media
import Testing

@testable import Mixing

@Suite struct AudioPauseTests {
    /// The sequence numbers go on, the timestamps jump by the pause.
    @Test(arguments: [true, false])
    func aPauseIsSilenceAndNotLoss(isAnnounced: Bool) throws {
        var call = try AudioCall()
        let packets = try Tone.coded(100)
        var sequence: Int64 = 500
        var timestamp: Int64 = 4_000_000_000
        func next(_ payload: [UInt8], in call: inout AudioCall) {
            var unit = CodedUnit(kind: .audio, timestamp: timestamp, instant: call.now)
            unit.sequence = sequence
            sequence += 1
            call.send(unit, payload)
        }
        for _ in 0..<5 {
            for payload in packets {
                next(payload, in: &call)
                call.tick()
                timestamp += 960
            }
            #expect(call.delay <= .milliseconds(45))
            if isAnnounced {
                next([packets[0][0]], in: &call)
            }
            for _ in 0..<75 {
                call.tick()
                timestamp += 960
            }
        }
        let counts = call.counts
        #expect(counts.lost == 0)
        #expect(counts.restarts == 0)
        #expect(counts.silentFrames >= 5 * 65)
        #expect(counts.concealedFrames <= (isAnnounced ? 5 : 5 * 7))
        // Each time the sound is back: about a hundred frames.
        #expect(call.pulled.count { $0.kind == .speech } >= 5 * 99)
    }

    @Test func aSourceThatComesBackIsHeardAtOnce() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(100)
        call.run(packets.enumerated().map { ($0, $1) })
        for _ in 0..<1000 { call.tick() }
        #expect(call.frames(.silence, last: 990) == 990)
        let ticksBefore = call.pulled.count
        for (number, payload) in packets.enumerated() {
            var unit = AudioCall.unit(number + 100)
            unit.timestamp += 1000 * 960
            call.send(unit, payload)
            call.tick()
        }
        let first = try #require(
            call.pulled.dropFirst(ticksBefore).firstIndex { $0.kind == .speech }
        )
        // 30 ms on the way, 20 ms of target delay, and the tick's raster.
        #expect(first - ticksBefore <= 4)
        #expect(call.counts.lost == 0)
    }

    @Test func anotherStreamTakesOver() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(100)
        call.run(packets.enumerated().map { ($0, $1) })
        for (number, payload) in packets.enumerated() {
            var unit = AudioCall.unit(number, firstTimestamp: 3_000_000_000)
            unit.sequence += 30_000
            call.send(unit, payload)
            call.tick()
        }
        #expect(call.counts.restarts == 1)
        #expect(call.counts.lost == 0)
        #expect(call.frames(.speech, last: 94) == 94)
    }

    @Test func aJumpOfTheTimestampsAloneTakesOverToo() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(100)
        call.run(packets.enumerated().map { ($0, $1) })
        for (number, payload) in packets.enumerated() {
            var unit = AudioCall.unit(number + 100)
            unit.timestamp -= 90_000_000
            call.send(unit, payload)
            call.tick()
        }
        #expect(call.counts.restarts == 1)
        #expect(call.frames(.speech, last: 94) == 94)
    }

    /// A second of packets that the network held back comes at once.
    @Test func aBurstIsNotPlayedLate() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(100)
        call.run((0..<400).map { ($0, packets[$0 % 100]) }) { number in
            (200..<250).contains(number) ? .milliseconds((250 - number) * 20) : .zero
        }
        #expect(call.delay <= .milliseconds(220))
        #expect(call.counts.lost + call.counts.discarded > 30)
        #expect(call.frames(.speech, last: 140) == 140)
    }

    @Test func beforeAnyPacketThereIsSilence() throws {
        var call = try AudioCall()
        for _ in 0..<10 { call.tick() }
        #expect(call.frames(.silence, last: 10) == 10)
        #expect(call.sound.allSatisfy { $0 == 0 })
        #expect(call.pulled.allSatisfy { $0.level == -127 && $0.playoutOffset == nil })
    }
}
