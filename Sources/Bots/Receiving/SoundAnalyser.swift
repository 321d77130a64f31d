import Glibc
package import Media

/// What a bot finds out about the mix that it hears: whose tones, how loud, how old.
///
/// Pure: frames and their instants in, figures out. The delay is to the instant at which a sample
/// is played, the receiver's playout buffer included.
package struct SoundAnalyser: Sendable {
    /// A tone counts as heard from −50 dBFS.
    private static let heardFrom: Float = 0.00316

    private var listeners: [ToneListener]
    private let wallClock: WallClock
    private var mono = [Float](repeating: 0, count: AudioFormat.samplesPerFrame)
    private var isCounting = false
    /// Marks heard, by bot.
    package private(set) var delays: [Int: DelayDistribution] = [:]
    /// Frames in which there was anything.
    package private(set) var audibleFrames = 0
    package private(set) var frames = 0

    /// - Parameter numbers: the bots whose tones are looked for.
    package init(numbers: Set<Int>, wallClock: WallClock) {
        listeners = numbers.sorted().map { ToneListener(number: $0) }
        self.wallClock = wallClock
    }

    /// Forgets what was counted; what is being heard goes on.
    package mutating func reset() {
        isCounting = true
        delays = [:]
        audibleFrames = 0
        frames = 0
    }

    /// Takes the frame in that begins to play at an instant.
    ///
    /// - Parameter frame: `AudioFormat.valuesPerFrame` values.
    package mutating func take(_ frame: Span<Float>, at instant: Instant) {
        var peak: Float = 0
        for index in 0..<AudioFormat.samplesPerFrame {
            mono[index] = 0.5 * (frame[2 * index] + frame[2 * index + 1])
            peak = max(peak, abs(mono[index]))
        }
        frames += 1
        if peak > 0.0003 { audibleFrames += 1 }
        let sound = mono
        for index in listeners.indices {
            for start in stride(from: 0, to: sound.count, by: ToneListener.block) {
                let samplesAgo = listeners[index].take(sound.span, from: start)
                // A neighbour's tone that comes or goes touches this one's band for an instant.
                guard let samplesAgo, isCounting, isHeard(listeners[index]) else { continue }
                let end = Double(start + ToneListener.block)
                let offset = Interval(seconds: (end - samplesAgo) / 48_000)
                note(markOf: listeners[index].number, at: instant + offset)
            }
        }
    }

    private mutating func note(markOf number: Int, at instant: Instant) {
        let delay = ToneMark.delay(ofMarkBy: number, heard: wallClock.time(at: instant))
        delays[number, default: DelayDistribution()].add(delay)
    }

    /// The level of each tone over the last second, in dB of full scale; those that are heard.
    package var levels: [Int: Double] {
        var levels: [Int: Double] = [:]
        for listener in listeners {
            guard let amplitude = listener.amplitude, isHeard(listener) else { continue }
            levels[listener.number] = Double(20 * log10(amplitude))
        }
        return levels
    }

    private func isHeard(_ listener: ToneListener) -> Bool {
        (listener.amplitude ?? 0) >= Self.heardFrom
    }
}
