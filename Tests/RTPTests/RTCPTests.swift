import Media
import RTP
import Testing

@Suite struct RTCPTests {
    static let block = ReportBlock(
        ssrc: SSRC(0x0102_0304),
        fractionLost: 64,
        cumulativeLost: -2,
        extendedHighestSequence: 0x0001_FFFF,
        jitter: 77,
        lastSenderReport: 0xAABB_CCDD,
        delaySinceLastSenderReport: 0x0001_0000,
    )

    static let senderReport: [UInt8] =
        [0x81, 200, 0, 12] + [0, 0, 0, 9]
        + [0xE1, 0xE2, 0xE3, 0xE4, 0x80, 0, 0, 0] + [0, 0, 0x10, 0] + [0, 0, 0, 3] + [0, 0, 1, 0]
        + [1, 2, 3, 4] + [64, 0xFF, 0xFF, 0xFE] + [0, 1, 0xFF, 0xFF] + [0, 0, 0, 77]
        + [0xAA, 0xBB, 0xCC, 0xDD] + [0, 1, 0, 0]
    static let receiverReport: [UInt8] = [0x80, 201, 0, 1, 0, 0, 0, 9]
    /// A name of six bytes: with its item header and SSRC the zero item fills a whole word.
    static let description: [UInt8] =
        [0x81, 202, 0, 4, 0, 0, 0, 9, 1, 6] + Array("abcdef".utf8) + [0, 0, 0, 0]
    static let goodbye: [UInt8] =
        [0x82, 203, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 3] + Array("bye".utf8) + [0, 0, 0, 0]
    /// RFC 4585 §6.2.1: 10, and 11, 13 and 26 by the mask.
    static let nack: [UInt8] = [0x81, 205, 0, 3, 0, 0, 0, 9, 0, 0, 0, 8, 0, 10, 0x80, 0x05]
    static let pictureLoss: [UInt8] = [0x81, 206, 0, 2, 0, 0, 0, 9, 0, 0, 0, 8]
    static let fullIntra: [UInt8] =
        [0x84, 206, 0, 4, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 8, 7, 0, 0, 0]
    /// 2¹⁷ · 2³ = 1,048,576 bit/s for two sources.
    static let estimate: [UInt8] =
        [0x8F, 206, 0, 6, 0, 0, 0, 9, 0, 0, 0, 0] + Array("REMB".utf8) + [2, 0x0E, 0, 0]
        + [0, 0, 0, 7, 0, 0, 0, 8]
    static let all = [
        senderReport, receiverReport, description, goodbye, nack, pictureLoss, fullIntra, estimate,
    ]

    @Test func senderReportIsReadAndWritten() throws {
        guard case .senderReport(let report) = try parseRTCP(Self.senderReport).first else {
            Issue.record("not a sender report")
            return
        }
        #expect(report.ssrc == SSRC(9))
        #expect(report.ntpTime == NTPTime(rawValue: 0xE1E2_E3E4_8000_0000))
        #expect(report.timestamp == RTPTimestamp(0x1000))
        #expect(report.packetCount == 3)
        #expect(report.octetCount == 256)
        #expect(report.reports.count == 1)
        #expect(report.reports.block(at: 0, in: Self.senderReport.span) == Self.block)
        let blocks = [Self.block]
        let bytes = written { report.write(reports: blocks.span, into: &$0, at: 0) }
        #expect(bytes == Self.senderReport)
    }

