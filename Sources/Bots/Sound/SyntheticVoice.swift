import Glibc
import Media
import Peer

/// A signal that a codec, a level meter and a voice detector take for speech: pulses of a voice
/// through three formants that change from vowel to vowel, syllables, hisses and pauses.
struct SyntheticVoice {
    /// Frequencies of the first three formants of five vowels.
    private static let vowels: [[Double]] = [
        [730, 1090, 2440], [530, 1840, 2480], [270, 2290, 3010], [570, 840, 2410],
        [300, 870, 2240],
    ]
    private static let seconds = 12.0

    private let pitch: Double
    private var random: SplitMix64

    /// - Parameter number: the bot's; pitch and words follow from it.
    init(number: Int) {
        pitch = 95 + Double(number * 37 % 120)
        random = SplitMix64(seed: UInt64(number) &+ 1)
    }

    /// Twelve seconds, 48 kHz, about −20 dBFS while it speaks.
    func samples() -> [Float] {
        var voice = self
        var sound: [Float] = []
        while Double(sound.count) < Self.seconds * 48_000 {
            for _ in 0..<Int(voice.uniform(2, 5)) { voice.speakWord(into: &sound) }
            voice.pause(voice.uniform(0.25, 0.6), into: &sound)
        }
        return sound
    }

    private mutating func uniform(_ low: Double, _ high: Double) -> Double {
        Double.random(in: low..<high, using: &random)
    }

    private func pause(_ seconds: Double, into sound: inout [Float]) {
        sound += [Float](repeating: 0, count: Int(seconds * 48_000))
    }

    private mutating func speakWord(into sound: inout [Float]) {
        if uniform(0, 1) < 0.5 { hiss(into: &sound) }
        for _ in 0..<Int(uniform(1, 4)) { speakSyllable(into: &sound) }
        pause(uniform(0.03, 0.09), into: &sound)
    }

    /// A consonant like s: noise that swells and fades.
    private mutating func hiss(into sound: inout [Float]) {
        let count = Int(uniform(0.05, 0.1) * 48_000)
        var former = 0.0
        for index in 0..<count {
            let noise = uniform(-1, 1)
            let envelope = sin(.pi * Double(index) / Double(count))
            // The difference of neighbours leaves the high frequencies.
            sound.append(Float(0.08 * envelope * (noise - former)))
            former = noise
        }
    }

    private mutating func speakSyllable(into sound: inout [Float]) {
        let from = Self.vowels[Int(uniform(0, 5))]
        let to = Self.vowels[Int(uniform(0, 5))]
        let count = Int(uniform(0.12, 0.26) * 48_000)
        let tune = uniform(0.9, 1.15)
        var resonators = [Resonator](repeating: Resonator(), count: 3)
        var phase = 0.0
        for index in 0..<count {
            let progress = Double(index) / Double(count)
            phase += pitch * tune * (1 - 0.1 * progress) / 48_000
            var value = 0.0
            if phase >= 1 {
                phase -= 1
                value = 1
            }
            if index % 48 == 0 {
                for formant in 0..<3 {
                    let frequency = from[formant] + (to[formant] - from[formant]) * progress
                    resonators[formant].tune(to: frequency, width: 60 + 40 * Double(formant))
                }
            }
            var sum = 0.0
            for formant in 0..<3 {
                sum += resonators[formant].filter(value) * [1, 0.6, 0.3][formant]
            }
            let envelope = min(1, sin(.pi * progress) * 1.6)
            sound.append(Float(0.25 * envelope * sum))
        }
    }

    /// A filter with one peak.
    private struct Resonator {
        private var feedback = (0.0, 0.0)
        private var gain = 0.0
        private var past = (0.0, 0.0)

        mutating func tune(to frequency: Double, width: Double) {
            let radius = exp(-.pi * width / 48_000)
            feedback = (2 * radius * cos(2 * .pi * frequency / 48_000), -radius * radius)
            gain = (1 - radius) * 8
        }

        mutating func filter(_ value: Double) -> Double {
            let output = gain * value + feedback.0 * past.0 + feedback.1 * past.1
            past = (output, past.0)
            return output
        }
    }
}
