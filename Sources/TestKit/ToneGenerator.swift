import Glibc
import Media

/// A sine in frames of `AudioFormat`, the same on both channels.
package struct ToneGenerator: Sendable {
    /// In hertz.
    package let frequency: Double
    /// The peak, 0…1.
    package let amplitude: Float
    private var phase = 0.0

    package init(frequency: Double, amplitude: Float = 0.25) {
        self.frequency = frequency
        self.amplitude = amplitude
    }

    /// The next 20 ms: `AudioFormat.valuesPerFrame` values, interleaved.
    package mutating func nextFrame() -> [Float] {
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        let step = 2 * Double.pi * frequency / Double(AudioFormat.sampleRate)
        for sample in 0..<AudioFormat.samplesPerFrame {
            let value = amplitude * Float(sin(phase))
            frame[sample * 2] = value
            frame[sample * 2 + 1] = value
            phase += step
        }
        phase = phase.truncatingRemainder(dividingBy: 2 * Double.pi)
        return frame
    }

    /// How strong a frequency is in sound: the amplitude of its sine, by Goertzel's algorithm.
    ///
    /// - Parameter samples: one channel at 48 kHz; half a second tells 5 Hz apart.
    package static func amplitude(of frequency: Double, in samples: [Float]) -> Double {
        guard !samples.isEmpty else { return 0 }
        let omega = 2 * Double.pi * frequency / Double(AudioFormat.sampleRate)
        let factor = 2 * cos(omega)
        var (before, last) = (0.0, 0.0)
        for sample in samples { (before, last) = (last, Double(sample) + factor * last - before) }
        let power = last * last + before * before - factor * last * before
        return 2 * max(0, power).squareRoot() / Double(samples.count)
    }
}
