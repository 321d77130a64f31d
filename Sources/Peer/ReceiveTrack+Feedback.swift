import Media
import RTP
import SDP

extension ReceiveTrack {
    /// Whether a request for a key frame could be sent.
    private var canAskForKeyFrame: Bool {
        source != nil && (feedback.contains(.pictureLoss) || feedback.contains(.fullIntraRequest))
    }

    /// Loss of what nobody takes is not repaired.
    private var repairs: Bool { feedback.contains(.nack) && inlet != nil && source != nil }

    /// When `handleTimeout` or one of the requests has something to do; nil while none has.
    var deadline: Instant? {
        var earliest: Instant?
        if repairs { earliest = Instant.earlier(earliest, nacks.deadline) }
        if canAskForKeyFrame { earliest = Instant.earlier(earliest, need.deadline) }
        if inlet != nil { earliest = Instant.earlier(earliest, assembler?.deadline) }
        if kind == .video { earliest = Instant.earlier(earliest, silence.deadline) }
        return earliest
    }

    /// Gives up frames that wait for too long.
    ///
    /// - Returns: whether the track has become silent just now.
    func handleTimeout(now: Instant) -> Bool {
        if let inlet, let deadline = assembler?.deadline, deadline <= now {
            let frames = assembler?.handleTimeout(now: now, into: inlet.ring) ?? 0
            follow(frames: frames, inlet: inlet)
        }
        return kind == .video && silence.becomesSilent(now: now)
    }

    /// Hands out the packets to ask for again now.
    func takeMissing(now: Instant, roundTrip: Interval, _ body: (Span<SequenceNumber>) -> Void) {
        guard repairs else { return }
        let before = nacks.requested
        nacks.takeDue(now: now, roundTrip: roundTrip, body)
        counts.nacksSent += nacks.requested - before
    }

    /// Whether the sender must be asked for a key frame now.
    func takeKeyFrameRequest(now: Instant) -> Bool {
        guard canAskForKeyFrame, need.takeRequest(now: now) else { return false }
        counts.keyFrameRequestsSent += 1
        return true
    }

    /// Takes a sender report about the stream.
    func record(_ report: SenderReport, now: Instant) {
        var clock = clock
        clock.record(report, now: now)
        setClock(clock)
    }

    /// A missing packet is waited for until three requests for it had time to be answered, within
    /// bounds that a viewer bears.
    func follow(_ roundTrip: RoundTrip) {
        let limit = roundTrip.estimate * 3 + .milliseconds(80)
        assembler?.retransmissionLimit = max(.milliseconds(200), min(limit, .milliseconds(500)))
    }

    /// Our report about the stream since the last one; nil before a packet came.
    func makeReport(now: Instant) -> ReportBlock? {
        guard let source, reception.highest != nil else { return nil }
        return reception.makeReport(ssrc: source, clock: clock, now: now)
    }

    var statistics: ReceivedTrackStatistics {
        var statistics = counts
        statistics.packetsLost = reception.lost
        statistics.jitter = Interval(
            ticks: Int64(reception.jitter),
            clockRate: reception.clockRate,
        )
        statistics.packetsRepaired = nacks.recovered
        guard let assembler = assembler?.counters else { return statistics }
        statistics.units = assembler.frames
        statistics.keyFrames = assembler.keyFrames
        statistics.framesDropped =
            assembler.abandonedGaps + assembler.skippedFrames + assembler.brokenFrames
            + assembler.refusedFrames
        return statistics
    }
}

extension Instant {
    /// The earlier of two, where nil is never.
    static func earlier(_ left: Instant?, _ right: Instant?) -> Instant? {
        guard let left else { return right }
        guard let right else { return left }
        return min(left, right)
    }
}
