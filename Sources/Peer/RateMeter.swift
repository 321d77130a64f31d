import Media

/// The rate of a stream over about the last second.
struct RateMeter {
    private static let window = Interval.milliseconds(500)

    /// Zero until the first half second is over.
    private(set) var rate = BitRate(bitsPerSecond: 0)
    private var bytes = 0
    private var start: Instant?

    mutating func add(bytes count: Int, now: Instant) {
        guard let start else {
            self.start = now
            bytes = count
            return
        }
        let elapsed = now - start
        if elapsed >= Self.window {
            let measured = Int(Double(bytes * 8) / elapsed.seconds)
            rate = BitRate(
                bitsPerSecond: rate.bitsPerSecond == 0
                    ? measured : (rate.bitsPerSecond + measured) / 2
            )
            self.start = now
            bytes = 0
        }
        bytes += count
    }
}
