import Media
import RTP
import Testing

@Suite struct TransportFeedbackTests {
    /// Base 0x0102, seven packets: a run of two small deltas, a one-bit vector would be too small
    /// for the large delta, so two-bit symbols for the rest; reference time 5 · 64 ms.
    static let vector: [UInt8] =
        [0xAF, 205, 0, 7] + [0, 0, 0, 1, 0, 0, 0, 2] + [0x01, 0x02, 0, 7] + [0, 0, 5, 9]
        + [0x20, 0x02]
        // Lost, small, large, lost, small.
        + [0b1100_0110, 0b0001_0000]
        + [4, 8] + [12] + [0xFF, 0xFC] + [255]
        + [0, 0]

    private func statuses(_ bytes: [UInt8]) throws -> [(UInt16, Int64?)] {
        guard case .transportFeedback(let feedback) = try parseRTCP(bytes).first else { return [] }
        var found: [(UInt16, Int64?)] = []
        feedback.forEachStatus(in: bytes.span) { found.append(($0, $1)) }
        return found
    }

    private func feedback(
        _ recorder: inout TransportFeedbackRecorder,
        room: Int = 1200,
    ) -> [UInt8]? {
        var buffer = [UInt8](repeating: 0xAA, count: room)
        var span = buffer.mutableSpan
        guard let end = recorder.writeFeedback(sender: SSRC(1), into: &span, at: 0) else {
            return nil
        }
        return Array(buffer[..<end])
    }

    @Test func vectorIsRead() throws {
        // Padding of two bytes.
        var bytes = Self.vector
        bytes[bytes.count - 1] = 2
        let found = try statuses(bytes)
        let start: Int64 = 5 * 256
        #expect(found.map(\.0) == Array(0x0102...0x0108))
        #expect(
            found.map(\.1) == [
                start + 4, start + 12, nil, start + 24, start + 20, nil, start + 275,
            ]
        )
    }

    @Test func everyTruncationIsAnError() {
        var bytes = Self.vector
        bytes[bytes.count - 1] = 2
        for length in 1..<bytes.count {
            #expect(throws: MalformedPacket.self) { try parseRTCP(Array(bytes[..<length])) }
        }
    }

    @Test func missingDeltasAreAnError() {
        var bytes = Array(Self.vector[..<24])
        bytes[0] = 0x8F
        bytes[3] = 5
        #expect(throws: MalformedPacket(.truncated, at: 24)) { try parseRTCP(bytes) }
    }

    @Test func emptyRunIsAnError() {
        var bytes = Array(Self.vector[..<24])
        bytes[0] = 0x8F
        bytes[3] = 5
        bytes[20] = 0
        bytes[21] = 0
        #expect(throws: MalformedPacket(.value, at: 20)) { try parseRTCP(bytes) }
    }

    @Test func negativeReferenceTimeIsRead() throws {
        var bytes = Self.vector
        bytes[bytes.count - 1] = 2
        bytes.replaceSubrange(16..<19, with: [0xFF, 0xFF, 0xFF])
        #expect(try statuses(bytes).first?.1 == -256 + 4)
    }

    /// What is written tells exactly what arrived, whatever the losses, gaps and order.
    @Test(arguments: 1...40)
    func recordedArrivalsReadBack(seed: UInt64) throws {
        var random = SplitMix64(seed: seed)
        var recorder = TransportFeedbackRecorder()
        var now = milliseconds(10_000)
        var expected: [UInt16: Int64] = [:]
        var told: [UInt16: Int64] = [:]
        var toldLost: Set<UInt16> = []
        var sequence = UInt16.random(in: 0...UInt16.max, using: &random)
        for _ in 0..<30 {
            for _ in 0..<Int.random(in: 0...80, using: &random) {
                let pause = random.chance(0.05) ? 200_000 : 3000
                now += .microseconds(Int.random(in: 0...pause, using: &random))
                sequence &+= random.chance(0.1) ? 3 : 1
                recorder.record(sequence: sequence, ssrc: SSRC(5), now: now)
                expected[sequence] = now.nanoseconds / 250_000
                if random.chance(0.05) {
                    // A duplicate changes nothing.
                    recorder.record(sequence: sequence, ssrc: SSRC(5), now: now + .seconds(1))
                }
            }
            let room = Int.random(in: 40...1200, using: &random)
            while let bytes = feedback(&recorder, room: room) {
                for (number, arrival) in try statuses(bytes) {
                    if let arrival { told[number] = arrival } else { toldLost.insert(number) }
                }
            }
        }
        let hasNews = recorder.hasNews
        #expect(!hasNews)
        #expect(told == expected)
        #expect(toldLost.isDisjoint(with: expected.keys))
    }

    @Test func leadingLossIsTold() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(sequence: 100, ssrc: SSRC(5), now: milliseconds(1000))
        _ = feedback(&recorder)
        recorder.record(sequence: 103, ssrc: SSRC(5), now: milliseconds(1010))
        let bytes = feedback(&recorder) ?? []
        let found = try statuses(bytes)
        #expect(found.map(\.0) == [101, 102, 103])
        #expect(found.map(\.1) == [nil, nil, 1010 * 4])
    }

    @Test func latePacketIsToldAgain() throws {
        var recorder = TransportFeedbackRecorder()
        for number in [UInt16(1), 2, 4] {
            recorder.record(sequence: number, ssrc: SSRC(5), now: milliseconds(1000))
        }
        _ = feedback(&recorder)
        recorder.record(sequence: 3, ssrc: SSRC(5), now: milliseconds(1004))
        let bytes = feedback(&recorder) ?? []
        #expect(try statuses(bytes).map(\.1) == [1004 * 4, 1000 * 4])
        let more = feedback(&recorder)
        #expect(more == nil)
    }

    @Test func packetsAreCounted() throws {
        var recorder = TransportFeedbackRecorder()
        for count in 0..<300 {
            recorder.record(
                sequence: UInt16(count),
                ssrc: SSRC(5),
                now: milliseconds(1000 + count),
            )
            let bytes = feedback(&recorder) ?? []
            guard case .transportFeedback(let feedback) = try parseRTCP(bytes).first else {
                Issue.record("not a feedback")
                return
            }
            #expect(feedback.feedbackCount == UInt8(truncatingIfNeeded: count))
            #expect(feedback.baseSequence == UInt16(count))
        }
    }

    @Test func pauseThatNoDeltaHoldsTakesTwoPackets() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(sequence: 1, ssrc: SSRC(5), now: milliseconds(1000))
        recorder.record(sequence: 2, ssrc: SSRC(5), now: milliseconds(21_000))
        let first = feedback(&recorder) ?? []
        let second = feedback(&recorder) ?? []
        #expect(try statuses(first).map(\.1) == [4000])
        #expect(try statuses(second).map(\.1) == [84_000])
    }

    @Test func outageIsPassedOver() throws {
        var recorder = TransportFeedbackRecorder()
        recorder.record(sequence: 1, ssrc: SSRC(5), now: milliseconds(1000))
        recorder.record(sequence: 20_001, ssrc: SSRC(5), now: milliseconds(60_000))
        let bytes = feedback(&recorder) ?? []
        #expect(try statuses(bytes).map(\.0) == [20_001])
        let more = feedback(&recorder)
        #expect(more == nil)
    }
}
