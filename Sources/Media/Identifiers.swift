/// A synchronisation source (RFC 3550 §3).
package struct SSRC: Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt32

    @inlinable
    package init(_ rawValue: UInt32) { self.rawValue = rawValue }
}

/// An RTP payload type, 0…127.
package struct PayloadType: Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt8

    /// - Parameter rawValue: the upper bit is ignored, as it is the marker's place in a packet.
    @inlinable
    package init(_ rawValue: UInt8) { self.rawValue = rawValue & 0x7F }
}

/// Sound or picture.
package enum MediaKind: UInt8, Hashable, BitwiseCopyable, Sendable {
    case audio
    case video
}

/// Bits per second.
package struct BitRate: Hashable, Comparable, Sendable {
    package var bitsPerSecond: Int

    @inlinable
    package init(bitsPerSecond: Int) { self.bitsPerSecond = bitsPerSecond }

    package static func kilobits(_ count: Int) -> BitRate { BitRate(bitsPerSecond: count * 1000) }

    /// How long so many bytes take at this rate.
    @inlinable
    package func time(forBytes count: Int) -> Interval {
        Interval(nanoseconds: Int64(count) * 8_000_000_000 / Int64(max(1, bitsPerSecond)))
    }

    @inlinable
    package static func < (left: BitRate, right: BitRate) -> Bool {
        left.bitsPerSecond < right.bitsPerSecond
    }
}
