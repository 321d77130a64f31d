import Media
import RTP
import Testing

@Suite struct StatisticsTests {
    private func header(_ sequence: Int, timestamp: UInt32 = 0) -> RTPHeader {
        RTPHeader(
            marker: false,
            payloadType: PayloadType(96),
            sequence: SequenceNumber(UInt16(truncatingIfNeeded: sequence)),
            timestamp: RTPTimestamp(timestamp),
            ssrc: SSRC(1),
        )
    }

    private let clock = SenderReportClock(clockRate: 90_000)

    @Test func lossIsCountedOverTheWrap() {
        var statistics = ReceiverStatistics(clockRate: 90_000)
        for number in 65_530..<65_570 where number % 4 != 0 {
            _ = statistics.record(header(number), now: milliseconds(0))
        }
        // 65,530 … 65,569: 40 expected, 65,532 … 65,568 in steps of four lost.
        let report = statistics.makeReport(ssrc: SSRC(1), clock: clock, now: milliseconds(0))
        #expect(report.cumulativeLost == 10)
        #expect(report.fractionLost == 64)
        #expect(report.extendedHighestSequence == 1 << 16 + 33)
        for number in 65_570..<65_580 {
            _ = statistics.record(header(number), now: milliseconds(0))
        }
        let next = statistics.makeReport(ssrc: SSRC(1), clock: clock, now: milliseconds(0))
        #expect(next.cumulativeLost == 10)
        #expect(next.fractionLost == 0)
    }

    /// RFC 4588 keeps the retransmission stream apart: it repairs, but the way still loses.
    @Test func retransmissionsDoNotHideTheLoss() {
        var statistics = ReceiverStatistics(clockRate: 90_000)
        for number in 0..<100 {
            let isLost = number % 10 == 5
            let verdict = statistics.record(
                header(number),
                isRetransmission: isLost,
                now: milliseconds(0),
            )
            guard case .accepted = verdict else {
                Issue.record("a retransmission still gets its number")
                return
            }
        }
        let report = statistics.makeReport(ssrc: SSRC(1), clock: clock, now: milliseconds(0))
        #expect(report.cumulativeLost == 10)
        #expect(report.fractionLost == 10 * 256 / 100)
        let (lost, received) = (statistics.lost, statistics.received)
        #expect(lost == 10)
        #expect(received == 90)
    }

    @Test func duplicatesMakeTheLossNegative() {
        var statistics = ReceiverStatistics(clockRate: 90_000)
        for number in [5, 5, 5] { _ = statistics.record(header(number), now: milliseconds(0)) }
        let report = statistics.makeReport(ssrc: SSRC(1), clock: clock, now: milliseconds(0))
        #expect(report.cumulativeLost == -2)
        #expect(report.fractionLost == 0)
        #expect(report.extendedHighestSequence == 5)
    }

    /// RFC 3550 A.8: transit times that alternate by D approach a jitter of D.
    @Test func jitterFollowsTheTransitTime() {
        var statistics = ReceiverStatistics(clockRate: 90_000)
        for index in 0..<500 {
            let late = index % 2 == 0 ? 0 : 10
            _ = statistics.record(
                header(index, timestamp: UInt32(index) * 1800),
                now: milliseconds(index * 20 + late),
            )
        }
        #expect(abs(Int(statistics.jitter) - 900) <= 1)
    }

    @Test func evenTransitHasNoJitter() {
        var statistics = ReceiverStatistics(clockRate: 48_000)
        for index in 0..<100 {
            let timestamp = UInt32.max - 20_000 &+ UInt32(index) &* 960
            _ = statistics.record(
                header(index, timestamp: timestamp),
                now: milliseconds(index * 20),
            )
        }
        #expect(statistics.jitter == 0)
    }

    @Test func newBeginningNeedsTwoPackets() {
        var statistics = ReceiverStatistics(clockRate: 90_000)
        _ = statistics.record(header(50_000), now: milliseconds(0))
        #expect(statistics.record(header(100), now: milliseconds(1)) == .suspicious)
        #expect(statistics.record(header(50_001), now: milliseconds(2)) == .accepted(115_537))
        #expect(statistics.record(header(200), now: milliseconds(3)) == .suspicious)
        #expect(statistics.record(header(201), now: milliseconds(4)) == .restarted(65_737))
        #expect(statistics.record(header(202), now: milliseconds(5)) == .accepted(65_738))
        #expect(statistics.lost == 0)
    }

