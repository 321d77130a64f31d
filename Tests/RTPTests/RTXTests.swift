import Media
import RTP
import Testing

@Suite struct RTXTests {
    private let original = RTPHeaderTests.vector

    @Test func retransmissionGivesTheOriginalBack() throws {
        let length = original.count + 2
        var wrapped = try #require(
            written {
                RTX.wrap(
                    original.span,
                    ssrc: SSRC(0x5555_6666),
                    payloadType: PayloadType(97),
                    sequence: SequenceNumber(0x0909),
                    into: &$0,
                )
            }
        )
        #expect(wrapped.count == length)
        let header = try parseHeader(wrapped)
        #expect(header.ssrc == SSRC(0x5555_6666))
        #expect(header.payloadType == PayloadType(97))
        #expect(header.sequence == SequenceNumber(0x0909))
        #expect(header.marker)
        // RFC 4588 §4: the original number before the payload.
        #expect(Array(wrapped[28..<33]) == [0x12, 0x34, 0x51, 0x52, 0x53])
        var span = wrapped.mutableSpan
        let unwrapped = RTX.unwrap(
            &span,
            header: header,
            ssrc: SSRC(0xDEAD_BEEF),
            payloadType: PayloadType(96),
        )
        let result = try #require(unwrapped)
        var expected = original
        // Padding is not part of what was lost.
        expected[0] = 0x92
        #expect(Array(wrapped[..<result.length]) == Array(expected[..<31]))
        #expect(try parseHeader(Array(wrapped[..<result.length])) == result.header)
    }

    @Test(arguments: [0, 1, 2])
    func probeWithoutPayloadIsRecognised(payloadBytes: Int) throws {
        var probe = Array(original[..<12])
        probe[0] = 0xA0
        probe += [UInt8](repeating: 1, count: payloadBytes)
        probe += [UInt8](repeating: 0, count: 99) + [100]
        let header = try parseHeader(probe)
        var span = probe.mutableSpan
        let unwrapped = RTX.unwrap(
            &span,
            header: header,
            ssrc: SSRC(1),
            payloadType: PayloadType(96),
        )
        #expect(unwrapped == nil)
    }

    @Test func retransmissionThatDoesNotFitIsRefused() {
        #expect(
            written(original.count + 1) {
                RTX.wrap(
                    original.span,
                    ssrc: SSRC(1),
                    payloadType: PayloadType(97),
                    sequence: SequenceNumber(1),
                    into: &$0,
                )
            } == nil
        )
    }
}
