import Media
import RTP

/// A stream of VP8 packets in any order, repeated and lost, with any descriptor.
extension FuzzTarget {
    static func assembler(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        var stream = AssemblerModel(roomy: input.flag())
        while !input.isAtEnd {
            switch input.choice(of: 16) {
            case 0: stream.wait(.milliseconds(Int(input.byte())))
            case 1: stream.wait(.milliseconds(Int(input.byte()) * 64))
            case 2: stream.jump(by: Int64(Int16(bitPattern: input.uint16())))
            case 3: stream.reset()
            case 4: stream.holdBack()
            case 5: stream.limit(.milliseconds(Int(input.byte())))
            default: stream.insert(&input)
            }
        }
        stream.finish()
    }
}

/// An assembler beside what must hold of it.
private struct AssemblerModel: ~Copyable {
    private var assembler = VP8FrameAssembler(capacity: 32)
    private let ring: RecordRing
    private var now = Instant(nanoseconds: 0)
    private var sequence: Int64 = 1 << 20
    private var framesRead = 0
    private var framesWritten = 0
    private var inserted = 0
    /// What is in the ring stays there.
    private var isHeldBack = false

    init(roomy: Bool) { ring = RecordRing(capacityBytes: roomy ? 1 << 18 : 4096) }

    mutating func wait(_ time: Interval) {
        now += time
        let neededKeyFrame = assembler.needsKeyFrame
        let frames = assembler.handleTimeout(now: now, into: ring)
        note(frames, neededKeyFrame)
        if let deadline = assembler.deadline { expect(deadline > now, "a deadline moves on") }
    }

    mutating func jump(by distance: Int64) { sequence += distance }

    mutating func limit(_ time: Interval) { assembler.retransmissionLimit = time }

    mutating func reset() {
        assembler.reset()
        expect(assembler.deadline == nil, "nothing is waited for after a reset")
    }

    mutating func holdBack() {
        isHeldBack.toggle()
        if !isHeldBack { empty(startsWithKeyFrame: false) }
    }

    mutating func insert(_ input: inout FuzzInput) {
        let flags = input.byte()
        sequence += flags & 0x80 == 0 ? 1 : Int64(input.int8() / 8)
        let payload = input.bytes(atMost: Int(flags & 0x0F))
        var header = RTPHeader(
            marker: flags & 0x10 != 0,
            payloadType: PayloadType(96),
            sequence: SequenceNumber(UInt16(truncatingIfNeeded: sequence)),
            timestamp: RTPTimestamp(UInt32(flags >> 5 & 3) &* 3000),
            ssrc: SSRC(1),
        )
        header.payloadRange = 0..<payload.count
        let neededKeyFrame = assembler.needsKeyFrame
        let frames = assembler.insert(
            sequence: sequence,
            header: header,
            packet: payload.span,
            now: now,
            into: ring,
        )
        inserted += 1
        note(frames, neededKeyFrame)
    }

    private mutating func note(_ frames: Int, _ neededKeyFrame: Bool) {
        framesWritten += frames
        expect(assembler.counters.frames == framesWritten, "each frame is counted")
        expect(assembler.counters.keyFrames <= framesWritten, "a key frame is a frame")
        let counters = assembler.counters
        expect(
            counters.duplicates + counters.late + counters.malformed <= inserted,
            "a packet is counted once",
        )
        if !isHeldBack { empty(startsWithKeyFrame: neededKeyFrame) }
    }

    private mutating func empty(startsWithKeyFrame: Bool) {
        var isFirst = true
        while let isKeyFrame = ring.read({ unit, payload in
            expect(payload.count <= 32 * 15, "a frame is no longer than its packets")
            return unit.isKeyFrame
        }) {
            if isFirst, startsWithKeyFrame { expect(isKeyFrame, "first comes a key frame") }
            isFirst = false
            framesRead += 1
        }
        expect(framesRead == framesWritten, "each frame comes out of the ring")
    }

    mutating func finish() {
        if isHeldBack { holdBack() }
        // Two retransmission limits later nothing waits any more.
        wait(.seconds(2))
        wait(.seconds(2))
    }
}
