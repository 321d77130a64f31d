import Media
import Testing

@testable import Mixing

@Suite("The limiter")
struct LimiterTests {
    /// Runs a signal, the same in both channels, through a limiter in frames of 20 ms.
    private func limit(_ signal: [Float]) -> [Float] {
        var limiter = Limiter()
        var output: [Float] = []
        for start in stride(from: 0, to: signal.count, by: AudioFormat.samplesPerFrame) {
            let part = signal[start..<min(start + AudioFormat.samplesPerFrame, signal.count)]
            var frame = part.flatMap { [$0, $0] }
            var span = frame.mutableSpan
            limiter.process(&span)
            output += stride(from: 0, to: frame.count, by: 2).map { frame[$0] }
        }
        return output
    }

    private func sine(_ amplitude: Float, hertz: Double, samples: Int) -> [Float] {
        (0..<samples).map { sample in
            let phase = (hertz * Double(sample) / 48_000).truncatingRemainder(dividingBy: 1)
            return amplitude * Float(Self.sin(2 * .pi * phase))
        }
    }

    /// Taylor, to 10⁻⁷ on ±π: enough for a test tone, and no library is needed.
    private static func sin(_ angle: Double) -> Double {
        let x = angle > .pi ? angle - 2 * .pi : angle
        var term = x
        var sum = x
        for order in stride(from: 2, through: 20, by: 2) {
            term *= -x * x / Double(order * (order + 1))
            sum += term
        }
        return sum
    }

    @Test("What stays below the ceiling passes unchanged, 5 ms later")
    func transparent() {
        let signal = sine(0.8, hertz: 440, samples: 48_000)
        let output = limit(signal)
        for index in Limiter.delay..<output.count {
            #expect(output[index] == signal[index - Limiter.delay])
        }
    }

    @Test("No sample exceeds the ceiling", arguments: [1.0, 1.5, 4, 20] as [Float])
    func ceiling(amplitude: Float) {
        for hertz in [50.0, 440, 7919] {
            let output = limit(sine(amplitude, hertz: hertz, samples: 48_000))
            #expect(output.map(abs).max() ?? 9 <= Limiter.ceiling * 1.000_01)
        }
    }

    @Test(
        "A single peak is met exactly, wherever in a frame it stands",
        arguments: [0, 1, 500, 959],
    )
    func impulse(position: Int) {
        var signal = [Float](repeating: 0.1, count: 9600)
        signal[4800 + position] = 3
        let output = limit(signal)
        #expect(output.map(abs).max() ?? 9 <= Limiter.ceiling * 1.000_01)
        let peak = output[4800 + position + Limiter.delay]
        #expect(peak > 0.8)
    }

    @Test("No click: the gain never changes by more than a little from a sample to the next")
    func smooth() {
        // A constant shows the gain itself.
        var signal = [Float](repeating: 0.1, count: 24_000)
        for index in 9000..<12_000 { signal[index] = 0.9 }
        signal[10_000] = 5
        let output = limit(signal)
        var largest: Float = 0
        for index in (Limiter.delay + 1)..<output.count
        where signal[index - Limiter.delay] == signal[index - Limiter.delay - 1] {
            largest = max(largest, abs(output[index] - output[index - 1]))
        }
        // From one to 0.178 within the 240 samples of the look-ahead, at an amplitude of 0.9.
        #expect(largest < 0.9 * (1 - 0.178) / 240 * 1.05)
    }

    @Test("The gain comes back after a peak, without pumping")
    func release() {
        var signal = sine(0.5, hertz: 440, samples: 96_000)
        for index in 1000..<2000 { signal[index] *= 6 }
        let output = limit(signal)
        let tail = output[48_000...].map(abs).max() ?? 0
        #expect(tail > 0.49)
    }
}
