internal import ICE
internal import Media
internal import Peer

/// Sockets with a bad network: their datagrams wait here.
extension ShardLoop {
    /// When the next of them is due; nil: none waits.
    var impairmentDeadline: Instant? {
        var earliest: Instant?
        for hosted in sockets.impaired {
            guard let deadline = hosted.impairment?.deadline else { continue }
            earliest = min(earliest ?? deadline, deadline)
        }
        return earliest
    }

    /// Keeps what a socket has to send until its time.
    static func hold(_ range: Range<Int>, of batch: DatagramBatch, in hosted: HostedSocket) {
        let now = Self.now()
        for index in range {
            batch.withBytes(at: index) { bytes in
                hosted.impairment?.sending.take(bytes, on: batch.path(at: index), now: now)
            }
        }
    }

    /// Hands in and sends out what is due.
    func releaseImpaired() {
        guard !sockets.impaired.isEmpty else { return }
        let now = Self.now()
        for hosted in sockets.impaired {
            while let flight = hosted.impairment?.receiving.release(now: now) {
                var bytes = flight.bytes
                var datagram = bytes.mutableSpan
                dispatch(&datagram, on: flight.path, now: now)
            }
            sendDue(of: hosted, now: now)
        }
    }

    private func sendDue(of hosted: HostedSocket, now: Instant) {
        // What lies in the batch already is on its way into the bad network.
        flush()
        while let flight = hosted.impairment?.sending.release(now: now) {
            if batch.isFull { sender.send(batch, through: hosted.socket, counters: &counters) }
            batch.append(on: flight.path) { slot in
                let count = min(flight.bytes.count, slot.count)
                for index in 0..<count { slot[index] = flight.bytes[index] }
                return count
            }
        }
        sender.send(batch, through: hosted.socket, counters: &counters)
    }
}
