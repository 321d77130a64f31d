import Glibc
import Media

/// What a bot says.
enum Speech {
    private static let sentences = [
        "A tessera is one tile of a mosaic. Every face here is one, and the server lays them.",
        "I am not a person, but my sound and my picture take the same way as yours.",
        "When I stop, somebody else begins. We take turns, so that you can follow.",
        "Each of us sends one stream and receives one, however many are in the room.",
    ]

    /// A voice of the program espeak-ng where it is installed, else a made-up one; 48 kHz, mono.
    static func samples(number: Int) -> [Float] {
        espoken(number) ?? SyntheticVoice(number: number).samples()
    }

    /// Runs espeak-ng once; nil if it is not there or gives nothing.
    private static func espoken(_ number: Int) -> [Float]? {
        // Numbers only: nothing of the command comes from outside.
        let pitch = 30 + number * 17 % 50
        let voice = number % 2 == 0 ? "en+m\(1 + number / 2 % 7)" : "en+f\(1 + number / 2 % 4)"
        let text = sentences[number % sentences.count]
        let command = "espeak-ng --stdout -v \(voice) -p \(pitch) -s 150 '\(text)' 2>/dev/null"
        guard let pipe = popen(command, "r") else { return nil }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while bytes.count < 16 << 20 {
            let count = fread(&buffer, 1, buffer.count, pipe)
            guard count > 0 else { break }
            bytes += buffer[..<count]
        }
        guard pclose(pipe) == 0, let file = try? WAVFile(bytes) else { return nil }
        return Resampler.resample(file.samples, from: file.sampleRate)
    }
}

extension AudioClip {
    /// A bot's speech, with a pause at its end.
    static func speech(number: Int) throws -> AudioClip {
        var samples = Speech.samples(number: number)
        // At a level at which people speak, whatever the voice gives.
        let energy = samples.reduce(0) { $0 + $1 * $1 } / Float(max(1, samples.count))
        let gain = 0.1 / max(energy.squareRoot(), 0.001)
        for index in samples.indices {
            samples[index] = min(max(gain * samples[index], -0.9), 0.9)
        }
        samples += [Float](repeating: 0, count: AudioFormat.sampleRate / 2)
        return try .encoding(samples, isSeamless: false)
    }
}
