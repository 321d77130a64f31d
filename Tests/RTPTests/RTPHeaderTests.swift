import Media
import RTP
import Testing

@Suite struct RTPHeaderTests {
    /// Marker, type 96, sequence 0x1234, two contributing sources, an extension of one word,
    /// three bytes of payload, five of padding.
    static let vector: [UInt8] =
        [0xB2, 0xE0, 0x12, 0x34, 0x01, 0x02, 0x03, 0x04, 0xDE, 0xAD, 0xBE, 0xEF]
        + [0, 0, 0, 1, 0, 0, 0, 2]
        + [0xBE, 0xDE, 0x00, 0x01, 0x10, 0x8F, 0x00, 0x00]
        + [0x51, 0x52, 0x53]
        + [0, 0, 0, 0, 5]

    @Test func readsAllParts() throws {
        let header = try parseHeader(Self.vector)
        #expect(header.marker)
        #expect(header.payloadType == PayloadType(96))
        #expect(header.sequence == SequenceNumber(0x1234))
        #expect(header.timestamp == RTPTimestamp(0x0102_0304))
        #expect(header.ssrc == SSRC(0xDEAD_BEEF))
        #expect(header.csrcCount == 2)
        #expect(header.extensionProfile == 0xBEDE)
        #expect(header.extensionRange == 24..<28)
        #expect(header.payloadRange == 28..<31)
        #expect(header.paddingBytes == 5)
    }

    @Test func everyTruncationIsAnErrorOrAShorterPacket() {
        for length in 0..<Self.vector.count {
            // Cut inside the payload, the last byte reads as padding length.
            let cut = Array(Self.vector[..<length])
            if length <= 28 {
                #expect(throws: MalformedPacket.self) { try parseHeader(cut) }
            } else if let header = try? parseHeader(cut) {
                #expect(header.payloadRange.upperBound + header.paddingBytes == length)
            }
        }
    }

    @Test func truncatedHeaderNamesItsLength() {
        #expect(throws: MalformedPacket(.truncated, at: 11)) {
            try parseHeader(Array(Self.vector[..<11]))
        }
    }

    @Test func paddingOnlyPacketHasNoPayload() throws {
        var packet = Array(Self.vector[..<12])
        packet[0] = 0xA0
        packet += [UInt8](repeating: 0, count: 223) + [224]
        let header = try parseHeader(packet)
        #expect(header.payloadRange.isEmpty)
        #expect(header.paddingBytes == 224)
    }

    @Test(arguments: [UInt8(0), 9, 255])
    func impossiblePaddingIsRefused(count: UInt8) {
        var packet = Self.vector
        packet[packet.count - 1] = count
        #expect(throws: MalformedPacket(.padding, at: packet.count - 1)) {
            try parseHeader(packet)
        }
    }

    @Test func otherVersionsAreRefused() {
        var packet = Self.vector
        packet[0] = 0x72
        #expect(throws: MalformedPacket(.version, at: 0)) { try parseHeader(packet) }
    }

    @Test func writtenHeaderReadsBack() throws {
        let header = RTPHeader(
            marker: true,
            payloadType: PayloadType(111),
            sequence: SequenceNumber(0xFFFE),
            timestamp: RTPTimestamp(0xF000_0001),
            ssrc: SSRC(42),
        )
        let bare = try #require(
            written { header.write(extensions: .init(), map: .init(), into: &$0) }
        )
        #expect(bare.count == 12)
        var expected = header
        expected.extensionRange = 0..<0
        expected.payloadRange = 12..<12
        #expect(try parseHeader(bare) == expected)
        #expect(
            written(11) { header.write(extensions: .init(), map: .init(), into: &$0) } == nil
        )
    }
}
