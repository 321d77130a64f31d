import Media

extension NTPTime {
    /// Nanoseconds since 1970.
    var unixNanoseconds: Int64 {
        let seconds = (rawValue >> 32) &- Self.unixEpochSeconds
        let fraction = ((rawValue & 0xFFFF_FFFF) * 1_000_000_000) >> 32
        return Int64(truncatingIfNeeded: seconds &* 1_000_000_000 &+ fraction)
    }

    /// Milliseconds since 1970, the low 32 bits, as they stand in a block code.
    var codeMilliseconds: UInt32 { UInt32(truncatingIfNeeded: unixNanoseconds / 1_000_000) }
}
