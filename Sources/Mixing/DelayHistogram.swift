internal import Media

/// How late packets have been, the recent past counting most.
///
/// Each packet's weight fades with those after it, with a time constant of four seconds of sound;
/// a quantile of the histogram is the delay that so many packets meet.
struct DelayHistogram {
    private static let bucketCount = 40
    static let bucketWidth = Interval.milliseconds(5)
    /// Weight kept over 20 ms of sound.
    private static let retention: Float = 0.995

    private var buckets = InlineArray<40, Float>(repeating: 0)
    private var total: Float = 0

    /// Counts a packet.
    ///
    /// - Parameter duration: of the sound in it: longer packets are fewer, and each counts for more.
    mutating func add(_ delay: Interval, duration: Interval) {
        let frames = max(0.125, Float(duration.milliseconds) / 20)
        let kept = 1 - (1 - Self.retention) * frames
        for index in 0..<Self.bucketCount { buckets[index] *= kept }
        total = total * kept + frames
        let index = delay.nanoseconds / Self.bucketWidth.nanoseconds
        buckets[Int(min(max(0, index), Int64(Self.bucketCount - 1)))] += frames
    }

    /// The upper edge of the bucket that holds this share of the weight; zero while empty.
    func quantile(_ share: Float) -> Interval {
        guard total > 0 else { return .zero }
        var above = total * (1 - share)
        for index in stride(from: Self.bucketCount - 1, through: 0, by: -1) {
            above -= buckets[index]
            if above < 0 { return Self.bucketWidth * (index + 1) }
        }
        return Self.bucketWidth
    }
}
