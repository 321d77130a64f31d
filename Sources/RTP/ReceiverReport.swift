package import Media

/// What somebody who sends nothing says about what it receives (RFC 3550 §6.4.2).
package struct ReceiverReport: Hashable, Sendable {
    package var ssrc: SSRC
    /// What it says about the streams that it receives; not part of what `write` takes.
    package private(set) var reports = ReportBlocks.none

    private static let prefixBytes = 4

    package init(ssrc: SSRC) { self.ssrc = ssrc }

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        reports = try ReportBlocks(block: block, prefixBytes: Self.prefixBytes)
        ssrc = SSRC(datagram.uint32(at: block.body.lowerBound))
    }

    /// Writes the report with up to 31 blocks; those above are left out.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func write(
        reports: Span<ReportBlock>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let count = min(reports.count, SenderReport.maximumReports)
        let bytes = RTCPBlock.headerBytes + Self.prefixBytes + count * ReportBlock.byteCount
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.receiverReport,
            format: UInt8(count),
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        let start = offset + RTCPBlock.headerBytes
        buffer.store(ssrc.rawValue, at: start)
        let blocks = reports.extracting(first: count)
        ReportBlocks.write(blocks, into: &buffer, at: start + Self.prefixBytes)
        return offset + bytes
    }
}
