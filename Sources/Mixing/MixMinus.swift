import Media

/// The sum of all contributors, and for each of them the sum without it, so that nobody hears
/// itself and N people cost N additions.
///
/// The timing contract:
/// - `begin` starts a tick; each contributor adds its frame of that tick at most once.
/// - `total` and `minus` may then be called any number of times, in any order.
/// - Frames are as `AudioFormat` says: 960 samples, two channels interleaved, float32. Sums are not
///   limited: that is the business of what comes after, for each distinct mix.
///
/// It belongs to one lane at a time and allocates in `init` only.
package struct MixMinus: ~Copyable {
    private let capacity: Int
    private var sum: [Float]
    /// What each contributor added, its gain applied: frame after frame.
    private var contributions: [Float]
    private var isPresent: [Bool]

    /// - Parameter capacity: contributors at most.
    package init(capacity: Int) {
        self.capacity = capacity
        sum = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        contributions = [Float](repeating: 0, count: capacity * AudioFormat.valuesPerFrame)
        isPresent = [Bool](repeating: false, count: capacity)
    }

    /// Starts a tick with silence.
    package mutating func begin() {
        for index in 0..<AudioFormat.valuesPerFrame { sum[index] = 0 }
        for index in 0..<capacity { isPresent[index] = false }
    }

    /// Adds a contributor's frame.
    ///
    /// - Parameters:
    ///   - frame: `AudioFormat.valuesPerFrame` values.
    ///   - index: the contributor, 0..<capacity.
    ///   - gain: linear.
    package mutating func add(_ frame: Span<Float>, index: Int, gain: Float = 1) {
        precondition(frame.count == AudioFormat.valuesPerFrame, "a frame has a fixed length")
        precondition(!isPresent[index], "a contributor adds one frame a tick")
        isPresent[index] = true
        let start = index * AudioFormat.valuesPerFrame
        Self.addScaled(frame, gain, into: &sum)
        var own = contributions.mutableSpan
        for position in 0..<AudioFormat.valuesPerFrame {
            own[start + position] = frame[position] * gain
        }
    }

    /// Adds a contributor's frame whose gain changes evenly from its beginning to its end.
    ///
    /// - Parameters:
    ///   - frame: `AudioFormat.valuesPerFrame` values.
    ///   - index: the contributor, 0..<capacity.
    ///   - from: the linear gain before the first sample.
    ///   - to: the linear gain of the last sample.
    package mutating func add(_ frame: Span<Float>, index: Int, from: Float, to: Float) {
        guard from != to else { return add(frame, index: index, gain: to) }
        precondition(frame.count == AudioFormat.valuesPerFrame, "a frame has a fixed length")
        precondition(!isPresent[index], "a contributor adds one frame a tick")
        isPresent[index] = true
        let start = index * AudioFormat.valuesPerFrame
        var own = contributions.mutableSpan
        for position in 0..<AudioFormat.valuesPerFrame { own[start + position] = 0 }
        Self.addRamp(frame, from, to, into: &contributions, at: start)
        Self.addRamp(frame, from, to, into: &sum, at: 0)
    }

    private static func addRamp(
        _ frame: Span<Float>,
        _ from: Float,
        _ to: Float,
        into values: inout [Float],
        at start: Int,
    ) {
        let step = (to - from) / Float(AudioFormat.samplesPerFrame)
        var target = values.mutableSpan
        for sample in 0..<AudioFormat.samplesPerFrame {
            let gain = from + step * Float(sample + 1)
            target[start + 2 * sample] += frame[2 * sample] * gain
            target[start + 2 * sample + 1] += frame[2 * sample + 1] * gain
        }
    }

    private static func addScaled(_ frame: Span<Float>, _ gain: Float, into sum: inout [Float]) {
        var total = sum.mutableSpan
        for position in 0..<AudioFormat.valuesPerFrame { total[position] += frame[position] * gain }
    }

    /// Writes what is heard by all who contribute nothing.
    package func total(into frame: inout MutableSpan<Float>) {
        precondition(frame.count == AudioFormat.valuesPerFrame, "a frame has a fixed length")
        let total = sum.span
        for position in 0..<AudioFormat.valuesPerFrame { frame[position] = total[position] }
    }

    /// Writes what one contributor hears: everybody else.
    package func minus(index: Int, into frame: inout MutableSpan<Float>) {
        guard isPresent[index] else { return total(into: &frame) }
        precondition(frame.count == AudioFormat.valuesPerFrame, "a frame has a fixed length")
        let total = sum.span
        let start = index * AudioFormat.valuesPerFrame
        let own = contributions.span.extracting(start..<start + AudioFormat.valuesPerFrame)
        for position in 0..<AudioFormat.valuesPerFrame {
            frame[position] = total[position] - own[position]
        }
    }
}
