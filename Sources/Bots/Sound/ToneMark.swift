package import Media

/// The tone of a bot, and the gap in it by which its delay is heard.
///
/// Bot `k` plays 500 + 230·k Hz. Once a second of wall-clock time the tone pauses for 60 ms; the
/// instant at which it comes back is the mark. Every process on the machine knows when that is, so
/// that whoever hears the mark knows the delay (up to a second).
package enum ToneMark {
    /// Marks are this far apart.
    package static let period = Interval.seconds(1)
    /// The tone pauses so long, at the begin of each period.
    package static let gap = Interval.milliseconds(60)
    /// How long the tone takes to vanish and to come back; the mark is the middle.
    static let ramp = Interval.milliseconds(4)
    /// −20 dBFS: several of them together stay clear of the limiter.
    static let amplitude: Float = 0.1
    /// Higher ones are beyond what a coder at 32 kbit/s keeps.
    private static let tones = 40

    /// The frequency of a bot's tone; after 40 bots they come again.
    package static func frequency(of number: Int) -> Int { 500 + 230 * (number % tones) }

    /// How far a bot's sound is shifted against the period: not all speak at one instant.
    package static func phase(of number: Int) -> Interval {
        let share = (Double(number) * 0.618_033_988_749_895).truncatingRemainder(dividingBy: 1)
        return .microseconds(Int(share * 20_000))
    }

    /// From the capture of a mark to its being heard.
    ///
    /// - Parameter heard: on the wall clock of the machine.
    package static func delay(ofMarkBy number: Int, heard: NTPTime) -> Interval {
        let capture = phase(of: number) + gap
        let sincePeriod = heard.unixNanoseconds % 1_000_000_000 - capture.nanoseconds
        return Interval(nanoseconds: (sincePeriod + 2_000_000_000) % 1_000_000_000)
    }

    /// What the tone is multiplied with at a time since its period began.
    static func envelope(at sample: Int) -> Float {
        let rate = Float(AudioFormat.sampleRate)
        let half = Float(ramp.seconds) * rate / 2
        let fall = smoothStep((Float(sample) - half) / (2 * half))
        let start = Float(gap.seconds) * rate
        let rise = smoothStep((Float(sample) - start) / (2 * half))
        return 1 - fall + rise
    }

    /// 0 below −½, 1 above ½.
    private static func smoothStep(_ x: Float) -> Float {
        let t = min(max(x + 0.5, 0), 1)
        return t * t * (3 - 2 * t)
    }
}
