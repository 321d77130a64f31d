import Media

/// Tells from when packets left and arrived whether a queue grows on their way.
///
/// Packets that left within 5 ms form a group. Between two groups the difference of the gaps at
/// arrival and at departure is how much the queue grew; the slope of its smoothed sum over the
/// last 20 groups is compared with a threshold that follows the path's own unrest
/// (draft-ietf-rmcat-gcc-02 §5).
struct DelayTrend {
    enum Signal {
        case normal
        /// The queue grows.
        case overuse
        /// The queue empties.
        case underuse
    }

    private struct Group {
        var firstSend: Int64
        var lastSend: Int64
        var lastArrival: Instant
    }

    private struct Point {
        var time = 0.0
        var delay = 0.0
    }

    private static let groupTicks = Int64(1 << 18) * 5 / 1000
    private static let clockJumpTicks = Int64(3) << 18
    private static let points = 20
    private static let smoothing = 0.9
    private static let gain = 4.0
    private static let thresholdRange = 6.0...600.0
    private static let overuseTime = Interval.milliseconds(10)

    private(set) var signal = Signal.normal
    private var group: Group?
    private var previous: Group?
    private var sendClock: Int64?
    private var history = [Point](repeating: Point(), count: DelayTrend.points)
    private var groups = 0
    private var origin = Instant(nanoseconds: 0)
    private var accumulated = 0.0
    private var smoothed = 0.0
    private var threshold = 12.5
    private var lastTrend = 0.0
    private var overSince: Instant?
    private var overGroups = 0

    /// - Parameter sendTime: 24 bits in units of 2⁻¹⁸ s, the absolute send time.
    mutating func record(sendTime: UInt32, now: Instant) {
        let send = unwrap(sendTime)
        guard var current = group else {
            group = Group(firstSend: send, lastSend: send, lastArrival: now)
            origin = now
            return
        }
        // A straggler belongs to a group that is closed, unless the sender's clock was set back.
        guard send >= current.firstSend else {
            if current.firstSend - send > Self.clockJumpTicks { forget() }
            return
        }
        if send - current.firstSend <= Self.groupTicks {
            current.lastSend = max(current.lastSend, send)
            current.lastArrival = now
            group = current
            return
        }
        if let previous { compare(previous, current) }
        previous = current
        group = Group(firstSend: send, lastSend: send, lastArrival: now)
    }

    private mutating func compare(_ before: Group, _ after: Group) {
        let sent = Interval(ticks: after.lastSend - before.lastSend, clockRate: 1 << 18)
        let arrived = after.lastArrival - before.lastArrival
        // A pause or a jump of the sender's clock says nothing about queues.
        guard sent < .seconds(3), arrived < .seconds(3) else {
            restart()
            return
        }
        accumulated += arrived.milliseconds - sent.milliseconds
        smoothed = Self.smoothing * smoothed + (1 - Self.smoothing) * accumulated
        let time = (after.lastArrival - origin).milliseconds
        history[groups % Self.points] = Point(time: time, delay: smoothed)
        groups += 1
        guard groups >= Self.points else { return }
        let trend = slope()
        let scaled = trend * Double(min(groups, 60)) * Self.gain
        decide(scaled, trend: trend, interval: arrived.milliseconds, now: after.lastArrival)
    }

    private mutating func restart() {
        groups = 0
        accumulated = 0
        smoothed = 0
        signal = .normal
        overSince = nil
        overGroups = 0
    }

    private mutating func forget() {
        restart()
        group = nil
        previous = nil
        sendClock = nil
    }

    private mutating func decide(
        _ scaled: Double,
        trend: Double,
        interval: Double,
        now: Instant,
    ) {
        if scaled > threshold {
            overGroups += 1
            let since = overSince ?? now
            overSince = since
            if overGroups > 1, now - since >= Self.overuseTime, trend >= lastTrend {
                signal = .overuse
            }
        } else {
            overSince = nil
            overGroups = 0
            signal = scaled < -threshold ? .underuse : .normal
        }
        lastTrend = trend
        adapt(to: abs(scaled), interval: interval)
    }

    /// §5.4: the threshold follows slowly upward and quickly downward; a single peak is left out.
    private mutating func adapt(to magnitude: Double, interval: Double) {
        guard magnitude <= threshold + 15 else { return }
        let speed = magnitude < threshold ? 0.039 : 0.0087
        threshold += speed * (magnitude - threshold) * min(max(0, interval), 100)
        let range = Self.thresholdRange
        threshold = min(max(threshold, range.lowerBound), range.upperBound)
    }

    /// The line through the points by least squares.
    private func slope() -> Double {
        var meanTime = 0.0
        var meanDelay = 0.0
        for point in history {
            meanTime += point.time / Double(Self.points)
            meanDelay += point.delay / Double(Self.points)
        }
        var covariance = 0.0
        var variance = 0.0
        for point in history {
            covariance += (point.time - meanTime) * (point.delay - meanDelay)
            variance += (point.time - meanTime) * (point.time - meanTime)
        }
        return variance > 0 ? covariance / variance : 0
    }

    private mutating func unwrap(_ sendTime: UInt32) -> Int64 {
        let raw = Int64(sendTime & 0xFF_FFFF)
        guard let before = sendClock else {
            sendClock = raw
            return raw
        }
        let distance = Int32(truncatingIfNeeded: (raw - before) << 8) >> 8
        let send = before + Int64(distance)
        sendClock = max(before, send)
        return send
    }
}
