import ICE
import Media
import RTP
import SDP

extension Peer {
    /// Packets that one NACK names at most, so that it fits a datagram however they lie.
    private static let mostMissing = 200

    /// Writes the RTCP that is due.
    ///
    /// - Returns: false if the batch is full.
    func drainFeedback(into batch: DatagramBatch, now: Instant) -> Bool {
        guard state == .connected, let path = connectivity.path else { return true }
        guard !batch.isFull else { return false }
        if reports.take(now: now) {
            appendRTCP(to: batch, on: path) { slot in writeReports(into: &slot, now: now) }
        }
        for index in 0..<receivers.count {
            guard requestRepairs(receivers[index], batch, path, now: now) else { return false }
        }
        while !batch.isFull {
            let length = appendRTCP(to: batch, on: path) { slot in
                let start = writePrefix(into: &slot)
                return congestion.writeArrivals(
                    sender: ownSource,
                    into: &slot,
                    at: start,
                    now: now,
                ) ?? 0
            }
            guard length > 0 else { return drainEstimate(into: batch, on: path, now: now) }
        }
        return false
    }

    /// NACK and PLI of one track.
    private func requestRepairs(
        _ receiver: ReceiveTrack,
        _ batch: DatagramBatch,
        _ path: TransportPath,
        now: Instant,
    ) -> Bool {
        guard let media = receiver.source else { return true }
        guard !batch.isFull else { return false }
        receiver.takeMissing(now: now, roundTrip: roundTrip.estimate) { missing in
            var start = 0
            while start < missing.count, !batch.isFull {
                let end = min(start + Self.mostMissing, missing.count)
                let lost = missing.extracting(start..<end)
                appendRTCP(to: batch, on: path) { slot in
                    let offset = writePrefix(into: &slot)
                    return GenericNACK.write(
                        sender: ownSource,
                        media: media,
                        lost: lost,
                        into: &slot,
                        at: offset,
                    ) ?? 0
                }
                start = end
            }
        }
        guard !batch.isFull else { return false }
        if receiver.takeKeyFrameRequest(now: now) {
            appendRTCP(to: batch, on: path) { slot in
                writeKeyFrameRequest(to: receiver, media, into: &slot)
            }
        }
        return true
    }

    private func writeKeyFrameRequest(
        to receiver: ReceiveTrack,
        _ media: SSRC,
        into slot: inout MutableSpan<UInt8>,
    ) -> Int {
        let offset = writePrefix(into: &slot)
        if receiver.feedback.contains(.pictureLoss) {
            let request = PictureLossIndication(sender: ownSource, media: media)
            return request.write(into: &slot, at: offset) ?? 0
        }
        let entry = FullIntraRequest.Entry(
            ssrc: media,
            sequence: UInt8(truncatingIfNeeded: receiver.counts.keyFrameRequestsSent),
        )
        return FullIntraRequest.write(
            sender: ownSource,
            entry: entry,
            into: &slot,
            at: offset,
        ) ?? 0
    }

    private func drainEstimate(
        into batch: DatagramBatch,
        on path: TransportPath,
        now: Instant,
    ) -> Bool {
        guard congestion.mode == .estimate else { return true }
        var lost = 0
        var packets = 0
        for index in 0..<receivers.count {
            lost += receivers[index].reception.lost
            packets += receivers[index].reception.received
        }
        let estimate = congestion.takeEstimate(lost: lost, packets: packets, now: now)
        guard let estimate else { return true }
        appendRTCP(to: batch, on: path) { slot in
            let offset = writePrefix(into: &slot)
            reportSources.removeAll(keepingCapacity: true)
            for index in 0..<receivers.count {
                if let source = receivers[index].source { reportSources.append(source) }
            }
            let sources = reportSources
            return ReceiverEstimatedMaximumBitRate.write(
                sender: ownSource,
                bitRate: estimate,
                sources: sources.span,
                into: &slot,
                at: offset,
            ) ?? 0
        }
        return true
    }

    /// Protects and appends what `write` puts into the slot; 0 bytes append nothing.
    @discardableResult
    private func appendRTCP(
        to batch: DatagramBatch,
        on path: TransportPath,
        _ write: (inout MutableSpan<UInt8>) -> Int,
    ) -> Int {
        batch.append(on: path) { slot in
            let length = write(&slot)
            guard length > 0 else { return 0 }
            return link.protect(&slot, length: length, as: .rtcp)
        }
    }

    /// What a compound packet starts with where the other side wants whole ones (RFC 5506 §3.4.1).
    private func writePrefix(into slot: inout MutableSpan<UInt8>) -> Int {
        guard !allowsReducedSize else { return 0 }
        reportBlocks.removeAll(keepingCapacity: true)
        let report = ReceiverReport(ssrc: ownSource)
        let written = report.write(reports: reportBlocks.span, into: &slot, at: 0)
        guard let end = written else { return 0 }
        reportSources.removeAll(keepingCapacity: true)
        reportSources.append(ownSource)
        return writeNames(into: &slot, at: end)
    }

    /// Sender reports for what we send, or a receiver report; then our name (RFC 3550 §6.1).
    private func writeReports(into slot: inout MutableSpan<UInt8>, now: Instant) -> Int {
        reportBlocks.removeAll(keepingCapacity: true)
        reportSources.removeAll(keepingCapacity: true)
        for index in 0..<receivers.count {
            if let block = receivers[index].makeReport(now: now) { reportBlocks.append(block) }
        }
        var end = 0
        for index in 0..<senders.count where senders[index].isActive {
            let sender = senders[index]
            let report = sender.sent.makeReport(
                ssrc: sender.stream.ssrc,
                wallClock: wallClock,
                now: now,
            )
            guard let report else { continue }
            // The first report carries all blocks.
            let blocks = reportBlocks.span.extracting(first: end == 0 ? reportBlocks.count : 0)
            guard let next = report.write(reports: blocks, into: &slot, at: end) else { break }
            reportSources.append(sender.stream.ssrc)
            end = next
        }
        if end == 0 {
            let report = ReceiverReport(ssrc: ownSource)
            guard let next = report.write(reports: reportBlocks.span, into: &slot, at: 0) else {
                return 0
            }
            reportSources.append(ownSource)
            end = next
        }
        return writeNames(into: &slot, at: end)
    }

    private func writeNames(into slot: inout MutableSpan<UInt8>, at offset: Int) -> Int {
        // Locals, as a span cannot be borrowed from a class over a call.
        let sources = reportSources
        let name = cname
        return SourceDescription.write(
            sources: sources.span,
            canonicalName: name.span,
            into: &slot,
            at: offset,
        ) ?? offset
    }

    /// Queues BYE for all that we send (RFC 3550 §6.6).
    func queueGoodbye() {
        guard state == .connected, let path = connectivity.path else { return }
        guard !control.isFull else { return drop(.controlQueueFull) }
        appendRTCP(to: control, on: path) { slot in
            reportBlocks.removeAll(keepingCapacity: true)
            let report = ReceiverReport(ssrc: ownSource)
            let written = report.write(reports: reportBlocks.span, into: &slot, at: 0)
            guard let start = written else { return 0 }
            reportSources.removeAll(keepingCapacity: true)
            for index in 0..<senders.count { reportSources.append(senders[index].stream.ssrc) }
            if reportSources.isEmpty { reportSources.append(ownSource) }
            let sources = reportSources
            return Goodbye.write(sources: sources.span, into: &slot, at: start) ?? 0
        }
    }
}
