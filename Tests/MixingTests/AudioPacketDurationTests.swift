import Codecs
import Media
import Testing

@testable import Mixing

@Suite struct AudioPacketDurationTests {
    /// Several coded frames of 20 ms in one packet (RFC 6716 §3.2.5, code 3 with varying lengths).
    private static func pack(_ frames: ArraySlice<[UInt8]>) -> [UInt8] {
        guard let first = frames.first, frames.count > 1 else { return Array(frames.joined()) }
        var packet = [first[0] & 0xFC | 3, 0x80 | UInt8(frames.count)]
        for frame in frames.dropLast() {
            let length = frame.count - 1
            if length < 252 {
                packet.append(UInt8(length))
            } else {
                packet.append(UInt8(252 + (length & 3)))
                packet.append(UInt8((length - 252 - (length & 3)) / 4))
            }
        }
        for frame in frames { packet += frame.dropFirst() }
        return packet
    }

    @Test(arguments: [1, 2, 3, 6])
    func packetsOfSeveralFramesAreCutIntoFrames(framesPerPacket: Int) throws {
        var call = try AudioCall()
        let frames = try Tone.coded(240)
        for tick in 0..<240 {
            // The packet leaves when its last frame has been spoken.
            if tick % framesPerPacket == framesPerPacket - 1 {
                let number = tick / framesPerPacket
                let start = number * framesPerPacket
                let unit = AudioCall.unit(number, samples: 960 * framesPerPacket)
                call.send(unit, Self.pack(frames[start..<start + framesPerPacket]))
            }
            call.tick()
        }
        #expect(call.counts.lost + call.counts.concealedFrames == 0)
        #expect(call.counts.malformed == 0)
        #expect(call.frames(.speech, last: 200) == 200)
        #expect(call.largestStep(last: 190) < 0.03)
    }

    /// CELT packets of 2.5, 5 and 10 ms; their content is noise, their number is what counts.
    @Test(arguments: [(28, 120), (29, 240), (30, 480)])
    func shortPacketsArePutTogether(configuration: Int, samples: Int) throws {
        var call = try AudioCall()
        var random = SplitMix64(seed: 3)
        let perTick = 960 / samples
        for tick in 0..<200 {
            for part in 0..<perTick {
                let noise = (0..<20).map { _ in UInt8.random(in: 0...255, using: &random) }
                let unit = AudioCall.unit(tick * perTick + part, samples: samples)
                call.send(
                    unit,
                    [UInt8(configuration << 3)] + noise,
                    jitter: .microseconds(2500 * samples / 120 * part),
                )
            }
            call.tick()
        }
        #expect(call.frames(.speech, last: 180) == 180)
        call.settle()
        #expect(call.counts.lost + call.counts.malformed + call.counts.late == 0)
        #expect(call.counts.received == 200 * perTick)
    }
}