    @Test func roundTripFollowsTheReports() {
        var roundTrip = RoundTrip()
        let wall = WallClock(anchor: milliseconds(0), unixNanoseconds: 1_700_000_000_000_000_000)
        var clock = SenderReportClock(clockRate: 90_000)
        var sender = SenderStatistics(clockRate: 90_000)
        #expect(sender.makeReport(ssrc: SSRC(1), wallClock: wall, now: milliseconds(0)) == nil)
        sender.record(payloadBytes: 100, timestamp: RTPTimestamp(5000), at: milliseconds(0))
        let sent = sender.makeReport(ssrc: SSRC(1), wallClock: wall, now: milliseconds(1000))
        guard let sent else {
            Issue.record("no report")
            return
        }
        #expect(sent.timestamp == RTPTimestamp(95_000))
        #expect(sent.packetCount == 1)
        #expect(sent.octetCount == 100)
        // 40 ms there, held for 500 ms, 35 ms back.
        clock.record(sent, now: milliseconds(1040))
        var receiver = ReceiverStatistics(clockRate: 90_000)
        _ = receiver.record(header(1), now: milliseconds(1040))
        let block = receiver.makeReport(ssrc: SSRC(1), clock: clock, now: milliseconds(1540))
        roundTrip.record(block, at: wall.time(at: milliseconds(1575)))
        #expect(abs((roundTrip.latest?.milliseconds ?? 0) - 75) < 0.1)
        roundTrip.record(.milliseconds(155))
        #expect(abs(roundTrip.estimate.milliseconds - 85) < 0.1)
        // What is not plausible changes nothing.
        roundTrip.record(.seconds(11))
        roundTrip.record(.seconds(-1))
        #expect(abs(roundTrip.estimate.milliseconds - 85) < 0.1)
    }

    @Test func senderClockMapsTimestamps() throws {
        var clock = SenderReportClock(clockRate: 48_000)
        #expect(clock.time(of: RTPTimestamp(0)) == nil)
        #expect(clock.delaySinceLastSenderReport(now: milliseconds(5)) == 0)
        let time = NTPTime(unixNanoseconds: 1_700_000_000_000_000_000)
        let report = SenderReport(
            ssrc: SSRC(1),
            ntpTime: time,
            timestamp: RTPTimestamp(UInt32.max - 479),
            packetCount: 0,
            octetCount: 0,
        )
        clock.record(report, now: milliseconds(100))
        let later = try #require(clock.time(of: RTPTimestamp(480)))
        #expect(abs((later - time).milliseconds - 20) < 0.001)
        let earlier = try #require(clock.time(of: RTPTimestamp(UInt32.max - 48_479)))
        #expect(abs((earlier - time).milliseconds + 1000) < 0.001)
        #expect(clock.delaySinceLastSenderReport(now: milliseconds(600)) == 32_768)
    }

    @Test func historyAnswersWithinItsAge() {
        var history = PacketHistory(capacity: 4, slotBytes: 40)
        for number in 0..<6 {
            var packet = RTPHeaderTests.vector
            packet[3] = UInt8(number)
            packet[2] = 0xFF
            let stored = history.store(packet.span, now: milliseconds(number * 10))
            #expect(stored)
        }
        func lookUp(_ number: UInt16) -> UInt8? {
            history.withPacket(SequenceNumber(0xFF00 + number)) { $0[3] }
        }
        #expect((0..<7).map { lookUp(UInt16($0)) } == [nil, nil, 2, 3, 4, 5, nil])
        func again(_ number: UInt16, at time: Int) -> Int? {
            history.withRepeat(
                of: SequenceNumber(0xFF00 + number),
                maximumAge: .milliseconds(100),
                roundTrip: .milliseconds(30),
                now: milliseconds(time),
            ) { $0.count }
        }
        let length = RTPHeaderTests.vector.count
        #expect(again(4, at: 60) == nil, "it has not been sent yet")
        var sent = RTPHeaderTests.vector
        (sent[2], sent[3], sent[length - 1]) = (0xFF, 4, 0xAB)
        history.recordSending(of: SequenceNumber(0xFF04), as: sent.span)
        let kept = history.withPacket(SequenceNumber(0xFF04)) { $0[length - 1] }
        #expect(kept == 0xAB)
        #expect(again(4, at: 60) == length)
        #expect(again(4, at: 80) == nil)
        #expect(again(4, at: 90) == length)
        #expect(again(4, at: 141) == nil)
        #expect(again(1, at: 60) == nil)
        let (misses, suppressed) = (history.misses, history.repeatsSuppressed)
        #expect(misses == 3)
        #expect(suppressed == 1)
        let long = [UInt8](repeating: 0x80, count: 41)
        let tooLong = history.store(long.span, now: milliseconds(0))
        #expect(!tooLong)
    }
}