    @Test func receiverReportIsReadAndWritten() throws {
        guard case .receiverReport(let report) = try parseRTCP(Self.receiverReport).first else {
            Issue.record("not a receiver report")
            return
        }
        #expect(report.ssrc == SSRC(9))
        #expect(report.reports.count == 0)
        let none: [ReportBlock] = []
        #expect(
            written { report.write(reports: none.span, into: &$0, at: 0) } == Self.receiverReport
        )
        let many = [ReportBlock](repeating: Self.block, count: 40)
        let bytes = try #require(
            written { report.write(reports: many.span, into: &$0, at: 0) }
        )
        guard case .receiverReport(let long) = try parseRTCP(bytes).first else {
            Issue.record("not a receiver report")
            return
        }
        #expect(long.reports.count == 31)
        #expect(long.reports.block(at: 30, in: bytes.span) == Self.block)
    }

    @Test func sourceDescriptionIsReadAndWritten() throws {
        let name = Array("abcdef".utf8)
        let sources = [SSRC(9)]
        #expect(
            written {
                SourceDescription.write(
                    sources: sources.span,
                    canonicalName: name.span,
                    into: &$0,
                    at: 0,
                )
            } == Self.description
        )
        for length in 0...9 {
            let name = [UInt8](repeating: 0x61, count: length)
            let sources = [SSRC(1), SSRC(2)]
            let bytes = try #require(
                written {
                    SourceDescription.write(
                        sources: sources.span,
                        canonicalName: name.span,
                        into: &$0,
                        at: 0,
                    )
                }
            )
            guard case .sourceDescription(let read) = try parseRTCP(bytes).first else {
                Issue.record("not a source description")
                return
            }
            var found: [SSRC: [UInt8]] = [:]
            read.forEachCanonicalName(in: bytes.span) { found[$0] = Array(bytes[$1]) }
            #expect(found == [SSRC(1): name, SSRC(2): name])
        }
    }

    @Test func goodbyeIsReadAndWritten() throws {
        guard case .goodbye(let goodbye) = try parseRTCP(Self.goodbye).first else {
            Issue.record("not a goodbye")
            return
        }
        #expect(goodbye.count == 2)
        #expect(goodbye.source(at: 1, in: Self.goodbye.span) == SSRC(2))
        let sources = [SSRC(1), SSRC(2)]
        let bytes = written { Goodbye.write(sources: sources.span, into: &$0, at: 0) }
        #expect(bytes == [0x82, 203, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2])
    }

    @Test func nackIsReadAndWritten() throws {
        guard case .genericNACK(let request) = try parseRTCP(Self.nack).first else {
            Issue.record("not a NACK")
            return
        }
        var lost: [SequenceNumber] = []
        request.forEachLost(in: Self.nack.span) { lost.append($0) }
        #expect(lost == [10, 11, 13, 26].map { SequenceNumber($0) })
        #expect(request.sender == SSRC(9))
        #expect(request.media == SSRC(8))
        #expect(
            written {
                GenericNACK.write(
                    sender: SSRC(9),
                    media: SSRC(8),
                    lost: lost.span,
                    into: &$0,
                    at: 0,
                )
            } == Self.nack
        )
    }

    @Test func nackOverTheWrapKeepsAllNumbers() throws {
        let lost = [65_000, 65_535, 0, 15, 16, 400].map { SequenceNumber($0) }
        let bytes = try #require(
            written {
                GenericNACK.write(
                    sender: SSRC(1),
                    media: SSRC(2),
                    lost: lost.span,
                    into: &$0,
                    at: 0,
                )
            }
        )
        // 65,535 takes 0 and 15 with it, not 16.
        #expect(bytes.count == 12 + 4 * 4)
        guard case .genericNACK(let request) = try parseRTCP(bytes).first else {
            Issue.record("not a NACK")
            return
        }
        var read: [SequenceNumber] = []
        request.forEachLost(in: bytes.span) { read.append($0) }
        #expect(read == lost)
    }

    @Test func pictureLossAndFullIntraAreReadAndWritten() throws {
        let loss = PictureLossIndication(sender: SSRC(9), media: SSRC(8))
        #expect(try parseRTCP(Self.pictureLoss) == [.pictureLossIndication(loss)])
        #expect(written { loss.write(into: &$0, at: 0) } == Self.pictureLoss)
        guard case .fullIntraRequest(let request) = try parseRTCP(Self.fullIntra).first else {
            Issue.record("not a full intra request")
            return
        }
        let entry = FullIntraRequest.Entry(ssrc: SSRC(8), sequence: 7)
        #expect(request.count == 1)
        #expect(request.entry(at: 0, in: Self.fullIntra.span) == entry)
        #expect(
            written { FullIntraRequest.write(sender: SSRC(9), entry: entry, into: &$0, at: 0) }
                == Self.fullIntra
        )
    }

    @Test(arguments: [(1_048_576, 1_048_576), (0, 0), (262_143, 262_143), (262_145, 262_144)])
    func estimateIsReadAndWritten(rate: Int, read: Int) throws {
        let sources = [SSRC(7), SSRC(8)]
        let bytes = try #require(
            written {
                ReceiverEstimatedMaximumBitRate.write(
                    sender: SSRC(9),
                    bitRate: BitRate(bitsPerSecond: rate),
                    sources: sources.span,
                    into: &$0,
                    at: 0,
                )
            }
        )
        if rate == 1_048_576 { #expect(bytes == Self.estimate) }
        guard case .receiverEstimatedMaximumBitRate(let estimate) = try parseRTCP(bytes).first
        else {
            Issue.record("not an estimate")
            return
        }
        #expect(estimate.bitRate == BitRate(bitsPerSecond: read))
        #expect(estimate.count == 2)
        #expect(estimate.source(at: 0, in: bytes.span) == SSRC(7))
    }

    @Test func hugeEstimateIsClamped() throws {
        var bytes = Self.estimate
        bytes.replaceSubrange(17..<20, with: [0xFF, 0xFF, 0xFF])
        guard case .receiverEstimatedMaximumBitRate(let estimate) = try parseRTCP(bytes).first
        else {
            Issue.record("not an estimate")
            return
        }
        #expect(estimate.bitRate.bitsPerSecond == Int.max)
    }

    @Test func otherFeedbackAndTypesAreTolerated() throws {
        var other = Self.estimate
        other[12] = 0x58
        let application: [UInt8] = [0x80, 204, 0, 2, 0, 0, 0, 9, 0x61, 0x62, 0x63, 0x64]
        let extended: [UInt8] = [0x80, 207, 0, 1, 0, 0, 0, 9]
        #expect(
            try parseRTCP(other + application + extended) == [
                .ignored(type: 206, format: 15), .ignored(type: 204, format: 0),
                .ignored(type: 207, format: 0),
            ]
        )
    }

    @Test func compoundIsWalkedThrough() throws {
        let packets = try parseRTCP(Self.all.flatMap { $0 })
        #expect(packets.count == Self.all.count)
        #expect(packets.first?.isSenderReport == true)
        #expect(packets[5] == .pictureLossIndication(.init(sender: SSRC(9), media: SSRC(8))))
    }

    @Test func walkGoesOnAfterABadPacket() throws {
        // A sender report that claims a block that it lacks.
        var bad = Self.receiverReport
        bad[0] = 0x81
        let datagram = bad + Self.pictureLoss
        var reader = RTCPReader()
        #expect(throws: MalformedPacket.self) { _ = try reader.next(in: datagram.span) }
        let packet = try reader.next(in: datagram.span)
        #expect(packet == .pictureLossIndication(.init(sender: SSRC(9), media: SSRC(8))))
    }

    @Test(arguments: all)
    func everyTruncationIsAnError(vector: [UInt8]) {
        for length in 1..<vector.count {
            #expect(throws: MalformedPacket.self, "cut to \(length)") {
                try parseRTCP(Array(vector[..<length]))
            }
            // The same with a length field that agrees with the cut.
            guard length.isMultiple(of: 4), length > 4 else { continue }
            var cut = Array(vector[..<length])
            cut[3] = UInt8(length / 4 - 1)
            if let packets = try? parseRTCP(cut) { #expect(packets.count == 1) }
        }
    }

    @Test(arguments: all)
    func tooSmallBuffersAreRefused(vector: [UInt8]) {
        let loss = PictureLossIndication(sender: SSRC(9), media: SSRC(8))
        #expect(written(11) { loss.write(into: &$0, at: 0) } == nil)
        #expect(written(vector.count) { loss.write(into: &$0, at: vector.count - 11) } == nil)
    }

    @Test func portIsSharedWithRTP() {
        func isRTCP(_ bytes: [UInt8]) -> Bool { RTCPReader.isRTCP(bytes.span) }
        #expect(isRTCP(Self.senderReport))
        #expect(!isRTCP(RTPHeaderTests.vector))
        #expect(!isRTCP([0x80]))
    }

    @Test func paddingIsTakenOff() throws {
        var padded = Self.pictureLoss + [0, 0, 0, 4]
        padded[0] = 0xA1
        padded[3] = 3
        let loss = PictureLossIndication(sender: SSRC(9), media: SSRC(8))
        #expect(try parseRTCP(padded) == [.pictureLossIndication(loss)])
        padded[15] = 13
        #expect(throws: MalformedPacket(.padding, at: 15)) { try parseRTCP(padded) }
    }
}

extension RTCPPacket {
    fileprivate var isSenderReport: Bool {
        if case .senderReport = self { true } else { false }
    }
}
