package import Media

/// What a source says about its stream and its clock (RFC 3550 §6.4.1).
package struct SenderReport: Hashable, Sendable {
    package var ssrc: SSRC
    /// The sender's wall clock when it wrote the report.
    package var ntpTime: NTPTime
    /// The same moment on the stream's RTP clock.
    package var timestamp: RTPTimestamp
    /// Packets sent since the start, modulo 2³².
    package var packetCount: UInt32
    /// Payload bytes sent since the start, modulo 2³².
    package var octetCount: UInt32
    /// What it says about the streams that it receives; not part of what `write` takes.
    package private(set) var reports = ReportBlocks.none

    /// Most report blocks in a packet (five bits of count).
    package static let maximumReports = 31
    private static let prefixBytes = 24

    package init(
        ssrc: SSRC,
        ntpTime: NTPTime,
        timestamp: RTPTimestamp,
        packetCount: UInt32,
        octetCount: UInt32,
    ) {
        self.ssrc = ssrc
        self.ntpTime = ntpTime
        self.timestamp = timestamp
        self.packetCount = packetCount
        self.octetCount = octetCount
    }

    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        reports = try ReportBlocks(block: block, prefixBytes: Self.prefixBytes)
        let start = block.body.lowerBound
        ssrc = SSRC(datagram.uint32(at: start))
        ntpTime = NTPTime(rawValue: datagram.uint64(at: start + 4))
        timestamp = RTPTimestamp(datagram.uint32(at: start + 12))
        packetCount = datagram.uint32(at: start + 16)
        octetCount = datagram.uint32(at: start + 20)
    }

    /// Writes the report with up to 31 blocks; those above are left out.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func write(
        reports: Span<ReportBlock>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let count = min(reports.count, Self.maximumReports)
        let bytes = RTCPBlock.headerBytes + Self.prefixBytes + count * ReportBlock.byteCount
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.senderReport,
            format: UInt8(count),
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        let start = offset + RTCPBlock.headerBytes
        buffer.store(ssrc.rawValue, at: start)
        buffer.store(ntpTime.rawValue, at: start + 4)
        buffer.store(timestamp.rawValue, at: start + 12)
        buffer.store(packetCount, at: start + 16)
        buffer.store(octetCount, at: start + 20)
        let blocks = reports.extracting(first: count)
        ReportBlocks.write(blocks, into: &buffer, at: start + Self.prefixBytes)
        return offset + bytes
    }
}
