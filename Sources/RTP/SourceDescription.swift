package import Media

/// Who the sources are; only their canonical names are used (RFC 3550 §6.5).
package struct SourceDescription: Hashable, Sendable {
    /// Chunks, one a source.
    package let chunkCount: Int
    private let body: Range<Int>

    private static let canonicalName: UInt8 = 1
    /// An item's length has eight bits.
    package static let maximumNameBytes = 255

    /// Checks all chunks, so that walking over them later cannot fail.
    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        chunkCount = Int(block.format)
        body = block.body
        var offset = body.lowerBound
        for _ in 0..<chunkCount {
            offset = try Self.walk(datagram, from: offset, end: body.upperBound) { _, _ in }
        }
    }

    /// Names each source that has a canonical name, as ranges of the datagram it was parsed from.
    package func forEachCanonicalName(
        in datagram: Span<UInt8>,
        _ body: (SSRC, Range<Int>) -> Void,
    ) {
        var offset = self.body.lowerBound
        for _ in 0..<chunkCount {
            let ssrc = SSRC(datagram.uint32(at: offset))
            let next = try? Self.walk(datagram, from: offset, end: self.body.upperBound) {
                item,
                range in
                if item == Self.canonicalName { body(ssrc, range) }
            }
            guard let next else { return }
            offset = next
        }
    }

    /// Walks over one chunk: an SSRC, items, a zero item, padding to 32 bits.
    ///
    /// - Returns: the offset after it.
    private static func walk(
        _ datagram: Span<UInt8>,
        from start: Int,
        end: Int,
        _ visit: (UInt8, Range<Int>) -> Void,
    ) throws(MalformedPacket) -> Int {
        var offset = start + 4
        while true {
            guard offset < end else { throw MalformedPacket(.truncated, at: end) }
            let item = datagram[offset]
            // The chunk's last item is padded with zeros up to the next word: at least one.
            guard item != 0 else {
                let next = start + ((offset - start) / 4 + 1) * 4
                guard next <= end else { throw MalformedPacket(.truncated, at: end) }
                return next
            }
            guard offset + 2 <= end else { throw MalformedPacket(.truncated, at: end) }
            let value = offset + 2..<offset + 2 + Int(datagram[offset + 1])
            guard value.upperBound <= end else { throw MalformedPacket(.length, at: offset + 1) }
            visit(item, value)
            offset = value.upperBound
        }
    }

    /// Writes a packet that gives up to 31 sources one canonical name.
    ///
    /// - Parameter name: at most 255 bytes of UTF-8; what is longer is cut.
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package static func write(
        sources: Span<SSRC>,
        canonicalName name: Span<UInt8>,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        let name = name.extracting(first: maximumNameBytes)
        let count = min(sources.count, SenderReport.maximumReports)
        let chunkBytes = ((4 + 2 + name.count) / 4 + 1) * 4
        let bytes = RTCPBlock.headerBytes + count * chunkBytes
        guard offset + bytes <= buffer.count else { return nil }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.sourceDescription,
            format: UInt8(count),
            bytes: bytes,
            into: &buffer,
            at: offset,
        )
        for index in 0..<count {
            let start = offset + RTCPBlock.headerBytes + index * chunkBytes
            buffer.store(sources[index].rawValue, at: start)
            buffer[start + 4] = canonicalName
            buffer[start + 5] = UInt8(name.count)
            buffer.store(name, at: start + 6)
            buffer.clear(chunkBytes - 6 - name.count, at: start + 6 + name.count)
        }
        return offset + bytes
    }
}
