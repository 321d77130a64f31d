import Media
import Testing

@testable import Mixing

@Suite struct AudioLipSyncTests {
    @Test func captureTimesFollowThePlayedSound() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(200)
        let start = NTPTime(unixNanoseconds: 1_790_000_000_000_000_000)
        let sent = call.now
        for (number, payload) in packets.enumerated() {
            var unit = AudioCall.unit(number)
            // As after the first sender report; every fifth packet lacks it.
            if number % 5 != 0 { unit.captureTime = start + AudioFormat.frameDuration * number }
            call.send(unit, payload)
            call.tick()
        }
        let times = call.pulled.suffix(150).compactMap(\.captureTime)
        #expect(times.count == 150)
        for (earlier, later) in zip(times, times.dropFirst()) {
            #expect(abs((later - earlier - AudioFormat.frameDuration).nanoseconds) < 1000)
        }
        // What was captured at `start` was sent at `sent`, took 30 ms and waited for its delay.
        let known = call.receiver.playoutOffset
        let offset = try #require(known)
        let expected = sent + call.latency + call.delay
        #expect(abs((offset.instant(of: start) - expected).nanoseconds) < 1000)
    }

    @Test func aPictureMayAskTheSoundToWait() throws {
        var call = try AudioCall()
        let packets = try Tone.coded(50, amplitude: 0.0003)
        call.receiver.minimumDelay = .milliseconds(90)
        call.run((0..<300).map { ($0, packets[$0 % 50]) })
        #expect(call.delay >= .milliseconds(80) && call.delay <= .milliseconds(115))
        call.receiver.minimumDelay = .zero
        call.run((300..<600).map { ($0, packets[$0 % 50]) })
        #expect(call.delay <= .milliseconds(45))
        #expect(call.counts.lost == 0)
    }
}
