package import Media

/// What a receiver counts for one source: order, loss and jitter (RFC 3550 appendix A.1, A.3, A.8).
///
/// It extends sequence numbers to 64 bits, and notices when a sender begins anew with others.
package struct ReceiverStatistics: Sendable {
    /// What became of a packet.
    package enum Verdict: Hashable, Sendable {
        /// Counted; the number is extended. Duplicates are counted too, as in RFC 3550.
        case accepted(Int64)
        /// The sender has begun anew with this packet: forget what was before it.
        case restarted(Int64)
        /// Far from the others; the sender has begun anew if the next packet follows this one.
        case suspicious
    }

    /// Ticks of the RTP timestamp per second.
    package let clockRate: Int
    /// Packets that came, duplicates included.
    ///
    /// Not those of a retransmission stream, which has its own sequence numbers (RFC 4588 §4):
    /// loss on the way is loss, repaired or not.
    package private(set) var received = 0
    /// The mean deviation of the transit time, in ticks.
    package var jitter: UInt32 { UInt32(min(jitterTicks, Double(UInt32.max))) }
    /// The highest sequence number, extended; nil before the first packet.
    package var highest: Int64? { unwrapper.highest }

    private var unwrapper = SequenceUnwrapper()
    private var first: Int64 = 0
    private var expectedBefore = 0
    private var receivedBefore = 0
    private var jitterTicks = 0.0
    private var lastTransit: UInt32?
    /// The extended number that would confirm a new beginning.
    private var confirmation: SequenceNumber?

    /// RFC 3550 A.1: further back than a late packet comes, further on than an outage lasts.
    private static let maximumMisorder = 3000
    private static let maximumDropout = 3000

    package init(clockRate: Int) { self.clockRate = clockRate }

    /// Counts a packet in the order of arrival.
    ///
    /// - Parameter isRetransmission: it came in another stream: it fills a gap for those who use the
    ///   number, but counts neither as received nor for the jitter.
    package mutating func record(
        _ header: RTPHeader,
        isRetransmission: Bool = false,
        now: Instant,
    ) -> Verdict {
        guard let highest else {
            first = unwrapper.unwrap(header.sequence)
            if !isRetransmission {
                received = 1
                note(header.timestamp, now: now)
            }
            return .accepted(first)
        }
        let before = SequenceNumber(UInt16(truncatingIfNeeded: highest))
        let distance = Int(before.distance(to: header.sequence))
        if distance < -Self.maximumMisorder || distance > Self.maximumDropout {
            guard header.sequence == confirmation, !isRetransmission else {
                if !isRetransmission { confirmation = header.sequence.advanced(by: 1) }
                return .suspicious
            }
            return restart(header, now: now)
        }
        if !isRetransmission {
            confirmation = nil
            note(header.timestamp, now: now)
            received += 1
        }
        return .accepted(unwrapper.unwrap(header.sequence))
    }

    /// The receiver's view of the source since the last call (A.3).
    package mutating func makeReport(
        ssrc: SSRC,
        clock: SenderReportClock,
        now: Instant,
    ) -> ReportBlock {
        let highest = highest ?? first
        let expected = self.highest == nil ? 0 : Int(highest - first) + 1
        let newlyExpected = expected - expectedBefore
        let newlyLost = newlyExpected - (received - receivedBefore)
        expectedBefore = expected
        receivedBefore = received
        let fraction = newlyExpected > 0 && newlyLost > 0 ? newlyLost * 256 / newlyExpected : 0
        let lost = max(-0x80_0000, min(0x7F_FFFF, expected - received))
        return ReportBlock(
            ssrc: ssrc,
            fractionLost: UInt8(min(fraction, 255)),
            cumulativeLost: Int32(lost),
            // The first cycle is number one inside, zero outside.
            extendedHighestSequence: UInt32(truncatingIfNeeded: highest - 1 << 16),
            jitter: jitter,
            lastSenderReport: clock.lastSenderReport,
            delaySinceLastSenderReport: clock.delaySinceLastSenderReport(now: now),
        )
    }

    /// Packets lost so far, repaired or not; duplicates make it smaller.
    package var lost: Int {
        guard let highest else { return 0 }
        return Int(highest - first) + 1 - received
    }

    private mutating func restart(_ header: RTPHeader, now: Instant) -> Verdict {
        unwrapper = SequenceUnwrapper()
        first = unwrapper.unwrap(header.sequence)
        received = 1
        expectedBefore = 0
        receivedBefore = 0
        lastTransit = nil
        confirmation = nil
        note(header.timestamp, now: now)
        return .restarted(first)
    }

    /// A.8, with the fraction kept.
    private mutating func note(_ timestamp: RTPTimestamp, now: Instant) {
        let arrival = (now - Instant(nanoseconds: 0)).ticks(clockRate: clockRate)
        let transit = UInt32(truncatingIfNeeded: arrival) &- timestamp.rawValue
        defer { lastTransit = transit }
        guard let lastTransit else { return }
        let deviation = Int32(bitPattern: transit &- lastTransit).magnitude
        // A jump of the sender's timestamps is not jitter.
        guard deviation < UInt32(clockRate) * 10 else { return }
        jitterTicks += (Double(deviation) - jitterTicks) / 16
    }
}
