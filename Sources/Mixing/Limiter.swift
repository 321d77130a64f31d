import Media

/// Keeps a mix below full scale without a hard clip: a look-ahead limiter.
///
/// The gain is lowered before a peak arrives and raised slowly after it, for both channels alike:
///
/// ```
///  peak ▶ gain needed ▶ least of the next 5 ms ▶ slow release ▶ mean over 5 ms ─┐
///  sound ───────────────────▶ delayed by 5 ms ──────────────────────────────────▶ × ▶ out
/// ```
///
/// The least of a window, averaged over the same window, is never above what the sample in its
/// middle needs, so no sample exceeds the ceiling. Below the ceiling the sound passes unchanged.
/// It belongs to one lane at a time and allocates in `init` only.
package struct Limiter: ~Copyable {
    /// −1 dBFS.
    package static let ceiling: Float = 0.891_250_9
    /// Samples (of each channel) by which the sound is delayed.
    package static let delay = window - 1
    private static let window = 240
    /// Per sample; the gain has come back by two thirds after 100 ms.
    private static let release: Float = 1 / 4800

    /// The last `window` samples of both channels, a ring.
    private var delayed = [Float](repeating: 0, count: window * AudioFormat.channels)
    /// The gains needed that can still become the least of the window: rising, with their times.
    private var candidates = [Float](repeating: 1, count: window + 1)
    private var candidateTimes = [Int](repeating: 0, count: window + 1)
    private var firstCandidate = 0
    private var candidateCount = 0
    /// The released gains whose mean is applied, a ring.
    private var gains = [Float](repeating: 1, count: window)
    private var gainSum = Double(window)
    private var released: Float = 1
    private var time = 0
    /// Since when all gains have been one.
    private var quietSince = 0

    package init() {}

    /// Limits a frame in place; what comes out is `delay` samples older than what went in.
    ///
    /// - Parameter frame: two channels interleaved, any length.
    package mutating func process(_ frame: inout MutableSpan<Float>) {
        let isCalm = time - quietSince > 2 * Self.window && Self.peak(of: frame) <= Self.ceiling
        let samples = frame.count / AudioFormat.channels
        for sample in 0..<samples {
            let left = frame[2 * sample]
            let right = frame[2 * sample + 1]
            let gain = isCalm ? 1 : nextGain(peak: max(abs(left), abs(right)))
            // The oldest of the ring is `delay` samples old once the newest is in.
            let slot = 2 * (time % Self.window)
            delayed[slot] = left
            delayed[slot + 1] = right
            time += 1
            let oldest = 2 * (time % Self.window)
            frame[2 * sample] = delayed[oldest] * gain
            frame[2 * sample + 1] = delayed[oldest + 1] * gain
        }
    }

    private static func peak(of frame: borrowing MutableSpan<Float>) -> Float {
        var peak: Float = 0
        for index in 0..<frame.count { peak = max(peak, abs(frame[index])) }
        return peak
    }

    /// The gain for the sample that leaves the delay as one with this peak enters it.
    private mutating func nextGain(peak: Float) -> Float {
        let needed = peak > Self.ceiling ? Self.ceiling / peak : 1
        let least = leastOfWindow(adding: needed)
        released = min(least, released + (1 - released) * Self.release)
        if released > 0.999_99, least == 1 { released = 1 }
        if released < 1 { quietSince = time }
        let slot = time % Self.window
        gainSum += Double(released) - Double(gains[slot])
        gains[slot] = released
        // Rounding could lift the mean by some parts in 10⁷ above what is needed.
        return min(1, Float(gainSum / Double(Self.window)))
    }

    /// The least of the last `window` gains: a queue in which nothing stands behind a lesser one.
    private mutating func leastOfWindow(adding needed: Float) -> Float {
        let size = candidates.count
        while candidateCount > 0 {
            let last = (firstCandidate + candidateCount - 1) % size
            guard candidates[last] >= needed else { break }
            candidateCount -= 1
        }
        let end = (firstCandidate + candidateCount) % size
        candidates[end] = needed
        candidateTimes[end] = time
        candidateCount += 1
        while candidateTimes[firstCandidate] <= time - Self.window {
            firstCandidate = (firstCandidate + 1) % size
            candidateCount -= 1
        }
        return candidates[firstCandidate]
    }
}
