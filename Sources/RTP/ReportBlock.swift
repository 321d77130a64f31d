package import Media

/// What a receiver says about one source (RFC 3550 §6.4.1).
package struct ReportBlock: Hashable, Sendable {
    package var ssrc: SSRC
    /// Packets lost since the previous report, in 1/256 of those expected.
    package var fractionLost: UInt8
    /// Packets lost since the start, −2²³…2²³−1; duplicates make it negative.
    package var cumulativeLost: Int32
    /// The highest sequence number, cycles in the upper 16 bits.
    package var extendedHighestSequence: UInt32
    /// Mean deviation of the transit time, in ticks of the media clock.
    package var jitter: UInt32
    /// `NTPTime.compact` of the last sender report; 0 before one came.
    package var lastSenderReport: UInt32
    /// Since that report, in 1/65,536 s.
    package var delaySinceLastSenderReport: UInt32

    package static let byteCount = 24

    package init(
        ssrc: SSRC,
        fractionLost: UInt8,
        cumulativeLost: Int32,
        extendedHighestSequence: UInt32,
        jitter: UInt32,
        lastSenderReport: UInt32,
        delaySinceLastSenderReport: UInt32,
    ) {
        self.ssrc = ssrc
        self.fractionLost = fractionLost
        self.cumulativeLost = cumulativeLost
        self.extendedHighestSequence = extendedHighestSequence
        self.jitter = jitter
        self.lastSenderReport = lastSenderReport
        self.delaySinceLastSenderReport = delaySinceLastSenderReport
    }

    /// - Parameter offset: 24 bytes lie there.
    init(_ datagram: Span<UInt8>, at offset: Int) {
        ssrc = SSRC(datagram.uint32(at: offset))
        fractionLost = datagram[offset + 4]
        cumulativeLost = Int32(bitPattern: datagram.uint24(at: offset + 5) << 8) >> 8
        extendedHighestSequence = datagram.uint32(at: offset + 8)
        jitter = datagram.uint32(at: offset + 12)
        lastSenderReport = datagram.uint32(at: offset + 16)
        delaySinceLastSenderReport = datagram.uint32(at: offset + 20)
    }

    func write(into buffer: inout MutableSpan<UInt8>, at offset: Int) {
        buffer.store(ssrc.rawValue, at: offset)
        buffer[offset + 4] = fractionLost
        buffer.store24(UInt32(bitPattern: cumulativeLost), at: offset + 5)
        buffer.store(extendedHighestSequence, at: offset + 8)
        buffer.store(jitter, at: offset + 12)
        buffer.store(lastSenderReport, at: offset + 16)
        buffer.store(delaySinceLastSenderReport, at: offset + 20)
    }
}

/// The report blocks of a received report, left in its datagram.
package struct ReportBlocks: Hashable, Sendable {
    package let count: Int
    private let start: Int

    static let none = ReportBlocks(count: 0, start: 0)

    private init(count: Int, start: Int) {
        self.count = count
        self.start = start
    }

    /// The blocks that follow `prefixBytes` of a report's body.
    init(block: RTCPBlock, prefixBytes: Int) throws(MalformedPacket) {
        count = Int(block.format)
        start = block.body.lowerBound + prefixBytes
        try block.require(prefixBytes + count * ReportBlock.byteCount)
    }

    /// A block of the datagram that the report was parsed from.
    ///
    /// - Parameter index: 0 ..< count.
    package func block(at index: Int, in datagram: Span<UInt8>) -> ReportBlock {
        precondition((0..<count).contains(index), "the report has that many blocks")
        return ReportBlock(datagram, at: start + index * ReportBlock.byteCount)
    }

    /// Writes blocks; the caller has made sure that they fit.
    static func write(
        _ blocks: Span<ReportBlock>,
        into buffer: inout MutableSpan<UInt8>,
        at start: Int,
    ) {
        for index in 0..<blocks.count {
            blocks[index].write(into: &buffer, at: start + index * ReportBlock.byteCount)
        }
    }
}
