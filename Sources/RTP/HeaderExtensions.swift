package import Media

/// The header extensions of one packet that are understood (RFC 8285).
package struct HeaderExtensions: Hashable, Sendable {
    package var mid: MediaIdentifier?
    package var audioLevel: AudioLevel?
    package var absoluteSendTime: AbsoluteSendTime?
    package var transportSequence: UInt16?
    package var videoOrientation: PictureOrientation?

    /// RFC 8285 §4.2: 4 bits of identifier and of length.
    static let oneByteProfile: UInt16 = 0xBEDE
    /// RFC 8285 §4.3: the upper 12 bits; the lower 4 are free.
    static let twoByteProfile: UInt16 = 0x1000

    /// No extension.
    package init() {}

    /// Reads the extensions of a packet; those that `map` does not name are skipped.
    package init(
        parsing packet: Span<UInt8>,
        header: RTPHeader,
        map: ExtensionMap,
    ) throws(MalformedPacket) {
        guard let profile = header.extensionProfile else { return }
        var elements = ExtensionElements(profile: profile, range: header.extensionRange)
        while let element = try elements.next(in: packet) {
            guard let which = map.meaning(of: element.identifier) else { continue }
            take(which, from: packet, at: element.range)
        }
    }

    /// A value of an unexpected length is passed over, as RFC 8285 §4.1 asks of what is unknown.
    private mutating func take(
        _ which: HeaderExtension,
        from packet: Span<UInt8>,
        at range: Range<Int>,
    ) {
        switch which {
        case .mid:
            mid = MediaIdentifier(packet.extracting(range))
        case .audioLevel where range.count >= 1:
            audioLevel = AudioLevel(octet: packet[range.lowerBound])
        case .absoluteSendTime where range.count == 3:
            absoluteSendTime = AbsoluteSendTime(rawValue: packet.uint24(at: range.lowerBound))
        case .transportSequence where range.count >= 2:
            transportSequence = packet.uint16(at: range.lowerBound)
        case .videoOrientation where range.count >= 1:
            videoOrientation = PictureOrientation(octet: packet[range.lowerBound])
        default:
            break
        }
    }

    /// Bytes that `write` needs: a multiple of four; 0 if there is nothing to write.
    package func byteCount(map: ExtensionMap) -> Int {
        let content = contentBytes(map: map)
        return content == 0 ? 0 : 4 + (content + 3) & ~3
    }

    /// Writes profile, length, elements and padding at an offset.
    ///
    /// - Returns: the offset after it, or nil if the buffer is too small.
    package func write(
        map: ExtensionMap,
        into buffer: inout MutableSpan<UInt8>,
        at start: Int,
    ) -> Int? {
        let total = byteCount(map: map)
        guard total > 0 else { return start }
        guard start + total <= buffer.count else { return nil }
        let wide = needsTwoBytes(map: map)
        buffer.store(wide ? Self.twoByteProfile : Self.oneByteProfile, at: start)
        buffer.store(UInt16((total - 4) / 4), at: start + 2)
        var offset = start + 4
        for which in HeaderExtension.allCases {
            guard let identifier = map[which], let length = length(of: which) else { continue }
            if wide {
                buffer[offset] = identifier
                buffer[offset + 1] = UInt8(length)
            } else {
                buffer[offset] = identifier << 4 | UInt8(length - 1)
            }
            offset += wide ? 2 : 1
            put(which, into: &buffer, at: offset)
            offset += length
        }
        buffer.clear(start + total - offset, at: offset)
        return start + total
    }

    private func put(
        _ which: HeaderExtension,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) {
        switch which {
        case .mid:
            guard let mid else { return }
            for index in 0..<mid.count { buffer[offset + index] = mid[index] }
        case .audioLevel:
            buffer[offset] = audioLevel?.octet ?? 0
        case .absoluteSendTime:
            buffer.store24(absoluteSendTime?.rawValue ?? 0, at: offset)
        case .transportSequence:
            buffer.store(transportSequence ?? 0, at: offset)
        case .videoOrientation:
            buffer[offset] = videoOrientation?.octet ?? 0
        }
    }

    /// Bytes of a value that is set; nil otherwise.
    private func length(of which: HeaderExtension) -> Int? {
        switch which {
        case .mid: mid?.count
        case .audioLevel: audioLevel == nil ? nil : 1
        case .absoluteSendTime: absoluteSendTime == nil ? nil : 3
        case .transportSequence: transportSequence == nil ? nil : 2
        case .videoOrientation: videoOrientation == nil ? nil : 1
        }
    }

    private func contentBytes(map: ExtensionMap) -> Int {
        let overhead = needsTwoBytes(map: map) ? 2 : 1
        var bytes = 0
        for which in HeaderExtension.allCases where map[which] != nil {
            guard let length = length(of: which) else { continue }
            bytes += overhead + length
        }
        return bytes
    }

    /// Identifiers above 14 exist in the two-byte form only (RFC 8285 §4.2).
    private func needsTwoBytes(map: ExtensionMap) -> Bool {
        for which in HeaderExtension.allCases {
            if let identifier = map[which], identifier > 14, length(of: which) != nil {
                return true
            }
        }
        return false
    }
}
