import Glibc
import Media

/// Brings sound to 48 kHz, once and without hurry: a windowed sinc of 32 samples a side.
enum Resampler {
    private static let reach = 32

    static func resample(_ samples: [Float], from rate: Int) -> [Float] {
        guard rate != AudioFormat.sampleRate, !samples.isEmpty else { return samples }
        let step = Double(rate) / Double(AudioFormat.sampleRate)
        // Downwards, what the lower rate cannot carry is left out.
        let cutoff = min(1, 1 / step)
        let reach = Int((Double(Self.reach) / cutoff).rounded(.up))
        let count = Int(Double(samples.count) / step)
        return (0..<count).map { index in
            let place = Double(index) * step
            let middle = Int(place)
            var sum = 0.0
            for tap in max(0, middle - reach + 1)...min(samples.count - 1, middle + reach) {
                let distance = place - Double(tap)
                let window = 0.5 + 0.5 * cos(.pi * distance / Double(reach))
                sum += Double(samples[tap]) * sinc(distance * cutoff) * cutoff * window
            }
            return Float(sum)
        }
    }

    private static func sinc(_ x: Double) -> Double {
        abs(x) < 1e-9 ? 1 : sin(.pi * x) / (.pi * x)
    }
}
