import Media
import RTP
import Testing

@Suite struct VP8FrameAssemblerTests {
    private let harness = AssemblerHarness()
    private var stream = VP8TestStream()

    @Test mutating func framesInOrderComeOutAtOnce() {
        for index in 0..<50 {
            let packets = stream.frame(isKey: index == 0, packets: index % 5 + 1)
            for (place, packet) in packets.enumerated() {
                #expect(harness.frames.count == index)
                harness.insert(packet, at: milliseconds(index * 33 + place))
            }
            #expect(harness.units.last?.instant == milliseconds(index * 33 + packets.count - 1))
        }
        #expect(harness.numbers == Array(0..<50))
        #expect(harness.frames.filter(\.isKey).map(\.number) == [0])
        #expect(harness.frames.filter(\.followsLoss).isEmpty)
        #expect(harness.damaged == 0)
        // Over the wrap of the RTP timestamp.
        let first = harness.units[0].timestamp
        #expect(harness.units.map { $0.timestamp - first } == (0..<50).map { $0 * 3000 })
        #expect(harness.deadline == nil)
        #expect(!harness.needsKeyFrame)
    }

    @Test mutating func reorderedAndRepeatedPacketsMakeWholeFrames() {
        let key = stream.frame(isKey: true, packets: 6)
        let next = stream.frame(packets: 4)
        let packets = key + next
        for place in [1, 1, 0, 3, 5, 2, 9, 7, 8, 4, 4, 6] {
            harness.insert(packets[place], at: milliseconds(place))
        }
        #expect(harness.numbers == [0, 1])
        #expect(harness.damaged == 0)
        #expect(harness.counters.duplicates + harness.counters.late == 2)
        // The last packet to come of each frame.
        #expect(harness.units.map(\.instant) == [milliseconds(5), milliseconds(9)])
    }

    @Test mutating func retransmissionWithinTheLimitLosesNothing() {
        let frames = (0..<8).map { stream.frame(isKey: $0 == 0, packets: 3) }
        for (index, frame) in frames.enumerated() {
            harness.insert(
                index == 2 ? [frame[0], frame[2]] : frame,
                at: milliseconds(index * 33),
            )
        }
        #expect(harness.numbers == [0, 1])
        #expect(harness.deadline == milliseconds(66 + 200))
        harness.handleTimeout(at: milliseconds(265))
        #expect(!harness.needsKeyFrame)
        harness.insert(frames[2][1], at: milliseconds(265))
        #expect(harness.numbers == Array(0..<8))
        #expect(harness.units[2].instant == milliseconds(265))
        #expect(harness.deadline == nil)
        #expect(harness.frames.filter(\.followsLoss).isEmpty)
    }

    @Test mutating func gapThatStaysIsGivenUpUntilAKeyFrame() {
        let frames = (0..<12).map { stream.frame(isKey: $0 == 0 || $0 == 9, packets: 2) }
        harness.insert(frames[0], at: milliseconds(0))
        harness.insert(frames[1][0], at: milliseconds(33))
        harness.insert(frames[2], at: milliseconds(66))
        #expect(harness.deadline == milliseconds(266))
        harness.handleTimeout(at: milliseconds(266))
        #expect(harness.needsKeyFrame)
        #expect(harness.deadline == nil)
        #expect(harness.counters.abandonedGaps == 1)
        for index in 3..<9 { harness.insert(frames[index], at: milliseconds(index * 33)) }
        // Too late: what depends on it was dropped already.
        harness.insert(frames[1][1], at: milliseconds(300))
        #expect(harness.needsKeyFrame)
        #expect(harness.numbers == [0])
        harness.insert(frames[9][0], at: milliseconds(310))
        #expect(!harness.needsKeyFrame)
        harness.insert(frames[9][1], at: milliseconds(311))
        harness.insert(frames[10] + frames[11], at: milliseconds(340))
        #expect(harness.numbers == [0, 9, 10, 11])
        #expect(harness.frames.map(\.followsLoss) == [false, true, false, false])
    }

    @Test mutating func completeKeyFrameEndsTheWait() {
        let frames = (0..<6).map { stream.frame(isKey: $0 == 0 || $0 == 4, packets: 3) }
        harness.insert(frames[0], at: milliseconds(0))
        harness.insert(Array(frames[1][1...]), at: milliseconds(10))
        harness.insert(frames[2] + frames[3], at: milliseconds(20))
        harness.insert(Array(frames[4][..<2]), at: milliseconds(30))
        #expect(harness.numbers == [0])
        harness.insert(frames[4][2], at: milliseconds(31))
        #expect(harness.frames.last == .init(number: 4, isKey: true, followsLoss: true))
        harness.insert(frames[5], at: milliseconds(40))
        #expect(harness.numbers == [0, 4, 5])
        // What it overtook is late now.
        harness.insert(frames[1][0], at: milliseconds(41))
        #expect(harness.numbers == [0, 4, 5])
        #expect(harness.counters.late == 1)
        #expect(harness.deadline == nil)
    }

