package import Media

/// The rate that a receiver believes its path carries, REMB (draft-alvestrand-rmcat-remb-03 §2.2).
package struct ReceiverEstimatedMaximumBitRate: Hashable, Sendable {
    /// Who estimates.
    package let sender: SSRC
    /// For all listed sources together; at most `Int.max`.
    package let bitRate: BitRate
    /// Sources listed, 0…255.
    package let count: Int
    private let start: Int

    static let format: UInt8 = 15
    private static let prefixBytes = 16
    /// "REMB".
    private static let identifier: UInt32 = 0x5245_4D42

    /// - Returns: nil if it is some other application's feedback.
    init?(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        let offset = block.body.lowerBound
        guard block.body.count >= 12, datagram.uint32(at: offset + 8) == Self.identifier else {
            return nil
        }
        try block.require(Self.prefixBytes)
        sender = SSRC(datagram.uint32(at: offset))
        count = Int(datagram[offset + 12])
        // Six bits of exponent, 18 of mantissa.
        let packed = datagram.uint24(at: offset + 13)
        let exponent = Int(packed >> 18)
        let mantissa = Int(packed & 0x3_FFFF)
        let fits = mantissa == 0 || exponent + (64 - mantissa.leadingZeroBitCount) < 64
        bitRate = BitRate(bitsPerSecond: fits ? mantissa << exponent : Int.max)
        start = offset + Self.prefixBytes
        try block.require(Self.prefixBytes + 4 * count)
    }

    /// A source listed in the datagram that this was parsed from.
    ///
    /// - Parameter index: 0 ..< count.
    package func source(at index: Int, in datagram: Span<UInt8>) -> SSRC {
        precondition((0..<count).contains(index), "the packet has that many sources")
        return SSRC(datagram.uint32(at: start + 4 * index))
    }

    /// Writes an estimate for up to 255 sources; the rate is rounded down to 18 bits.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package static func write(
        sender: SSRC,
        bitRate: BitRate,
        sources: Span<SSRC>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let count = min(sources.count, 255)
        let bytes = RTCPBlock.headerBytes + prefixBytes + 4 * count
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.payloadFeedback,
            format: format,
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        let rate = UInt64(max(0, bitRate.bitsPerSecond))
        let exponent = max(0, 64 - 18 - rate.leadingZeroBitCount)
        let mantissa = UInt32(rate >> UInt64(exponent))
        buffer.store(sender.rawValue, at: offset + 4)
        buffer.store(UInt32(0), at: offset + 8)
        buffer.store(identifier, at: offset + 12)
        buffer[offset + 16] = UInt8(count)
        buffer.store24(UInt32(exponent) << 18 | mantissa, at: offset + 17)
        for index in 0..<count {
            buffer.store(sources[index].rawValue, at: offset + 20 + 4 * index)
        }
        return offset + bytes
    }
}
