import Media
import RTP

/// RTCP datagrams: as they come, and each packet type with a frame that is right.
extension FuzzTarget {
    static func rtcp(_ bytes: Span<UInt8>) {
        guard bytes.count > 2 else { return }
        let rest = bytes.extracting(2..<bytes.count)
        guard bytes[0] & 0x80 == 0 else { return walk(rest) }
        walk(framed(type: bytes[0], format: bytes[1], rest).span)
    }

    /// A common header of one of the types that are read, and a body of whole words.
    static func framed(type: UInt8, format: UInt8, _ body: Span<UInt8>) -> [UInt8] {
        let types: [(type: UInt8, format: UInt8?)] = [
            (200, nil), (201, nil), (202, nil), (203, nil), (204, nil), (205, 1), (205, 15),
            (206, 1), (206, 4), (206, 15), (205, nil), (206, nil),
        ]
        let chosen = types[Int(type) % types.count]
        let words = min((body.count + 3) / 4, 370)
        var packet = [UInt8](repeating: 0, count: 4 + 4 * words)
        packet[0] = 0x80 | (type & 0x40) >> 1 | (chosen.format ?? format) & 0x1F
        packet[1] = chosen.type
        packet[2] = UInt8(words >> 8)
        packet[3] = UInt8(words & 0xFF)
        for index in 0..<min(body.count, 4 * words) { packet[4 + index] = body[index] }
        return packet
    }

    private static func walk(_ datagram: Span<UInt8>) {
        var reader = RTCPReader()
        while reader.offset < datagram.count {
            let before = reader.offset
            if let packet = try? reader.next(in: datagram) { examine(packet, in: datagram) }
            expect(reader.offset > before, "a walk goes on")
        }
        expect(reader.offset == datagram.count, "a walk ends at the end")
    }

    private static func examine(_ packet: RTCPPacket, in datagram: Span<UInt8>) {
        switch packet {
        case .senderReport(let report): examine(report, in: datagram)
        case .receiverReport(let report): examine(report, in: datagram)
        case .sourceDescription(let description): examine(description, in: datagram)
        case .goodbye(let goodbye): examine(goodbye, in: datagram)
        case .genericNACK(let request): examine(request, in: datagram)
        case .transportFeedback(let feedback): examine(feedback, in: datagram)
        case .pictureLossIndication(let request):
            let again = written { span in request.write(into: &span, at: 0) }
            expect(again == packet, "a PLI read, written and read again is the same")
        case .fullIntraRequest(let request): examine(request, in: datagram)
        case .receiverEstimatedMaximumBitRate(let estimate): examine(estimate, in: datagram)
        case .ignored: break
        }
    }

    private static func written(_ write: (inout MutableSpan<UInt8>) -> Int?) -> RTCPPacket? {
        read(bytesWritten(write).span)
    }

    private static func bytesWritten(_ write: (inout MutableSpan<UInt8>) -> Int?) -> [UInt8] {
        var storage = [UInt8](repeating: 0xAA, count: 4200)
        var span = storage.mutableSpan
        guard let end = write(&span) else {
            expect(false, "what came in a datagram fits one")
            return []
        }
        return Array(storage[..<end])
    }

    private static func read(_ datagram: Span<UInt8>) -> RTCPPacket? {
        var reader = RTCPReader()
        let packet = try? reader.next(in: datagram)
        expect(reader.offset == datagram.count, "a written packet says its own length")
        return packet
    }

    private static func blocks(_ reports: ReportBlocks, in datagram: Span<UInt8>) -> [ReportBlock] {
        var blocks: [ReportBlock] = []
        for index in 0..<reports.count { blocks.append(reports.block(at: index, in: datagram)) }
        return blocks
    }

    private static func examine(_ report: SenderReport, in datagram: Span<UInt8>) {
        let blocks = blocks(report.reports, in: datagram)
        let bytes = bytesWritten { report.write(reports: blocks.span, into: &$0, at: 0) }
        guard case .senderReport(let again) = read(bytes.span) else {
            return expect(false, "a sender report can be read again")
        }
        expect(
            again.ssrc == report.ssrc && again.ntpTime == report.ntpTime
                && again.timestamp == report.timestamp && again.packetCount == report.packetCount
                && again.octetCount == report.octetCount
                && Self.blocks(again.reports, in: bytes.span) == blocks,
            "a sender report read, written and read again is the same",
        )
        var clock = SenderReportClock(clockRate: 90_000)
        clock.record(report, now: Instant(nanoseconds: 5_000_000_000))
        _ = clock.time(of: RTPTimestamp(report.packetCount))
        _ = clock.delaySinceLastSenderReport(now: Instant(nanoseconds: 9_000_000_000))
    }