    @Test mutating func keyFrameCompletedByRetransmissionEndsTheWait() {
        let frames = (0..<4).map { stream.frame(isKey: $0 == 0 || $0 == 2, packets: 3) }
        harness.insert(frames[0], at: milliseconds(0))
        harness.insert(Array(frames[1][1...]), at: milliseconds(10))
        harness.insert([frames[2][1], frames[2][2]] + frames[3], at: milliseconds(20))
        #expect(harness.numbers == [0])
        harness.insert(frames[2][0], at: milliseconds(60))
        #expect(harness.numbers == [0, 2, 3])
    }

    /// The key frame that was asked for loses a packet itself.
    @Test mutating func incompleteKeyFrameIsWaitedForToo() {
        let frames = (0..<3).map { stream.frame(isKey: true, packets: 3 + $0) }
        harness.insert(frames[0][0], at: milliseconds(0))
        harness.insert(frames[0][2], at: milliseconds(1))
        harness.handleTimeout(at: milliseconds(150))
        #expect(!harness.needsKeyFrame)
        #expect(harness.deadline == milliseconds(201))
        harness.insert(Array(frames[1][1...]), at: milliseconds(190))
        harness.handleTimeout(at: milliseconds(201))
        // The second one's first packet may come again, but that is not known.
        #expect(harness.needsKeyFrame)
        harness.insert(frames[1][0], at: milliseconds(240))
        #expect(harness.numbers == [1])
        #expect(!harness.needsKeyFrame)
    }

    @Test mutating func joiningAmidAStreamAsksForAKeyFrameAtOnce() {
        _ = stream.frame(isKey: true)
        let middle = stream.frame(packets: 3)
        #expect(!harness.needsKeyFrame)
        // A packet amid a frame may be of a key frame whose start is late.
        harness.insert(middle[1], at: milliseconds(0))
        #expect(!harness.needsKeyFrame)
        #expect(harness.deadline == milliseconds(200))
        harness.insert(stream.frame(), at: milliseconds(30))
        #expect(harness.needsKeyFrame)
        #expect(harness.deadline == nil)
        harness.insert(stream.frame(isKey: true), at: milliseconds(60))
        #expect(harness.numbers == [3])
        #expect(!harness.needsKeyFrame)
        #expect(harness.frames[0].followsLoss == false)
    }

    @Test mutating func firstPacketsOutOfOrderLoseNothing() {
        let key = stream.frame(isKey: true, packets: 4)
        harness.insert([key[2], key[3], key[1]], at: milliseconds(0))
        #expect(!harness.needsKeyFrame)
        harness.insert(key[0], at: milliseconds(5))
        #expect(harness.numbers == [0])
    }

    @Test mutating func silenceBeforeAKeyFrameAsksForOne() {
        _ = stream.frame(isKey: true)
        harness.insert(stream.frame(packets: 3)[1], at: milliseconds(0))
        harness.handleTimeout(at: milliseconds(199))
        #expect(!harness.needsKeyFrame)
        harness.handleTimeout(at: milliseconds(200))
        #expect(harness.needsKeyFrame)
        #expect(harness.deadline == nil)
    }

    @Test mutating func paddingCountsAsReceived() {
        harness.insert(stream.padding(), at: milliseconds(0))
        harness.insert(stream.frame(isKey: true, packets: 2), at: milliseconds(1))
        harness.insert([stream.padding(), stream.padding()], at: milliseconds(2))
        let second = stream.frame(packets: 2)
        harness.insert(second, at: milliseconds(3))
        // Padding between the packets of a frame.
        let start = stream.frame(packets: 1)
        let padding = stream.padding()
        harness.insert(start + [padding], at: milliseconds(4))
        #expect(harness.numbers == [0, 1, 2])
        #expect(harness.oldestWanted == stream.sequence)
        #expect(harness.damaged == 0)
        #expect(harness.deadline == nil)
    }

    @Test(arguments: [true, false])
    mutating func lostPaddingIsNotWaitedForIfPictureIDsTell(hasPictureID: Bool) {
        stream.hasPictureID = hasPictureID
        harness.insert(stream.frame(isKey: true, packets: 2), at: milliseconds(0))
        for _ in 0..<5 { _ = stream.padding() }
        harness.insert(stream.frame(packets: 2), at: milliseconds(33))
        #expect(harness.numbers == (hasPictureID ? [0, 1] : [0]))
        #expect(harness.deadline == (hasPictureID ? nil : milliseconds(233)))
        #expect(harness.frames.filter(\.followsLoss).isEmpty)
    }

