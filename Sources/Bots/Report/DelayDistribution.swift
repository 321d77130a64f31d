package import Media

/// How often each delay occurred, by whole milliseconds.
package struct DelayDistribution: Sendable {
    /// Longer ones count as this.
    package static let longest = 5000

    private var counts: [UInt32]
    package private(set) var count = 0
    private var sum: Int64 = 0

    package init() { counts = Array(repeating: 0, count: Self.longest + 1) }

    package mutating func add(_ delay: Interval) {
        let milliseconds = min(max(0, delay.nanoseconds / 1_000_000), Int64(Self.longest))
        counts[Int(milliseconds)] += 1
        count += 1
        sum += milliseconds
    }

    package mutating func add(_ other: DelayDistribution) {
        for index in counts.indices { counts[index] += other.counts[index] }
        count += other.count
        sum += other.sum
    }

    /// The delay in milliseconds that a share of all stays at or under; nil without any.
    package func percentile(_ share: Double) -> Int? {
        guard count > 0 else { return nil }
        var left = max(1, Int((Double(count) * share).rounded(.up)))
        for (milliseconds, count) in counts.enumerated() {
            left -= Int(count)
            if left <= 0 { return milliseconds }
        }
        return Self.longest
    }

    /// In milliseconds; nil without any.
    package var mean: Double? { count > 0 ? Double(sum) / Double(count) : nil }
}
