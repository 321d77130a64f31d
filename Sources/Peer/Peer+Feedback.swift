import Media
import RTP
import SDP

extension Peer {
    /// Packets that one NACK may name: a frame's worth; the rest is asked for again anyway.
    private static let mostRepeats = 256
    private static let mostStatuses = 4096
    /// Streams also end before an offer that takes them out; it may be on its way.
    private static let farewell = Interval.milliseconds(500)
    /// An older packet would come too late to be shown.
    private static let longestRepeatAge = Interval.seconds(1)

    /// Opens an SRTCP datagram and acts on what is in it.
    func handleRTCP(_ datagram: inout MutableSpan<UInt8>, now: Instant) {
        do throws(DropReason) {
            let length = try link.open(&datagram, as: .rtcp)
            let packets = datagram.span.extracting(0..<length)
            var reader = RTCPReader()
            do throws(MalformedPacket) {
                while let packet = try reader.next(in: packets) {
                    handle(packet, in: packets, now: now)
                }
            } catch {
                throw .malformedRTCP
            }
        } catch {
            drop(error)
        }
    }

    private func handle(_ packet: RTCPPacket, in datagram: Span<UInt8>, now: Instant) {
        switch packet {
        case .senderReport(let report):
            record(report.reports, in: datagram, now: now)
            for index in 0..<receivers.count where receivers[index].source == report.ssrc {
                receivers[index].record(report, now: now)
            }
        case .receiverReport(let report):
            record(report.reports, in: datagram, now: now)
        case .goodbye(let goodbye):
            handle(goodbye, in: datagram, now: now)
        case .genericNACK(let request):
            handle(request, in: datagram, now: now)
        case .pictureLossIndication(let request):
            sender(request.media).map(keyFrameWanted)
        case .fullIntraRequest(let request):
            for index in 0..<request.count {
                let entry = request.entry(at: index, in: datagram)
                guard let sender = sender(entry.ssrc), sender.isNewIntraRequest(entry.sequence)
                else { continue }
                keyFrameWanted(from: sender)
            }
        case .receiverEstimatedMaximumBitRate(let estimate):
            counters.remoteEstimate = estimate.bitRate
        case .transportFeedback(let feedback):
            record(feedback, in: datagram)
        case .sourceDescription, .ignored:
            break
        }
    }

    private func record(_ reports: ReportBlocks, in datagram: Span<UInt8>, now: Instant) {
        for index in 0..<reports.count {
            let block = reports.block(at: index, in: datagram)
            guard let sender = sender(block.ssrc) else { continue }
            sender.record(block)
            roundTrip.record(block, at: wallClock.time(at: now))
        }
        for index in 0..<receivers.count { receivers[index].follow(roundTrip) }
    }

    /// Our rate does not follow it yet; it is counted.
    private func record(_ feedback: TransportFeedback, in datagram: Span<UInt8>) {
        counters.transportFeedbacks += 1
        // What claims more than we can have sent since the last one is not worth a walk.
        guard feedback.statusCount <= Self.mostStatuses else { return drop(.malformedRTCP) }
        feedback.forEachStatus(in: datagram) { _, arrival in
            if arrival != nil { counters.packetsAcknowledged += 1 }
        }
    }

    /// RFC 3550 §6.6: a stream that ends is not yet a participant who leaves.
    private func handle(_ goodbye: Goodbye, in datagram: Span<UInt8>, now: Instant) {
        for index in 0..<goodbye.count {
            _ = sources.markLeft(goodbye.source(at: index, in: datagram))
        }
        guard goodbye.count > 0, sources.haveAllLeft, departure == nil else { return }
        departure = now + Self.farewell
    }

    /// Tells of a departure that nothing has contradicted.
    func followDeparture(now: Instant) {
        guard let departure, departure <= now else { return }
        self.departure = nil
        if sources.haveAllLeft { tell(.bye) }
    }

    /// Queues what a viewer lacks for a second sending.
    private func handle(_ request: GenericNACK, in datagram: Span<UInt8>, now: Instant) {
        // Unasked for where it was not agreed on (RFC 4585 §4.2).
        guard let sender = sender(request.media), sender.feedback.contains(.nack) else { return }
        var count = 0
        request.forEachLost(in: datagram) { sequence in
            sender.statistics.nacksReceived += 1
            count += 1
            guard count <= Self.mostRepeats else { return }
            let bytes = sender.history.withRepeat(
                of: sequence,
                maximumAge: Self.longestRepeatAge,
                roundTrip: roundTrip.estimate,
                now: now,
            ) { $0.count }
            guard let bytes else { return }
            let ticket = SendQueue.Ticket(
                kind: sender.kind,
                sequence: sequence,
                isRepeat: true,
            )
            if !queue.append(ticket, bytes: bytes, now: now) { drop(.sendQueueFull) }
        }
    }

    private func keyFrameWanted(from sender: SendTrack) {
        guard sender.kind == .video else { return }
        sender.statistics.keyFrameRequestsReceived += 1
        passOnKeyFrameRequest(of: sender)
    }

    /// Asks whoever encodes the track: its outlet, or else the owner, once until the next `drain`
    /// however many requests a datagram holds.
    func passOnKeyFrameRequest(of sender: SendTrack) {
        if let outlet = sender.outlet { return outlet.requestKeyFrame(newcomer: false) }
        guard !sender.hasToldOfRequest else { return }
        sender.hasToldOfRequest = true
        tell(.keyFrameRequested(sender.track))
    }
}
