package import Media

/// Estimates at the receiver what rate a path carries, for senders without transport-wide feedback.
///
/// What comes in, times a growth, as long as neither the delay grows nor packets are lost; 0.85 of
/// what came in when the delay grows (draft-ietf-rmcat-gcc-02 §5.5, §6). The estimate goes out as
/// REMB at least once a second, and at once when `record` says that it fell.
package struct ReceiveRateEstimator: Sendable {
    /// What the path is believed to carry.
    package private(set) var estimate: BitRate
    /// Bounds that the estimate keeps.
    package let range: ClosedRange<BitRate>

    private var window = RateWindow()
    private var trend = DelayTrend()
    private var lastUpdate: Instant?
    private var lastDecrease: Instant?
    /// Until the path shows a limit, the estimate may double each second.
    private var isStarting = true
    /// What came in when the path showed its limit; growth near to it is slow.
    private var limit: BitRate?

    private static let decrease = 0.85
    private static let growthPerSecond = 1.08
    private static let startGrowthPerSecond = 2.0
    /// §6: the loss between the two leaves the estimate as it is.
    private static let tolerableLoss = 0.02
    private static let severeLoss = 0.10
    /// The queue needs time to empty before the next decrease says something new.
    private static let decreaseSpacing = Interval.milliseconds(300)

    package init(
        start: BitRate = .kilobits(500),
        range: ClosedRange<BitRate> = BitRate.kilobits(50)...BitRate.kilobits(20_000),
    ) {
        self.range = range
        estimate = min(max(start, range.lowerBound), range.upperBound)
    }

    /// Takes a packet of any stream of the sender.
    ///
    /// - Parameters:
    ///   - bytes: with its headers.
    ///   - absoluteSendTime: the header extension's 24 bits; nil if it has none.
    /// - Returns: true if the estimate fell, so that the sender is told at once.
    @discardableResult
    package mutating func record(bytes: Int, absoluteSendTime: UInt32?, now: Instant) -> Bool {
        window.record(bytes: bytes, now: now)
        guard let absoluteSendTime else { return false }
        trend.record(sendTime: absoluteSendTime, now: now)
        guard trend.signal == .overuse else { return false }
        if let lastDecrease, now - lastDecrease < Self.decreaseSpacing { return false }
        guard let received = window.rate(now: now) else { return false }
        fall(to: Double(received.bitsPerSecond) * Self.decrease, now: now)
        limit = received
        return true
    }

    /// The mean rate of the last half second.
    package mutating func receivedRate(now: Instant) -> BitRate {
        window.rate(now: now) ?? BitRate(bitsPerSecond: 0)
    }

    /// Moves the estimate on; called a few times a second.
    ///
    /// - Parameter lossFraction: of the packets since the last call, 0…1; nil if none were expected.
    package mutating func update(lossFraction: Double?, now: Instant) -> BitRate {
        let elapsed = lastUpdate.map { min((now - $0).seconds, 1) } ?? 0
        lastUpdate = now
        let loss = lossFraction ?? 0
        if loss > Self.severeLoss {
            // §6: half of the loss is taken off.
            fall(to: Double(estimate.bitsPerSecond) * (1 - 0.5 * min(loss, 1)), now: now)
        } else if loss <= Self.tolerableLoss, trend.signal == .normal, elapsed > 0 {
            grow(elapsed, now: now)
        }
        return estimate
    }

    private mutating func fall(to bitsPerSecond: Double, now: Instant) {
        isStarting = false
        lastDecrease = now
        let target = min(Int(bitsPerSecond), estimate.bitsPerSecond)
        estimate = max(range.lowerBound, BitRate(bitsPerSecond: target))
    }

    private mutating func grow(_ seconds: Double, now: Instant) {
        let current = Double(estimate.bitsPerSecond)
        let received = receivedRate(now: now)
        var target = current
        if let limit, abs(current / Double(max(1, limit.bitsPerSecond)) - 1) < 0.2 {
            // About one packet of 1,200 bytes per response time of 200 ms.
            target += 48_000 * seconds
        } else {
            let growth = isStarting ? Self.startGrowthPerSecond : Self.growthPerSecond
            target *= 1 + (growth - 1) * seconds
        }
        // What the sender does not use says nothing about the path (§5.5).
        let bound = 1.5 * Double(received.bitsPerSecond) + 10_000
        target = max(current, min(target, bound))
        estimate = min(range.upperBound, BitRate(bitsPerSecond: Int(target)))
    }
}
