package import Media

/// Spreads the packets of one peer over time: a leaky bucket behind three queues.
///
/// Sound leaves at once, but fills the bucket; then come retransmissions, then pictures. The pacer
/// knows packets by size and a token of the owner's choice only.
///
/// After each `enqueue`, and at `deadline`, the owner takes packets with `nextRelease` until there
/// is none. Fixed storage; belongs to the thread of its peer.
package struct Pacer: ~Copyable {
    /// What a packet carries, most urgent first.
    package enum Kind: Int, CaseIterable, Sendable {
        case audio
        case retransmission
        case video
    }

    /// A packet whose time has come.
    package struct Release: Hashable, Sendable {
        package let kind: Kind
        package let bytes: Int
        package let token: UInt32
        /// How long it stood in the queue.
        package let waited: Interval
    }

    /// How fast the bucket leaks; a multiple of what is coded, so that a frame leaves quickly.
    package var rate: BitRate

    private var audio: PacingQueue
    private var retransmissions: PacingQueue
    private var video: PacingQueue
    /// When the bucket will be empty.
    private var emptyAt = Instant(nanoseconds: .min / 2)
    /// Whether packets may go, as the bucket has been empty since it was full.
    private var isOpen = true

    /// What may leave together: so many packets go in one call of the socket and one wake-up.
    private static let burst = Interval.milliseconds(5)
    /// A queue longer than this drains faster than the rate.
    private static let maximumWait = Interval.milliseconds(300)

    /// - Parameters:
    ///   - rate: see `rate`.
    ///   - capacity: packets in each of the three queues.
    package init(rate: BitRate, capacity: Int = 1024) {
        self.rate = rate
        audio = PacingQueue(capacity: capacity)
        retransmissions = PacingQueue(capacity: capacity)
        video = PacingQueue(capacity: capacity)
    }

    /// Bytes that wait, of all kinds.
    package var queuedBytes: Int { audio.bytes + retransmissions.bytes + video.bytes }

    /// Packets of a kind that wait.
    package func queuedPackets(_ kind: Kind) -> Int {
        switch kind {
        case .audio: audio.count
        case .retransmission: retransmissions.count
        case .video: video.count
        }
    }

    /// Appends a packet.
    ///
    /// - Returns: false if the queue of its kind is full; the packet is not taken.
    package mutating func enqueue(_ kind: Kind, bytes: Int, token: UInt32, now: Instant) -> Bool {
        let entry = PacingQueue.Entry(bytes: bytes, token: token, since: now)
        return switch kind {
        case .audio: audio.append(entry)
        case .retransmission: retransmissions.append(entry)
        case .video: video.append(entry)
        }
    }

    /// Takes the next packet whose time has come; nil if there is none.
    package mutating func nextRelease(now: Instant) -> Release? {
        if let entry = audio.popFirst() { return release(entry, .audio, now: now) }
        guard mayRelease(now: now) else { return nil }
        if let entry = retransmissions.popFirst() {
            return release(entry, .retransmission, now: now)
        }
        guard let entry = video.popFirst() else { return nil }
        return release(entry, .video, now: now)
    }

    /// When `nextRelease` has something; nil while all queues are empty.
    ///
    /// An instant in the past means at once.
    package var deadline: Instant? {
        if let first = audio.first { return first.since }
        guard let first = retransmissions.first ?? video.first else { return nil }
        let opens = isOpen ? emptyAt - Self.burst : emptyAt
        return max(opens, first.since)
    }

    /// Drops what waits of one kind, for instance when a viewer turns to another picture.
    package mutating func removeAll(_ kind: Kind) {
        switch kind {
        case .audio: audio.removeAll()
        case .retransmission: retransmissions.removeAll()
        case .video: video.removeAll()
        }
    }

    private mutating func mayRelease(now: Instant) -> Bool {
        if emptyAt <= now { isOpen = true }
        if emptyAt - now > Self.burst { isOpen = false }
        return isOpen
    }

    private mutating func release(
        _ entry: PacingQueue.Entry,
        _ kind: Kind,
        now: Instant,
    ) -> Release {
        let waiting = (queuedBytes + entry.bytes) * 8
        let needed = waiting * 1000 / Int(Self.maximumWait.milliseconds)
        let effective = BitRate(bitsPerSecond: max(rate.bitsPerSecond, needed))
        emptyAt = max(emptyAt, now) + effective.time(forBytes: entry.bytes)
        return Release(
            kind: kind,
            bytes: entry.bytes,
            token: entry.token,
            waited: now - entry.since,
        )
    }
}