    private static func examine(_ report: ReceiverReport, in datagram: Span<UInt8>) {
        let blocks = blocks(report.reports, in: datagram)
        let bytes = bytesWritten { report.write(reports: blocks.span, into: &$0, at: 0) }
        guard case .receiverReport(let again) = read(bytes.span) else {
            return expect(false, "a receiver report can be read again")
        }
        expect(
            again.ssrc == report.ssrc && Self.blocks(again.reports, in: bytes.span) == blocks,
            "a receiver report read, written and read again is the same",
        )
        var roundTrip = RoundTrip()
        for block in blocks { roundTrip.record(block, at: NTPTime(rawValue: 1 << 40)) }
        if let smoothed = roundTrip.smoothed {
            expect(smoothed >= .zero && smoothed < .seconds(10), "a round trip is plausible")
        }
    }

    private static func examine(_ description: SourceDescription, in datagram: Span<UInt8>) {
        var names: [(SSRC, Range<Int>)] = []
        description.forEachCanonicalName(in: datagram) { names.append(($0, $1)) }
        expect(names.count <= datagram.count / 2, "a name takes up bytes")
        for (source, range) in names {
            let name = Array(copying: datagram.extracting(range))
            let sources = [source]
            let bytes = bytesWritten {
                SourceDescription.write(
                    sources: sources.span,
                    canonicalName: name.span,
                    into: &$0,
                    at: 0,
                )
            }
            guard case .sourceDescription(let again) = read(bytes.span) else {
                return expect(false, "a source description can be read again")
            }
            var found: [(SSRC, Range<Int>)] = []
            again.forEachCanonicalName(in: bytes.span) { found.append(($0, $1)) }
            expect(
                found.count == 1 && found[0].0 == source && Array(bytes[found[0].1]) == name,
                "a name read, written and read again is the same",
            )
        }
    }

    private static func examine(_ goodbye: Goodbye, in datagram: Span<UInt8>) {
        var sources: [SSRC] = []
        for index in 0..<goodbye.count { sources.append(goodbye.source(at: index, in: datagram)) }
        let bytes = bytesWritten { Goodbye.write(sources: sources.span, into: &$0, at: 0) }
        guard case .goodbye(let again) = read(bytes.span) else {
            return expect(false, "a goodbye can be read again")
        }
        let read = (0..<again.count).map { again.source(at: $0, in: bytes.span) }
        expect(read == sources, "a goodbye read, written and read again is the same")
    }

    private static func examine(_ request: GenericNACK, in datagram: Span<UInt8>) {
        var lost: [SequenceNumber] = []
        request.forEachLost(in: datagram) { lost.append($0) }
        expect(!lost.isEmpty, "a NACK names a packet")
        let bytes = bytesWritten {
            GenericNACK.write(
                sender: request.sender,
                media: request.media,
                lost: lost.span,
                into: &$0,
                at: 0,
            )
        }
        guard case .genericNACK(let again) = read(bytes.span) else {
            return expect(false, "a NACK can be read again")
        }
        var named: Set<SequenceNumber> = []
        again.forEachLost(in: bytes.span) { named.insert($0) }
        expect(
            again.sender == request.sender && again.media == request.media && named == Set(lost),
            "a NACK read, written and read again names the same packets",
        )
    }

    private static func examine(_ feedback: TransportFeedback, in datagram: Span<UInt8>) {
        var count = 0
        feedback.forEachStatus(in: datagram) { sequence, _ in
            let expected = feedback.baseSequence &+ UInt16(truncatingIfNeeded: count)
            expect(sequence == expected, "statuses are of neighbouring packets")
            count += 1
        }
        expect(count == feedback.statusCount, "feedback tells of as many packets as it says")
    }

    private static func examine(_ request: FullIntraRequest, in datagram: Span<UInt8>) {
        expect(request.count > 0, "a FIR asks somebody")
        for index in 0..<request.count {
            let entry = request.entry(at: index, in: datagram)
            let bytes = bytesWritten {
                FullIntraRequest.write(sender: request.sender, entry: entry, into: &$0, at: 0)
            }
            guard case .fullIntraRequest(let again) = read(bytes.span) else {
                return expect(false, "a FIR can be read again")
            }
            expect(
                again.sender == request.sender && again.count == 1
                    && again.entry(at: 0, in: bytes.span) == entry,
                "a FIR read, written and read again is the same",
            )
        }
    }

    private static func examine(
        _ estimate: ReceiverEstimatedMaximumBitRate,
        in datagram: Span<UInt8>,
    ) {
        var sources: [SSRC] = []
        for index in 0..<estimate.count {
            sources.append(estimate.source(at: index, in: datagram))
        }
        let bytes = bytesWritten {
            ReceiverEstimatedMaximumBitRate.write(
                sender: estimate.sender,
                bitRate: estimate.bitRate,
                sources: sources.span,
                into: &$0,
                at: 0,
            )
        }
        guard case .receiverEstimatedMaximumBitRate(let again) = read(bytes.span) else {
            return expect(false, "an estimate can be read again")
        }
        let isExact = estimate.bitRate.bitsPerSecond != Int.max
        expect(
            again.sender == estimate.sender && again.count == sources.count
                && (!isExact || again.bitRate == estimate.bitRate),
            "an estimate read, written and read again is the same",
        )
    }
}
