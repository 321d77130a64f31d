package import Media
import RTP

extension Peer {
    /// Lets a track carry what comes out of an outlet from its next key frame on; nil: nothing.
    ///
    /// The owner still hands over the units by `send`; the peer asks the outlet for key frames.
    package func subscribe(_ track: TrackID, to outlet: MediaOutlet?, now: Instant) {
        sender(track)?.subscribe(to: outlet, isConnected: state == .connected)
    }

    /// Sends one coded frame or audio packet to the other side.
    ///
    /// Until the handshake is done units are dropped and counted; a video track whose source has
    /// changed waits for a key frame. Drain afterwards.
    ///
    /// - Parameters:
    ///   - unit: its timestamp counts on the room's clock; the viewer's offset is added.
    ///   - track: one that we send.
    package func send(
        _ unit: CodedUnit,
        payload: Span<UInt8>,
        on track: TrackID,
        now: Instant,
    ) {
        guard state == .connected, payload.count > 0, let sender = sender(track),
            sender.kind == unit.kind
        else { return drop(.notSendable) }
        guard let timestamp = sender.gate.pass(unit) else { return }
        var span = scratch.mutableSpan
        let run = sender.packetise(
            unit,
            payload: payload,
            timestamp: timestamp,
            scratch: &span,
            now: now,
        )
        guard let run else { return skip(on: sender) }
        for index in 0..<run.count {
            let ticket = SendQueue.Ticket(
                kind: sender.kind,
                sequence: run.first.advanced(by: index),
                isRepeat: false,
            )
            let bytes = payload.count / run.count + RTPHeader.fixedBytes
            // The histories hold less than the queue: what is in one has room in the other.
            if !queue.append(ticket, bytes: bytes, now: now) { drop(.sendQueueFull) }
        }
        if sender.kind == .video {
            sender.meter.add(bytes: payload.count, now: now)
            queue.follow(sender.meter.rate)
        }
        reports.start(now: now)
    }

    /// A frame found no room: what depends on it is of no use either.
    private func skip(on sender: SendTrack) {
        drop(.sendQueueFull)
        guard sender.kind == .video else { return }
        sender.gate.didSkip()
        passOnKeyFrameRequest(of: sender)
    }

    /// Asks the other side for a key frame: at once, then again until it comes.
    package func requestKeyFrame(on track: TrackID, now: Instant) {
        receiver(track)?.askForKeyFrame()
    }

    /// Does what is due at this instant; call it at `deadline`, and drain afterwards.
    package func handleTimeout(now: Instant) {
        guard state != .over else { return }
        let event = connectivity.handleTimeout(now: now) { bytes, path in
            queueControl(bytes, on: path)
        }
        follow(event, now: now)
        link.handleTimeout(now: now)
        followLink(now: now)
        followHandshake(now: now)
        followDeparture(now: now)
        for index in 0..<receivers.count where receivers[index].handleTimeout(now: now) {
            tell(.mediaSilent(receivers[index].track))
        }
    }

    /// When `handleTimeout` and `drain` have something to do; nil: only after a datagram.
    package var deadline: Instant? {
        guard state != .over else { return nil }
        var earliest = Instant.earlier(connectivity.deadline, link.deadline)
        earliest = Instant.earlier(earliest, departure)
        if state == .connecting { earliest = Instant.earlier(earliest, handshakeEnd) }
        guard state == .connected else { return earliest }
        earliest = Instant.earlier(earliest, queue.deadline)
        earliest = Instant.earlier(earliest, reports.deadline)
        earliest = Instant.earlier(earliest, congestion.deadline)
        for index in 0..<receivers.count {
            earliest = Instant.earlier(earliest, receivers[index].deadline)
        }
        return earliest
    }

    /// Moves everything that may leave now into a batch.
    ///
    /// - Returns: true if the batch was full before all was in it; send it and call again.
    package func drain(now: Instant, into batch: DatagramBatch) -> Bool {
        let before = batch.count
        for index in 0..<senders.count { senders[index].hasToldOfRequest = false }
        let isDone =
            drainControl(into: batch) && drainHandshake(into: batch)
            && drainFeedback(into: batch, now: now) && drainMedia(into: batch, now: now)
        for index in before..<batch.count {
            counters.datagramsSent += 1
            counters.bytesSent += batch.length(at: index)
        }
        return !isDone
    }

    private func drainControl(into batch: DatagramBatch) -> Bool {
        while controlSent < control.count {
            guard !batch.isFull else { return false }
            control.withBytes(at: controlSent) { bytes in
                _ = batch.append(on: control.path(at: controlSent)) { slot in
                    for index in 0..<bytes.count { slot[index] = bytes[index] }
                    return bytes.count
                }
            }
            controlSent += 1
        }
        control.removeAll()
        controlSent = 0
        return true
    }

    private func drainHandshake(into batch: DatagramBatch) -> Bool {
        guard let path = connectivity.path else { return true }
        while !batch.isFull {
            let hasMore = link.nextDatagram { bytes in
                _ = batch.append(on: path) { slot in
                    let count = min(bytes.count, slot.count)
                    for index in 0..<count { slot[index] = bytes[index] }
                    return count
                }
            }
            guard hasMore else { return true }
        }
        return false
    }

    private func drainMedia(into batch: DatagramBatch, now: Instant) -> Bool {
        guard state == .connected, let path = connectivity.path else { return true }
        while !batch.isFull {
            guard let ticket = queue.next(now: now) else { return true }
            guard let sender = sender(ticket.kind) else { continue }
            batch.append(on: path) { slot in
                write(ticket, of: sender, into: &slot, now: now)
            }
        }
        return false
    }

    /// Puts a packet together for the wire.
    private func write(
        _ ticket: SendQueue.Ticket,
        of sender: SendTrack,
        into slot: inout MutableSpan<UInt8>,
        now: Instant,
    ) -> Int {
        let isNumbered = sender.takesTransportNumber(isRepeat: ticket.isRepeat)
        let number = isNumbered ? queue.takeTransportSequence() : 0
        let length = sender.write(
            ticket.sequence,
            isRepeat: ticket.isRepeat,
            transportSequence: number,
            into: &slot,
            now: now,
        )
        guard length > 0 else { return 0 }
        return link.protect(&slot, length: length, as: .rtp)
    }
}
