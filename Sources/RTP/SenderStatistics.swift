package import Media

/// What a sender counts for its reports about one of its streams (RFC 3550 §6.4.1).
package struct SenderStatistics: Sendable {
    /// Packets sent; retransmissions in a stream of their own are not among them.
    package private(set) var packets = 0
    /// Payload bytes sent, without headers and padding.
    package private(set) var octets = 0
    /// Ticks of the RTP timestamp per second.
    package let clockRate: Int
    private var lastTimestamp = RTPTimestamp(0)
    private var lastInstant: Instant?

    package init(clockRate: Int) { self.clockRate = clockRate }

    /// Counts a packet.
    ///
    /// - Parameter instant: the moment that the timestamp names on the media clock.
    package mutating func record(payloadBytes: Int, timestamp: RTPTimestamp, at instant: Instant) {
        packets += 1
        octets += payloadBytes
        lastTimestamp = timestamp
        lastInstant = instant
    }

    /// A report as of now, or nil before the first packet.
    package func makeReport(ssrc: SSRC, wallClock: WallClock, now: Instant) -> SenderReport? {
        guard let lastInstant else { return nil }
        let elapsed = (now - lastInstant).ticks(clockRate: clockRate)
        return SenderReport(
            ssrc: ssrc,
            ntpTime: wallClock.time(at: now),
            timestamp: lastTimestamp.advanced(by: elapsed),
            packetCount: UInt32(truncatingIfNeeded: packets),
            octetCount: UInt32(truncatingIfNeeded: octets),
        )
    }
}
