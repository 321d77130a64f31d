import Codecs
import Media
import RTP

/// RTP packets with header extensions, as retransmissions, as Opus, in the history.
extension FuzzTarget {
    static func rtp(_ bytes: Span<UInt8>) {
        guard bytes.count >= 4 else { return }
        let map = extensionMap(bytes)
        let packet = bytes.extracting(4..<bytes.count)
        guard let header = try? RTPHeader(parsing: packet) else { return }
        check(header, of: packet)
        let payload = packet.extracting(header.payloadRange)
        expect(
            OpusPayload.samples(in: payload) == OpusPacket.samples(in: payload),
            "both readers of Opus agree",
        )
        keep(packet, header)
        repeatPacket(packet, header)
        if let extensions = try? HeaderExtensions(parsing: packet, header: header, map: map) {
            rewrite(header, extensions, map)
        }
        restamp(packet, header, map)
    }

    /// An identifier for each extension, no two the same; of the first four bytes.
    private static func extensionMap(_ bytes: Span<UInt8>) -> ExtensionMap {
        var map = ExtensionMap()
        for (index, which) in HeaderExtension.allCases.enumerated() {
            // A fifth one stands beside the first, and so on.
            let identifier = bytes[index % 4] &+ UInt8(index / 4)
            if map.meaning(of: identifier) == nil { map[which] = identifier }
        }
        return map
    }

    private static func check(_ header: RTPHeader, of packet: Span<UInt8>) {
        expect(header.payloadRange.lowerBound >= RTPHeader.fixedBytes, "the header comes first")
        expect(
            header.extensionRange.upperBound <= header.payloadRange.lowerBound,
            "then come extensions",
        )
        expect(
            header.payloadRange.upperBound + header.paddingBytes == packet.count,
            "payload and padding fill the packet",
        )
    }

    private static func rewrite(
        _ header: RTPHeader,
        _ extensions: HeaderExtensions,
        _ map: ExtensionMap,
    ) {
        var storage = [UInt8](repeating: 0xAA, count: 128)
        var buffer = storage.mutableSpan
        guard let end = header.write(extensions: extensions, map: map, into: &buffer) else {
            return expect(false, "a header fits")
        }
        let written = storage.span.extracting(0..<end)
        guard let again = try? RTPHeader(parsing: written),
            let read = try? HeaderExtensions(parsing: written, header: again, map: map)
        else { return expect(false, "what is written can be read") }
        expect(
            again.marker == header.marker && again.payloadType == header.payloadType
                && again.sequence == header.sequence && again.timestamp == header.timestamp
                && again.ssrc == header.ssrc && again.payloadRange == end..<end,
            "a header read, written and read again is the same",
        )
        expect(read == extensions, "extensions read, written and read again are the same")
        for short in 0..<end {
            var small = [UInt8](repeating: 0, count: short)
            var span = small.mutableSpan
            let result = header.write(extensions: extensions, map: map, into: &span)
            expect(result == nil, "a header does not fit a smaller buffer")
        }
    }

    private static func restamp(_ packet: Span<UInt8>, _ header: RTPHeader, _ map: ExtensionMap) {
        var copy = Array(copying: packet)
        var span = copy.mutableSpan
        let stamp = AbsoluteSendTime(rawValue: 0x12_3456)
        HeaderExtensions.restamp(&span, map: map, absoluteSendTime: stamp, transportSequence: 7)
        expect((try? RTPHeader(parsing: copy.span)) == header, "a stamp changes no header")
        for index in header.payloadRange {
            expect(copy[index] == packet[index], "a stamp changes no payload")
        }
        let before = try? HeaderExtensions(parsing: packet, header: header, map: map)
        let after = try? HeaderExtensions(parsing: copy.span, header: header, map: map)
        expect((before == nil) == (after == nil), "a stamp leaves extensions readable")
        expect(before?.mid == after?.mid, "a stamp changes no name")
    }

    /// Wrapped as a retransmission and unwrapped again, a packet is the same.
    private static func repeatPacket(_ packet: Span<UInt8>, _ header: RTPHeader) {
        var wrapped = wrapped(packet)
        guard let outer = try? RTPHeader(parsing: wrapped.span) else {
            return expect(false, "a retransmission can be read")
        }
        guard let original = unwrap(&wrapped, outer, like: header) else {
            return expect(header.payloadRange.isEmpty, "only padding is not unwrapped")
        }
        expect(
            original.header.sequence == header.sequence && original.header.ssrc == header.ssrc
                && original.header.payloadType == header.payloadType
                && original.header.payloadRange == header.payloadRange
                && original.length == packet.count - header.paddingBytes,
            "an unwrapped packet is the one that was wrapped",
        )
        guard let again = try? RTPHeader(parsing: wrapped.span.extracting(0..<original.length))
        else { return expect(false, "an unwrapped packet can be read") }
        expect(again == original.header, "the header says what the packet says")
        for index in header.payloadRange {
            expect(wrapped[index] == packet[index], "the payload is the one that was wrapped")
        }
    }

    private static func wrapped(_ packet: Span<UInt8>) -> [UInt8] {
        var wrapped = [UInt8](repeating: 0, count: packet.count + RTX.overheadBytes)
        var span = wrapped.mutableSpan
        let length = RTX.wrap(
            packet,
            ssrc: SSRC(2),
            payloadType: PayloadType(97),
            sequence: SequenceNumber(9),
            into: &span,
        )
        expect(length == packet.count + 2, "a retransmission is two bytes longer")
        return wrapped
    }

    private static func unwrap(
        _ packet: inout [UInt8],
        _ outer: RTPHeader,
        like header: RTPHeader,
    ) -> (header: RTPHeader, length: Int)? {
        var span = packet.mutableSpan
        return RTX.unwrap(
            &span,
            header: outer,
            ssrc: header.ssrc,
            payloadType: header.payloadType,
        )
    }

    private static func keep(_ packet: Span<UInt8>, _ header: RTPHeader) {
        var history = PacketHistory(capacity: 2, slotBytes: 256)
        let now = Instant(nanoseconds: 0)
        let isKept = history.store(packet, now: now)
        expect(isKept == (packet.count <= 256), "what fits is kept")
        let original = Array(copying: packet)
        let found = history.withPacket(header.sequence) { Array(copying: $0) == original }
        expect(found == (isKept ? true : nil), "what is kept is found, whole")
    }
}
