internal import ICE
internal import Media
internal import Peer

extension ShardLoop {
    /// Units of one outlet in one round; a lane writes one at a time.
    private static let unitsAtOnce = 64

    /// Hands what lanes have written to the peers that receive it.
    func drainOutlets() {
        let now = Self.now()
        for hosted in outlets.values {
            var count = 0
            while count < Self.unitsAtOnce, deliver(hosted, now: now) { count += 1 }
            if count == Self.unitsAtOnce { mailbox.waker.wake() }
        }
    }

    private func deliver(_ hosted: HostedOutlet, now: Instant) -> Bool {
        let unit: Void? = hosted.outlet.ring.read { unit, payload in
            for subscriber in hosted.subscribers {
                peers[subscriber.slot]?.peer
                    .send(unit, payload: payload, on: subscriber.track, now: now)
                touch(subscriber.slot)
            }
        }
        return unit != nil
    }

    /// Lets each touched peer send and tell, then gives everything to the sockets.
    func finishRound() {
        let now = Self.now()
        // Closures of events may post commands, but touch nobody.
        for slot in touched { settle(slot, now: now) }
        touched.removeAll(keepingCapacity: true)
        flush()
        counters.peers = directory.peerCount
        mailbox.publish(counters)
    }

    /// Drains one peer and takes over its deadline.
    private func settle(_ slot: Int, now: Instant) {
        guard let hosted = peers[slot] else { return }
        hosted.isTouched = false
        drain(hosted, slot: slot, now: now)
        while let event = hosted.peer.nextEvent() { hosted.events(event) }
        let deadline = hosted.peer.deadline.map { max($0, now + Self.shortestWait) }
        deadlines.set(deadline, of: slot)
    }

    func drain(_ hosted: HostedPeer, slot: Int, now: Instant) {
        var hasMore = true
        while hasMore {
            if batch.isFull { flush() }
            let start = batch.count
            hasMore = hosted.peer.drain(now: now, into: batch)
            bindPaths(of: start..<batch.count, to: hosted, slot: slot)
            if hasMore { flush() }
        }
    }

    /// Learns from what a peer sends which paths are its own.
    ///
    /// A peer sends only where it has seen a valid check or authenticated media, or where it makes
    /// checks itself. Only an error response may go to a stranger.
    private func bindPaths(of datagrams: Range<Int>, to hosted: HostedPeer, slot: Int) {
        for index in datagrams {
            let path = batch.path(at: index)
            guard path != hosted.lastPath, !isErrorResponse(index) else { continue }
            if let other = directory.slot(on: path), other != slot { peers[other]?.lastPath = nil }
            directory.bind(path, to: slot)
            hosted.lastPath = path
        }
    }

    /// RFC 8489 §5: a Binding error response begins with 0x0111.
    private func isErrorResponse(_ index: Int) -> Bool {
        batch.withBytes(at: index) { bytes in
            bytes.count >= 2 && bytes[0] == 0x01 && bytes[1] == 0x11
        }
    }

    func flush() {
        guard !batch.isEmpty else { return }
        sender.send(batch, from: sockets, counters: &counters)
    }
}
