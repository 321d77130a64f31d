package import Media

/// The packets of one outgoing stream that can be sent again, as they were before encryption.
///
/// Fixed slots by sequence number: a packet is overwritten by the one `capacity` numbers later.
/// All storage is allocated at the start.
package struct PacketHistory: ~Copyable {
    private struct Slot {
        var sequence = SequenceNumber(0)
        var count = 0
        var stored = Instant(nanoseconds: 0)
        var wasSent = false
        var lastSent: Instant?
        var repeats = 0
    }

    /// Packets that it holds.
    package let capacity: Int
    /// Bytes that a packet may have.
    package let slotBytes: Int
    /// Packets asked for that are gone or were never there.
    package private(set) var misses = 0
    /// Packets asked for again before the last answer can have arrived.
    package private(set) var repeatsSuppressed = 0

    private var slots: [Slot]
    private var bytes: [UInt8]

    /// A packet is sent again at most so many times.
    private static let maximumRepeats = 10

    /// - Parameters:
    ///   - capacity: packets, a power of two.
    ///   - slotBytes: longest packet.
    package init(capacity: Int = 512, slotBytes: Int = 1280) {
        precondition(
            capacity > 0 && capacity & (capacity - 1) == 0 && capacity <= 1 << 15,
            "the capacity is a power of two and less than the sequence numbers",
        )
        self.capacity = capacity
        self.slotBytes = slotBytes
        slots = Array(repeating: Slot(), count: capacity)
        bytes = Array(repeating: 0, count: capacity * slotBytes)
    }

    /// Keeps a packet.
    ///
    /// - Returns: false if it is longer than a slot or cannot be RTP.
    @discardableResult
    package mutating func store(_ packet: Span<UInt8>, now: Instant) -> Bool {
        guard packet.count >= RTPHeader.fixedBytes, packet.count <= slotBytes else { return false }
        let sequence = SequenceNumber(packet.uint16(at: 2))
        let index = index(of: sequence)
        slots[index] = Slot(sequence: sequence, count: packet.count, stored: now)
        let start = index * slotBytes
        var storage = bytes.mutableSpan
        storage.store(packet, at: start)
        return true
    }

    /// Hands out a packet, for instance for its first sending; nil if it is not there.
    package func withPacket<R>(
        _ sequence: SequenceNumber,
        _ body: (Span<UInt8>) -> R,
    ) -> R? {
        let index = index(of: sequence)
        guard slots[index].count > 0, slots[index].sequence == sequence else { return nil }
        let start = index * slotBytes
        return body(bytes.span.extracting(start..<start + slots[index].count))
    }

    /// Notes the first sending of a packet and keeps it as it was sent.
    ///
    /// A repeat on the same stream must be the same bytes: with another header under the same
    /// number AES-GCM would use a nonce twice (RFC 7714 §8.4).
    ///
    /// - Parameter packet: unencrypted, as long as what was stored.
    package mutating func recordSending(of sequence: SequenceNumber, as packet: Span<UInt8>) {
        let index = index(of: sequence)
        guard slots[index].count == packet.count, slots[index].sequence == sequence else { return }
        slots[index].wasSent = true
        let start = index * slotBytes
        var storage = bytes.mutableSpan
        storage.store(packet, at: start)
    }

    /// Hands out a packet that was asked for again and takes note of it.
    ///
    /// - Parameters:
    ///   - maximumAge: an older packet would come too late.
    ///   - roundTrip: a packet repeated less than this ago may still be on its way.
    /// - Returns: nil if it is not there, not sent yet, too old, or just repeated.
    package mutating func withRepeat<R>(
        of sequence: SequenceNumber,
        maximumAge: Interval,
        roundTrip: Interval,
        now: Instant,
        _ body: (Span<UInt8>) -> R,
    ) -> R? {
        let index = index(of: sequence)
        guard slots[index].wasSent, slots[index].sequence == sequence,
            now - slots[index].stored <= maximumAge
        else {
            misses += 1
            return nil
        }
        if let lastSent = slots[index].lastSent, now - lastSent < roundTrip {
            repeatsSuppressed += 1
            return nil
        }
        guard slots[index].repeats < Self.maximumRepeats else {
            misses += 1
            return nil
        }
        slots[index].lastSent = now
        slots[index].repeats += 1
        return withPacket(sequence, body)
    }

    private func index(of sequence: SequenceNumber) -> Int {
        Int(sequence.rawValue) & (capacity - 1)
    }
}
