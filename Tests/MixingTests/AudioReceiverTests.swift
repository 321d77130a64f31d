import Codecs
import Media
import Testing

@testable import Mixing

@Suite struct AudioReceiverTests {
    @Test func aSteadyStreamIsPlayedWholeAndSoon() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(300)
        call.run(packets.enumerated().map { ($0, $1) })
        let counts = call.counts
        // One is underway.
        #expect(counts.received == 299)
        #expect(counts.lost + counts.late + counts.concealedFrames + counts.restarts == 0)
        #expect(call.frames(.speech, last: 290) == 290)
        #expect(call.delay >= .milliseconds(15) && call.delay <= .milliseconds(45))
        // The tone's own slope is 2π · 440 / 48,000 · 0.25; a click would be many times that.
        #expect(call.largestStep(last: 250) < 0.03)
        let level = try #require(call.pulled.last).level
        #expect(abs(level - -15) < 1.5)
    }

    @Test(arguments: [1, 2, 3] as [UInt64])
    func jitterOf100MillisecondsIsAbsorbed(seed: UInt64) throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: seed)
        let packets = try Tone.coded(50)
        var jitters = (0..<1500).map { _ in
            Interval.microseconds(.random(in: 0...100_000, using: &random))
        }
        // Packets of one sender stay in order on most ways.
        for index in jitters.indices.dropFirst() {
            jitters[index] = max(jitters[index], jitters[index - 1] - .milliseconds(20))
        }
        call.run((0..<1500).map { ($0, packets[$0 % 50]) }) { jitters[$0] }
        let last = 1000
        #expect(call.frames(.speech, last: last) >= last * 985 / 1000)
        #expect(call.receiver.targetDelay >= .milliseconds(80))
        #expect(call.delay <= .milliseconds(150))
        #expect(call.counts.restarts == 0)
    }

    @Test func theDelayShrinksAgainWhenTheNetworkCalms() throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: 9)
        let packets = try Tone.coded(50)
        let stream = (0..<2500).map { ($0, packets[$0 % 50]) }
        call.run(stream) { number in
            number < 500 ? .microseconds(.random(in: 0...80_000, using: &random)) : .zero
        }
        #expect(call.receiver.targetDelay == .milliseconds(20))
        // Within speech the delay is lowered only to where it matters.
        #expect(call.delay <= .milliseconds(20 + 60))
        #expect(call.counts.skippedFrames > 0)
        #expect(call.frames(.concealed, last: 1900) == 0)
    }

    @Test func inSilenceTheDelayShrinksAllTheWay() throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: 10)
        let loud = try Tone.coded(50)
        let quiet = try Tone.coded(50, amplitude: 0.0003)
        let stream = (0..<2500).map { ($0, $0 < 500 ? loud[$0 % 50] : quiet[$0 % 50]) }
        call.run(stream) { number in
            number < 500 ? .microseconds(.random(in: 0...80_000, using: &random)) : .zero
        }
        #expect(call.delay <= .milliseconds(45))
        #expect(call.counts.skippedFrames > 0)
    }

    @Test(arguments: [4, 5, 6] as [UInt64])
    func singleLossesAreRecoveredFromTheNextPacket(seed: UInt64) throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: seed)
        let packets = try Tone.voice.get()
        #expect(packets.dropFirst(5).contains { hasRedundancy($0) })
        var missing: Set<Int> = []
        for number in 10..<590 where Int.random(in: 0..<20, using: &random) == 0 {
            if !missing.contains(number - 1) { missing.insert(number) }
        }
        call.run(packets.enumerated().map { ($0, $1) }) { missing.contains($0) ? nil : .zero }
        let counts = call.counts
        #expect(counts.lost == missing.count)
        #expect(counts.late == 0)
        let redundant = missing.count { hasRedundancy(packets[$0 + 1]) }
        #expect(redundant > missing.count / 2)
        #expect(counts.recovered == redundant)
        #expect(counts.concealedFrames <= 2 * (missing.count - redundant))
    }

    @Test func aLongLossFadesToSilenceAndComesBack() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(400)
        call.run(packets.enumerated().map { ($0, $1) }) { (100..<150).contains($0) ? nil : .zero }
        // 100 ms of it are made up, the rest is silence.
        #expect((5...7).contains(call.counts.concealedFrames))
        #expect(call.counts.silentFrames >= 40)
        #expect(call.counts.lost == 50)
        #expect(call.frames(.speech, last: 200) == 200)
        #expect(call.largestStep(last: 380) < 0.08)
        #expect(call.delay <= .milliseconds(45))
    }

    @Test func reorderingAndDuplicatesAreCountedAndHarmless() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(400)
        for (number, payload) in packets.enumerated() {
            let unit = AudioCall.unit(number)
            // Every tenth packet comes after its successor, every seventh twice.
            call.send(unit, payload, jitter: number % 10 == 0 ? .milliseconds(22) : .zero)
            if number % 7 == 0 { call.send(unit, payload, jitter: .milliseconds(25)) }
            call.tick()
        }
        for _ in 0..<3 { call.tick() }
        #expect(call.counts.duplicates == 58)
        #expect(call.counts.lost == 0)
        #expect(call.frames(.speech, last: 380) >= 375)
    }

    @Test func packetsThatComeTooLateAreCounted() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(400)
        let late = 200
        call.run(packets.enumerated().map { ($0, $1) }) { number in
            number == late ? .milliseconds(300) : .zero
        }
        #expect(call.counts.late == 1)
        #expect(call.counts.lost == 1)
        #expect(call.counts.restarts == 0)
    }
}
