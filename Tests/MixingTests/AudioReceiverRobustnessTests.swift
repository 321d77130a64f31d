import Media
import Testing

@testable import Mixing

@Suite struct AudioReceiverRobustnessTests {
    @Test(arguments: [11, 12, 13, 14] as [UInt64])
    func anyUnitsAndBytesAreTaken(seed: UInt64) throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: seed)
        var (sequence, timestamp) = (Int64(0), Int64(0))
        for _ in 0..<1000 {
            switch Int.random(in: 0..<100, using: &random) {
            case 0: sequence = Int64.random(in: .min ... .max, using: &random)
            case 1: timestamp = Int64.random(in: .min ... .max, using: &random)
            case 2..<20: sequence &+= Int64.random(in: -200...200, using: &random)
            case 20..<40: timestamp &+= Int64.random(in: -100_000...100_000, using: &random)
            default:
                sequence &+= 1
                timestamp &+= 960
            }
            var unit = CodedUnit(kind: .audio, timestamp: timestamp, instant: call.now)
            unit.sequence = sequence
            let count = Int.random(
                in: 0...(Bool.random(using: &random) ? 12 : 1600),
                using: &random,
            )
            let payload = (0..<count).map { _ in UInt8.random(in: 0...255, using: &random) }
            call.send(
                unit,
                payload,
                jitter: .microseconds(.random(in: -500_000...90_000, using: &random)),
            )
            call.tick()
        }
        #expect(call.counts.malformed > 0)
        let isFinite = call.sound.allSatisfy { $0.isFinite }
        #expect(isFinite)
        // A proper stream is heard again right after.
        let packets = try Tone.coded(100)
        call.run(packets.enumerated().map { ($0, $1) }, firstTimestamp: 1 << 40)
        #expect(call.frames(.speech, last: 60) >= 55)
    }

    @Test func theShareOfRedundancyIsReadFromThePacket() {
        // SILK 20 ms mono (configuration 9), VAD and LBRR set, LBRR clear; CELT never.
        #expect(hasRedundancy([9 << 3, 0b1100_0000, 0]))
        #expect(!hasRedundancy([9 << 3, 0b1000_0000, 0]))
        #expect(hasRedundancy([9 << 3 | 4, 0b0001_0000, 0]))
        #expect(hasRedundancy([11 << 3, 0b0001_0000, 0]))
        #expect(!hasRedundancy([31 << 3, 0xFF, 0xFF]))
        #expect(!hasRedundancy([9 << 3]))
    }
}
