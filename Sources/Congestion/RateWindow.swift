import Media

/// Bytes per second over the last half second, in steps of 20 ms.
struct RateWindow {
    private static let steps = 25
    private static let step = Interval.milliseconds(20)

    private var bytes = [Int](repeating: 0, count: RateWindow.steps)
    private var total = 0
    private var newest: Int64?
    private var oldest: Int64 = 0

    mutating func record(bytes count: Int, now: Instant) {
        advance(to: now)
        guard let newest else { return }
        bytes[Int(newest % Int64(Self.steps))] += count
        total += count
    }

    /// The mean rate; nil before a tenth of a second has been seen.
    mutating func rate(now: Instant) -> BitRate? {
        advance(to: now)
        guard let newest else { return nil }
        let seen = min(Int64(Self.steps), newest - oldest + 1)
        guard seen >= 5 else { return nil }
        let window = Self.step * Int(seen)
        return BitRate(bitsPerSecond: Int(Double(total * 8) / window.seconds))
    }

    private mutating func advance(to now: Instant) {
        let current = max(0, now.nanoseconds) / Self.step.nanoseconds
        guard let before = newest else {
            newest = current
            oldest = current
            return
        }
        guard current > before else { return }
        for index in 0..<min(Int64(Self.steps), current - before) {
            let place = Int((before + 1 + index) % Int64(Self.steps))
            total -= bytes[place]
            bytes[place] = 0
        }
        newest = current
        // After a pause the mean begins anew, or it would count the pause.
        if current - before > Int64(Self.steps) { oldest = current }
    }
}
