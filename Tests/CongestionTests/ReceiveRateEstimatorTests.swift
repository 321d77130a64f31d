import Congestion
import Media
import Testing

@Suite struct ReceiveRateEstimatorTests {
    /// A sender that uses what it is told over a link of fixed rate with a queue.
    private struct Link {
        var estimator = ReceiveRateEstimator(start: .kilobits(300))
        var capacity: BitRate
        /// The sender's own limit.
        var appetite: BitRate
        var hasSendTimes = true
        private var now = Instant(nanoseconds: 5_000_000_000)
        private var linkFreeAt = Instant(nanoseconds: 0)
        private var target = BitRate.kilobits(300)
        private var arrivals: [(at: Instant, sent: UInt32)] = []
        private(set) var longestQueue = Interval.zero
        private(set) var falls = 0
        private var lost = 0
        private var expected = 0

        init(capacity: BitRate, appetite: BitRate, hasSendTimes: Bool = true) {
            self.capacity = capacity
            self.appetite = appetite
            self.hasSendTimes = hasSendTimes
        }

        mutating func run(seconds: Int) {
            longestQueue = .zero
            let end = now + .seconds(seconds)
            var nextUpdate = now
            while now < end {
                now += min(target, appetite).time(forBytes: 1000)
                send()
                deliver()
                if now >= nextUpdate {
                    let loss = expected > 0 ? Double(lost) / Double(expected) : nil
                    (lost, expected) = (0, 0)
                    target = estimator.update(lossFraction: loss, now: now)
                    nextUpdate = now + .milliseconds(200)
                }
            }
        }

        private mutating func send() {
            expected += 1
            let start = max(now, linkFreeAt)
            longestQueue = max(longestQueue, start - now)
            // The queue holds 300 ms.
            guard start - now < .milliseconds(300) else {
                lost += 1
                return
            }
            linkFreeAt = start + capacity.time(forBytes: 1000)
            let ticks = (now - Instant(nanoseconds: 0)).ticks(clockRate: 1 << 18)
            arrivals.append((linkFreeAt, UInt32(truncatingIfNeeded: ticks) & 0xFF_FFFF))
        }

        private mutating func deliver() {
            while let first = arrivals.first, first.at <= now {
                arrivals.removeFirst()
                let fell = estimator.record(
                    bytes: 1000,
                    absoluteSendTime: hasSendTimes ? first.sent : nil,
                    now: first.at,
                )
                if fell {
                    falls += 1
                    target = estimator.estimate
                }
            }
        }
    }

    @Test func estimateGrowsToWhatTheLinkCarries() {
        var link = Link(capacity: .kilobits(2000), appetite: .kilobits(10_000))
        link.run(seconds: 30)
        #expect(link.falls > 0)
        #expect(link.estimator.estimate > .kilobits(1200))
        #expect(link.estimator.estimate < .kilobits(2600))
        link.run(seconds: 30)
        #expect(link.longestQueue < .milliseconds(250))
    }

    @Test func estimateFollowsALinkThatNarrows() {
        var link = Link(capacity: .kilobits(3000), appetite: .kilobits(10_000))
        link.run(seconds: 20)
        link.capacity = .kilobits(600)
        link.run(seconds: 10)
        #expect(link.estimator.estimate < .kilobits(900))
        #expect(link.estimator.estimate > .kilobits(200))
    }

    @Test func estimateStaysNearWhatTheSenderUses() {
        var link = Link(capacity: .kilobits(20_000), appetite: .kilobits(1000))
        link.run(seconds: 20)
        #expect(link.falls == 0)
        #expect(link.estimator.estimate >= .kilobits(1400))
        #expect(link.estimator.estimate <= .kilobits(1600))
    }

    @Test func lossAloneLowersTheEstimate() {
        var link = Link(
            capacity: .kilobits(800),
            appetite: .kilobits(10_000),
            hasSendTimes: false,
        )
        link.run(seconds: 30)
        #expect(link.estimator.estimate < .kilobits(1200))
        #expect(link.estimator.estimate > .kilobits(400))
    }

    @Test func boundsAreKept() {
        var estimator = ReceiveRateEstimator(
            start: .kilobits(1),
            range: .kilobits(100)...(.kilobits(400)),
        )
        #expect(estimator.estimate == .kilobits(100))
        var now = Instant(nanoseconds: 0)
        for _ in 0..<20 {
            now += .milliseconds(200)
            _ = estimator.update(lossFraction: 0.9, now: now)
        }
        #expect(estimator.estimate == .kilobits(100))
        for _ in 0..<3000 {
            now += .milliseconds(10)
            estimator.record(bytes: 1000, absoluteSendTime: nil, now: now)
            _ = estimator.update(lossFraction: 0, now: now)
        }
        #expect(estimator.estimate == .kilobits(400))
    }

    @Test func receivedRateIsMeasured() {
        var estimator = ReceiveRateEstimator()
        var now = Instant(nanoseconds: 0)
        for _ in 0..<1000 {
            now += .milliseconds(1)
            estimator.record(bytes: 125, absoluteSendTime: nil, now: now)
        }
        let rate = estimator.receivedRate(now: now).bitsPerSecond
        #expect(abs(rate - 1_000_000) < 50_000)
        let later = estimator.receivedRate(now: now + .seconds(2)).bitsPerSecond
        #expect(later == 0)
    }

    /// Any arrivals and send times: nothing traps, and the bounds are kept.
    @Test func arbitraryArrivalsAreHarmless() {
        var state: UInt64 = 1
        func next() -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33)
        }
        var estimator = ReceiveRateEstimator()
        var now = Instant(nanoseconds: 0)
        for _ in 0..<20_000 {
            now += .microseconds(next() % (next() % 50 == 0 ? 40_000_000 : 5000))
            estimator.record(
                bytes: next() % 1500,
                absoluteSendTime: UInt32(next() & 0xFF_FFFF),
                now: now,
            )
            if next() % 20 == 0 {
                _ = estimator.update(lossFraction: Double(next() % 100) / 100, now: now)
            }
            #expect(estimator.range.contains(estimator.estimate))
        }
    }
}
