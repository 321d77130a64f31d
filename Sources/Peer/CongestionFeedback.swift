import Congestion
import Media
import RTP

/// What the senders on the other side are told of their path, so that their rate finds its place.
///
/// One a peer, over all its streams: transport-wide arrival times where both sides know them,
/// otherwise an estimate of ours (REMB), otherwise nothing.
struct CongestionFeedback: ~Copyable {
    enum Mode {
        case none
        case transportWide
        case estimate
    }

    /// Short against the senders' reaction time, long enough for a dozen packets a feedback.
    private static let transportPeriod = Interval.milliseconds(75)
    private static let estimatePeriod = Interval.milliseconds(500)

    var mode = Mode.none
    private var recorder = TransportFeedbackRecorder()
    private var estimator = ReceiveRateEstimator()
    private var next: Instant?
    private var lossBefore = (lost: 0, packets: 0)

    /// When feedback is due; nil until there is something to tell.
    var deadline: Instant? {
        switch mode {
        case .none: nil
        case .transportWide: recorder.hasNews ? next : nil
        case .estimate: next
        }
    }

    /// Takes note of a packet that came in.
    mutating func record(_ extensions: HeaderExtensions, bytes: Int, source: SSRC, now: Instant) {
        switch mode {
        case .none:
            return
        case .transportWide:
            guard let sequence = extensions.transportSequence else { return }
            recorder.record(sequence: sequence, ssrc: source, now: now)
            if next == nil { next = now + Self.transportPeriod }
        case .estimate:
            let sendTime = extensions.absoluteSendTime?.rawValue
            let fell = estimator.record(bytes: bytes, absoluteSendTime: sendTime, now: now)
            if fell || next == nil { next = now }
        }
    }

    /// Writes a transport-wide feedback packet if one is due; it must end its datagram.
    ///
    /// - Returns: the offset after it; nil if nothing is due.
    mutating func writeArrivals(
        sender: SSRC,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
        now: Instant,
    ) -> Int? {
        guard mode == .transportWide, let next, next <= now else { return nil }
        let end = recorder.writeFeedback(sender: sender, into: &buffer, at: offset)
        if end == nil || !recorder.hasNews { self.next = now + Self.transportPeriod }
        return end
    }

    /// The estimate to tell, if that is due.
    ///
    /// - Parameters:
    ///   - lost: packets lost so far.
    ///   - packets: packets received so far.
    mutating func takeEstimate(lost: Int, packets: Int, now: Instant) -> BitRate? {
        guard mode == .estimate, let next, next <= now else { return nil }
        self.next = now + Self.estimatePeriod
        let newlyLost = max(0, lost - lossBefore.lost)
        let expected = newlyLost + max(0, packets - lossBefore.packets)
        lossBefore = (lost, packets)
        let fraction = expected > 0 ? Double(newlyLost) / Double(expected) : nil
        return estimator.update(lossFraction: fraction, now: now)
    }
}
