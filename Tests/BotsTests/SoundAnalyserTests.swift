import Codecs
import Glibc
import Media
import Testing

@testable import Bots

@Suite struct SoundAnalyserTests {
    private static let begin = Instant(nanoseconds: 7_123_456_789)
    private static let wallClock = WallClock(
        anchor: Instant(nanoseconds: 0),
        unixNanoseconds: 1_750_000_000_250_000_000,
    )

    /// What a bot's tone is at an instant, as its microphone captured it.
    private static func tone(_ number: Int, capturedAt instant: Instant) -> Float {
        let phased = instant - ToneMark.phase(of: number)
        let nanoseconds = wallClock.time(at: phased).unixNanoseconds % 1_000_000_000
        let sample = Double(nanoseconds) * 48e-6
        let turns = Double(ToneMark.frequency(of: number)) * Double(nanoseconds) / 1e9
        let wave = sin(2 * Double.pi * turns.truncatingRemainder(dividingBy: 1))
        return ToneMark.amplitude * ToneMark.envelope(at: Int(sample)) * Float(wave)
    }

    /// Ten seconds of a mix in which each bot is heard so much later.
    private static func hear(_ delays: [Int: Interval]) -> SoundAnalyser {
        var analyser = SoundAnalyser(numbers: Set(0..<10), wallClock: wallClock)
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        for tick in 0..<500 {
            if tick == 100 { analyser.reset() }
            let instant = begin + AudioFormat.frameDuration * tick
            for sample in 0..<AudioFormat.samplesPerFrame {
                let heard = instant + Interval(ticks: Int64(sample), clockRate: 48_000)
                var sum: Float = 0
                for (number, delay) in delays { sum += tone(number, capturedAt: heard - delay) }
                (frame[2 * sample], frame[2 * sample + 1]) = (sum, sum)
            }
            analyser.take(frame.span, at: instant)
        }
        return analyser
    }

    @Test(arguments: [0, 3, 9])
    func delayOfATone(number: Int) throws {
        let delay = Interval.milliseconds(97)
        let analyser = Self.hear([number: delay])
        let marks = try #require(analyser.delays[number])
        #expect((7...9).contains(marks.count))
        #expect(abs((marks.mean ?? 0) - 97) < 1.5)
        #expect(analyser.delays.count == 1)
        #expect(analyser.levels.keys.sorted() == [number])
        #expect(abs((analyser.levels[number] ?? 0) + 20) < 1.5)
    }

    @Test func manyTonesAreToldApart() throws {
        var delays: [Int: Interval] = [:]
        for number in 0..<9 where number != 4 { delays[number] = .milliseconds(60 + 17 * number) }
        let analyser = Self.hear(delays)
        #expect(analyser.levels.keys.sorted() == delays.keys.sorted())
        for (number, delay) in delays {
            let marks = try #require(analyser.delays[number])
            #expect(marks.count >= 7)
            #expect(abs((marks.mean ?? 0) - delay.milliseconds) < 2.5)
        }
    }

    @Test func silenceIsNobody() {
        var analyser = SoundAnalyser(numbers: [1, 2], wallClock: Self.wallClock)
        analyser.reset()
        let frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        for tick in 0..<200 {
            analyser.take(frame.span, at: Self.begin + AudioFormat.frameDuration * tick)
        }
        #expect(analyser.levels.isEmpty)
        #expect(analyser.delays.isEmpty)
        #expect(analyser.audibleFrames == 0)
    }

    /// The clip that a bot sends has its mark where a receiver expects it, also after the coder.
    @Test func markOfAnEncodedTone() throws {
        let number = 2
        let clip = try AudioClip.tone(number: number)
        #expect(clip.packets.count == 50)
        var decoder = try OpusDecoder()
        var analyser = SoundAnalyser(numbers: [number], wallClock: Self.wallClock)
        // The instant of a whole second, plus the bot's phase.
        let start = Self.wallClock.instant(
            of: NTPTime(unixNanoseconds: 1_750_000_010_000_000_000)
        )
        var pcm = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        for frame in 0..<400 {
            if frame == 100 { analyser.reset() }
            let packet = clip.packets[frame % 50]
            var samples = 0
            try clip.withThrowingBytes(of: packet) { bytes in
                var span = pcm.mutableSpan
                samples = try decoder.decode(bytes, into: &span)
            }
            #expect(samples == AudioFormat.samplesPerFrame)
            let captured = start + AudioFormat.frameDuration * frame + ToneMark.phase(of: number)
            analyser.take(pcm.span, at: captured + .milliseconds(40))
        }
        let marks = try #require(analyser.delays[number])
        #expect(marks.count >= 5)
        // The coder's own delay is 6.5 ms.
        #expect((40...52).contains(marks.percentile(0.5) ?? 0))
    }
}

extension AudioClip {
    fileprivate func withThrowingBytes(
        of packet: Packet,
        _ body: (Span<UInt8>) throws -> Void,
    ) throws {
        try body(bytes.span.extracting(packet.range))
    }
}
