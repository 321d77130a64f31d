/// An RTP timestamp as it stands in a packet: 32 bits that wrap (RFC 3550 §5.1).
package struct RTPTimestamp: Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt32

    @inlinable
    package init(_ rawValue: UInt32) { self.rawValue = rawValue }

    /// Ticks from this timestamp to another, by the shorter way around.
    @inlinable
    package func distance(to other: RTPTimestamp) -> Int32 {
        Int32(bitPattern: other.rawValue &- rawValue)
    }

    @inlinable
    package func advanced(by ticks: Int64) -> RTPTimestamp {
        RTPTimestamp(rawValue &+ UInt32(truncatingIfNeeded: ticks))
    }
}

/// An RTP sequence number as it stands in a packet: 16 bits that wrap (RFC 3550 §5.1).
package struct SequenceNumber: Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt16

    @inlinable
    package init(_ rawValue: UInt16) { self.rawValue = rawValue }

    /// Packets from this number to another, by the shorter way around.
    @inlinable
    package func distance(to other: SequenceNumber) -> Int16 {
        Int16(bitPattern: other.rawValue &- rawValue)
    }

    @inlinable
    package func advanced(by count: Int) -> SequenceNumber {
        SequenceNumber(rawValue &+ UInt16(truncatingIfNeeded: count))
    }
}

/// Extends wrapping RTP timestamps to 64 bits, relative to the one seen before.
///
/// The first value keeps its number, so that two streams can be compared by it. A sender that jumps
/// on and on, by half the range with each packet, gets beyond every length of time that nanoseconds
/// can count: past `limit`, 25 years of ticks, the numbers begin again with the packet's own.
package struct TimestampUnwrapper: Sendable {
    /// What no number exceeds, in either direction.
    package static let limit: Int64 = 1 << 46

    private var last: Int64?

    package init() {}

    package mutating func unwrap(_ timestamp: RTPTimestamp) -> Int64 {
        guard let last else {
            self.last = Int64(timestamp.rawValue)
            return Int64(timestamp.rawValue)
        }
        let before = RTPTimestamp(UInt32(truncatingIfNeeded: last))
        let next = last + Int64(before.distance(to: timestamp))
        let unwrapped = next.magnitude <= Self.limit ? next : Int64(timestamp.rawValue)
        self.last = unwrapped
        return unwrapped
    }
}

/// Extends wrapping sequence numbers to 64 bits, relative to the highest seen before.
package struct SequenceUnwrapper: Sendable {
    /// The highest unwrapped number so far.
    package private(set) var highest: Int64?

    package init() {}

    package mutating func unwrap(_ number: SequenceNumber) -> Int64 {
        guard let highest else {
            // One cycle up, so that a packet from before the first one stays positive.
            let first = Int64(number.rawValue) + 1 << 16
            self.highest = first
            return first
        }
        let before = SequenceNumber(UInt16(truncatingIfNeeded: highest))
        let unwrapped = highest + Int64(before.distance(to: number))
        self.highest = max(highest, unwrapped)
        return unwrapped
    }
}
