package import Media

/// The name of an m-line as it stands in packets: 1…16 bytes of a token (RFC 9143 §15.2).
package struct MediaIdentifier: Hashable, Sendable {
    // Two words instead of a vector of sixteen bytes: Swift 6.3 passes a struct with such a vector in
    // registers, and its unoptimised code reads it from a place that is not aligned for it.
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var length: UInt8

    /// Longest name, in bytes, that fits a one-byte header extension.
    package static let maximumBytes = 16

    package var count: Int { Int(length) }

    /// A name out of SDP; nil if it is empty or longer than 16 bytes of UTF-8.
    package init?(_ name: String) {
        guard (1...Self.maximumBytes).contains(name.utf8.count) else { return nil }
        length = UInt8(name.utf8.count)
        for (index, byte) in name.utf8.enumerated() { set(byte, at: index) }
    }

    /// A name out of a packet; nil if its length is outside 1…16.
    init?(_ name: Span<UInt8>) {
        guard (1...Self.maximumBytes).contains(name.count) else { return nil }
        length = UInt8(name.count)
        for index in 0..<name.count { set(name[index], at: index) }
    }

    /// A byte of the name.
    ///
    /// - Parameter index: 0 ..< count.
    package subscript(_ index: Int) -> UInt8 {
        UInt8(truncatingIfNeeded: (index < 8 ? low : high) >> UInt64(8 * (index & 7)))
    }

    private mutating func set(_ byte: UInt8, at index: Int) {
        let bits = UInt64(byte) << UInt64(8 * (index & 7))
        if index < 8 { low |= bits } else { high |= bits }
    }

    /// The name as SDP writes it.
    package var name: String { String(decoding: (0..<count).map { self[$0] }, as: UTF8.self) }
}

/// How loud the sound in a packet is (RFC 6464 §3).
package struct AudioLevel: Hashable, BitwiseCopyable, Sendable {
    /// In −dBov: 0 is the loudest, 127 is silence.
    package var level: UInt8
    /// Whether the sender believes that it is speech.
    package var isVoice: Bool

    package init(level: UInt8, isVoice: Bool) {
        self.level = min(level, 127)
        self.isVoice = isVoice
    }

    init(octet: UInt8) {
        level = octet & 0x7F
        isVoice = octet & 0x80 != 0
    }

    var octet: UInt8 { level | (isVoice ? 0x80 : 0) }
}

/// As it is told in the last packet of a frame (3GPP TS 26.114 §7.4.5): `0 0 0 0 C F R1 R0`.
///
/// C, which of its cameras a telephone uses, makes no difference here. F says that the picture was
/// mirrored as it is on the wire, so that is undone before the rotation.
extension PictureOrientation {
    /// The upper bits are those of the extension with a finer rotation, which is not negotiated.
    init(octet: UInt8) {
        self.init(quarterTurns: Int(octet & 3), isMirrored: octet & 4 != 0)
    }

    var octet: UInt8 { quarterTurns | (isMirrored ? 4 : 0) }
}

/// A sender's clock at the moment a packet left, in units of 2⁻¹⁸ s; wraps after 64 s.
///
/// <https://webrtc.googlesource.com/src/+/main/docs/native-code/rtp-hdrext/abs-send-time/>
package struct AbsoluteSendTime: Hashable, BitwiseCopyable, Sendable {
    /// 6 bits of seconds, 18 bits of fraction.
    package var rawValue: UInt32

    /// - Parameter rawValue: bits above the lower 24 are ignored.
    package init(rawValue: UInt32) { self.rawValue = rawValue & 0xFF_FFFF }

    /// The value for a packet that leaves now.
    package init(at instant: Instant) {
        let (seconds, rest) = instant.nanoseconds.quotientAndRemainder(
            dividingBy: 1_000_000_000
        )
        let units = seconds << 18 + (rest << 18) / 1_000_000_000
        self.init(rawValue: UInt32(truncatingIfNeeded: units))
    }

    /// The time from this value to another, by the shorter way around (−32…32 s).
    package func interval(to other: AbsoluteSendTime) -> Interval {
        let difference = Int32(bitPattern: (other.rawValue &- rawValue) << 8) >> 8
        return Interval(ticks: Int64(difference), clockRate: 1 << 18)
    }
}