    /// A whole frame is lost with the padding: its PictureID is missing.
    @Test mutating func lostFrameIsWaitedForAmongLostPadding() {
        harness.insert(stream.frame(isKey: true), at: milliseconds(0))
        _ = stream.padding()
        let lost = stream.frame()
        _ = stream.padding()
        harness.insert(stream.frame(), at: milliseconds(33))
        #expect(harness.numbers == [0])
        harness.insert(lost, at: milliseconds(60))
        // Both gaps of padding are passed over by PictureID now.
        #expect(harness.numbers == [0, 1, 2])
    }

    @Test mutating func jumpForwardBeginsAnew() {
        harness.insert(stream.frame(isKey: true), at: milliseconds(0))
        stream.sequence += 2000
        // Even a packet amid a frame shows that the picture is lost.
        harness.insert(stream.frame(packets: 3)[1], at: milliseconds(33))
        #expect(harness.needsKeyFrame)
        harness.insert(stream.frame(isKey: true) + stream.frame(), at: milliseconds(66))
        #expect(harness.numbers == [0, 2, 3])
        #expect(harness.frames[1].followsLoss)
        #expect(harness.counters.restarts == 1)
    }

    @Test mutating func jumpBackBeginsAnewAfterTwoPackets() {
        harness.insert(stream.frame(isKey: true), at: milliseconds(0))
        stream.sequence -= 20_000
        harness.insert(stream.frame(isKey: true, packets: 1), at: milliseconds(33))
        #expect(harness.counters.restarts == 0)
        harness.insert(stream.frame(isKey: true, packets: 2), at: milliseconds(66))
        #expect(harness.counters.restarts == 1)
        #expect(harness.numbers == [0, 2])
    }

    @Test mutating func resetBeginsAnew() {
        harness.insert(stream.frame(isKey: true) + stream.frame(), at: milliseconds(0))
        harness.reset()
        #expect(!harness.needsKeyFrame)
        stream.sequence = 1 << 16 + 5
        harness.insert(stream.frame(isKey: true) + stream.frame(), at: milliseconds(5))
        #expect(harness.numbers == [0, 1, 2, 3])
        #expect(harness.frames.map(\.followsLoss) == [false, false, true, false])
    }

    @Test func fullRingIsALoss() {
        let harness = AssemblerHarness(ringBytes: 4096)
        var stream = VP8TestStream()
        for index in 0..<100 {
            harness.insert(stream.frame(isKey: index == 0)[0], at: milliseconds(0), drain: false)
        }
        #expect(harness.counters.refusedFrames == 1)
        #expect(harness.needsKeyFrame)
    }

    @Test func frameOfTooManyPacketsIsDropped() {
        let harness = AssemblerHarness(capacity: 16)
        var stream = VP8TestStream()
        harness.insert(stream.frame(isKey: true, packets: 16), at: milliseconds(0))
        harness.insert(stream.frame(packets: 17), at: milliseconds(1))
        #expect(harness.numbers == [0])
        #expect(harness.needsKeyFrame)
        harness.insert(stream.frame(isKey: true, packets: 16), at: milliseconds(2))
        #expect(harness.numbers == [0, 2])
    }

    @Test mutating func senderWithoutMarkersIsUnderstood() {
        for index in 0..<4 {
            var packets = stream.frame(isKey: index == 0, packets: 2)
            packets[1].bytes[1] &= 0x7F
            harness.insert(packets, at: milliseconds(index * 33))
        }
        #expect(harness.numbers == [0, 1, 2])
    }

    @Test mutating func framesGetTheirCaptureTime() throws {
        var clock = SenderReportClock(clockRate: VP8FrameAssembler.clockRate)
        let time = NTPTime(unixNanoseconds: 1_700_000_000_000_000_000)
        harness.insert(stream.frame(isKey: true), at: milliseconds(0))
        let report = SenderReport(
            ssrc: SSRC(1),
            ntpTime: time,
            timestamp: RTPTimestamp(UInt32.max - 8999),
            packetCount: 1,
            octetCount: 1,
        )
        clock.record(report, now: milliseconds(1))
        harness.setClock(clock)
        harness.insert(stream.frame(), at: milliseconds(33))
        #expect(harness.units[0].captureTime == nil)
        let capture = try #require(harness.units[1].captureTime)
        #expect(abs((capture - time).milliseconds - 33.333) < 0.01)
    }
}
