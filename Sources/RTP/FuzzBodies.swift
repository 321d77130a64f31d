package import Media

/// What a fuzzer runs over bytes of its choice; nothing in it may trap.
package enum FuzzBodies {
    /// A datagram that may be RTP, with each extension read, and unwrapped as a retransmission.
    package static func rtp(_ bytes: Span<UInt8>) {
        guard let header = try? RTPHeader(parsing: bytes) else { return }
        var map = ExtensionMap()
        for (index, which) in HeaderExtension.allCases.enumerated() {
            map[which] = UInt8(index + 1)
        }
        _ = try? HeaderExtensions(parsing: bytes, header: header, map: map)
        _ = OpusPayload.samples(in: bytes.extracting(header.payloadRange))
        var copy = [UInt8](repeating: 0, count: bytes.count)
        var packet = copy.mutableSpan
        packet.store(bytes, at: 0)
        let stamp = AbsoluteSendTime(rawValue: 0x12_3456)
        HeaderExtensions.restamp(&packet, map: map, absoluteSendTime: stamp, transportSequence: 7)
        _ = RTX.unwrap(&packet, header: header, ssrc: SSRC(1), payloadType: PayloadType(96))
    }

    /// A datagram that may be RTCP, with each list walked over.
    package static func rtcp(_ bytes: Span<UInt8>) {
        var reader = RTCPReader()
        while reader.offset < bytes.count {
            guard let packet = try? reader.next(in: bytes) else { continue }
            walk(packet, in: bytes)
        }
    }

    private static func walk(_ packet: RTCPPacket, in bytes: Span<UInt8>) {
        switch packet {
        case .senderReport(let report):
            walk(report.reports, in: bytes)
        case .receiverReport(let report):
            walk(report.reports, in: bytes)
        case .sourceDescription(let description):
            description.forEachCanonicalName(in: bytes) { _, range in
                _ = bytes.extracting(range).count
            }
        case .goodbye(let goodbye):
            for index in 0..<goodbye.count { _ = goodbye.source(at: index, in: bytes) }
        case .genericNACK(let request):
            request.forEachLost(in: bytes) { _ in }
        case .transportFeedback(let feedback):
            feedback.forEachStatus(in: bytes) { _, _ in }
        case .fullIntraRequest(let request):
            for index in 0..<request.count { _ = request.entry(at: index, in: bytes) }
        case .receiverEstimatedMaximumBitRate(let estimate):
            for index in 0..<estimate.count { _ = estimate.source(at: index, in: bytes) }
        case .pictureLossIndication, .ignored:
            break
        }
    }

    private static func walk(_ reports: ReportBlocks, in bytes: Span<UInt8>) {
        for index in 0..<reports.count { _ = reports.block(at: index, in: bytes) }
    }

    /// A VP8 payload.
    package static func vp8(_ bytes: Span<UInt8>) {
        var length = 0
        _ = try? VP8PayloadDescriptor(parsing: bytes, length: &length)
    }

    /// A stream of VP8 packets in any order: each 8 bytes say where the next packet stands, when
    /// it comes, and how it begins.
    package static func assembler(_ bytes: Span<UInt8>, into ring: RecordRing) {
        var assembler = VP8FrameAssembler(capacity: 32)
        var now = Instant(nanoseconds: 0)
        var sequence: Int64 = 1 << 20
        var offset = 0
        while offset + 8 <= bytes.count {
            now += .milliseconds(Int(bytes[offset] & 0x3F))
            sequence += Int64(Int8(bitPattern: bytes[offset + 1])) / 16
            if bytes[offset] == 0xFF { sequence += Int64(bytes.uint16(at: offset + 1)) - 0x8000 }
            var header = RTPHeader(
                marker: bytes[offset + 2] & 1 != 0,
                payloadType: PayloadType(96),
                sequence: SequenceNumber(UInt16(truncatingIfNeeded: sequence)),
                timestamp: RTPTimestamp(UInt32(bytes[offset + 2] >> 6) * 3000),
                ssrc: SSRC(1),
            )
            let end = bytes[offset + 2] & 2 != 0 ? offset + 3 : offset + 8
            header.payloadRange = offset + 3..<end
            let packet = bytes.extracting(0..<end)
            _ = assembler.handleTimeout(now: now, into: ring)
            _ = assembler.insert(
                sequence: sequence,
                header: header,
                packet: packet,
                now: now,
                into: ring,
            )
            while ring.read({ _, _ in }) != nil {}
            offset += 8
        }
    }
}
