import Media
import RTP
import Testing

/// A stream over a path that loses, reorders and repeats packets, repaired by NACK from a history,
/// with key frames on request: everything in virtual time, by seed.
@Suite struct LossyStreamTests {
    struct Path: CustomTestStringConvertible {
        var name: String
        var loss = 0.0
        /// Loss of retransmissions.
        var repeatLoss = 0.0
        var reordering = 0.0
        var duplication = 0.0
        var padding = 0.0
        var layers = false
        /// One way.
        var delayMilliseconds = 25

        var testDescription: String { name }
    }

    static let frames = 300
    static let paths = [
        Path(name: "clean"),
        Path(name: "reordering", reordering: 0.2, duplication: 0.1, padding: 0.1),
        Path(name: "repaired loss", loss: 0.08, reordering: 0.05, duplication: 0.02),
        Path(name: "lossy both ways", loss: 0.1, repeatLoss: 0.5, reordering: 0.05, padding: 0.05),
        Path(name: "no repair", loss: 0.02, repeatLoss: 1),
        Path(name: "no repair, layers", loss: 0.02, repeatLoss: 1, layers: true),
        Path(
            name: "all at once",
            loss: 0.2,
            repeatLoss: 0.4,
            reordering: 0.3,
            duplication: 0.2,
            padding: 0.2,
            layers: true,
            delayMilliseconds: 60,
        ),
    ]

    @Test(arguments: paths, 1...3)
    func framesStayWholeInOrderAndDecodable(path: Path, seed: UInt64) throws {
        var run = LossyRun(path: path, seed: seed)
        run.play(frames: LossyStreamTests.frames)
        let numbers = run.harness.numbers
        #expect(run.harness.damaged == 0)
        #expect(numbers == numbers.sorted() && Set(numbers).count == numbers.count)
        #expect(run.undecodable(numbers).isEmpty)
        // It never stays behind for good: the last three seconds brought frames.
        #expect((numbers.last ?? 0) >= Self.frames - 90)
        if path.loss == 0 {
            #expect(numbers == Array(0..<Self.frames))
            #expect(run.keyFrameRequests == 0)
        } else if path.repeatLoss == 0 {
            #expect(numbers == Array(0..<Self.frames))
            #expect(run.harness.counters.abandonedGaps == 0)
        } else {
            #expect(run.harness.counters.abandonedGaps > 0)
            #expect(run.harness.frames.contains(where: \.followsLoss) == true)
        }
    }

    /// With layers fewer frames are lost to the same path than without.
    @Test func layersSaveKeyFrames() {
        var requests: [Bool: Int] = [:]
        for layers in [false, true] {
            for seed in UInt64(1)...5 {
                let path = Path(name: "", loss: 0.02, repeatLoss: 1, layers: layers)
                var run = LossyRun(path: path, seed: seed)
                run.play(frames: LossyStreamTests.frames)
                requests[layers, default: 0] += run.keyFrameRequests
            }
        }
        #expect(requests[true, default: 0] < requests[false, default: 0])
    }
}

/// One run: a sender, a path and a receiver.
private struct LossyRun {
    private enum Event {
        case frame
        case arrival(TestPacket)
        case request([SequenceNumber])
        case keyFrameRequest
        case tick
    }

    let harness = AssemblerHarness()
    private(set) var keyFrameRequests = 0
    private let path: LossyStreamTests.Path
    private var random: SplitMix64
    private var stream = VP8TestStream()
    private var sent: [SequenceNumber: TestPacket] = [:]
    /// By millisecond.
    private var events: [[Event]] = []
    private var keyFrameWanted = true
    private var lastRequest = -1000
    private var layerOf: [VP8PayloadDescriptor.TemporalLayer?] = []
    private var isKey: [Bool] = []

    init(path: LossyStreamTests.Path, seed: UInt64) {
        self.path = path
        random = SplitMix64(seed: seed)
    }

    mutating func play(frames: Int) {
        events = Array(repeating: [], count: frames * 33 + 500)
        for index in 0..<frames { schedule(.frame, at: index * 33) }
        for time in stride(from: 0, to: events.count, by: 5) { schedule(.tick, at: time) }
        var nack = NACKGenerator()
        for time in 0..<events.count {
            var next = 0
            // What happens in a millisecond may cause more in the same.
            while next < events[time].count {
                handle(events[time][next], at: time, &nack)
                next += 1
            }
        }
    }

    private mutating func schedule(_ event: Event, at time: Int) {
        // What would happen after the end does not.
        if time < events.count { events[time].append(event) }
    }

    private mutating func handle(_ event: Event, at time: Int, _ nack: inout NACKGenerator) {
        let now = milliseconds(time)
        switch event {
        case .frame:
            sendFrame(at: time)
        case .arrival(let packet):
            nack.record(packet.sequence, now: now)
            harness.insert(packet, at: now)
        case .request(let lost):
            for number in lost {
                guard let packet = sent[number], !random.chance(path.repeatLoss) else { continue }
                schedule(.arrival(packet), at: time + path.delayMilliseconds)
            }
        case .keyFrameRequest:
            keyFrameWanted = true
        case .tick:
            tick(at: time, &nack)
        }
    }

    private mutating func tick(at time: Int, _ nack: inout NACKGenerator) {
        let now = milliseconds(time)
        if let deadline = harness.deadline, deadline <= now { harness.handleTimeout(at: now) }
        if let oldest = harness.oldestWanted { nack.forget(before: oldest) }
        var lost: [SequenceNumber] = []
        let roundTrip = Interval.milliseconds(2 * path.delayMilliseconds)
        nack.takeDue(now: now, roundTrip: roundTrip) {
            for index in 0..<$0.count { lost.append($0[index]) }
        }
        if !lost.isEmpty { schedule(.request(lost), at: time + path.delayMilliseconds) }
        if harness.needsKeyFrame, time - lastRequest >= 200 {
            lastRequest = time
            keyFrameRequests += 1
            schedule(.keyFrameRequest, at: time + path.delayMilliseconds)
        }
    }

    private mutating func sendFrame(at time: Int) {
        let number = stream.number
        let pattern: [UInt8] = [0, 2, 1, 2]
        let index = pattern[number % 4]
        let layer =
            path.layers
            ? VP8PayloadDescriptor.TemporalLayer(
                index: index,
                // The second frame of the top layer may depend on the middle one.
                isSync: index > 0 && number % 4 != 3,
            ) : nil
        // A key frame is of the base layer.
        let isKey = keyFrameWanted && (layer?.index ?? 0) == 0
        if isKey { keyFrameWanted = false }
        self.isKey.append(isKey)
        layerOf.append(layer)
        let count = isKey ? 12 : Int.random(in: 1...4, using: &random)
        var packets = stream.frame(isKey: isKey, packets: count, layer: layer)
        while random.chance(path.padding) { packets.append(stream.padding()) }
        for (place, packet) in packets.enumerated() { send(packet, at: time + place / 4) }
    }

    private mutating func send(_ packet: TestPacket, at time: Int) {
        let number = SequenceNumber(UInt16(truncatingIfNeeded: packet.sequence))
        let header = try? parseHeader(packet.bytes)
        // As browsers do, padding is not kept.
        if header?.payloadRange.isEmpty == false { sent[number] = packet }
        guard !random.chance(path.loss) else { return }
        let extra = random.chance(path.reordering) ? Int.random(in: 1...8, using: &random) : 0
        schedule(.arrival(packet), at: time + path.delayMilliseconds + extra)
        if random.chance(path.duplication) {
            schedule(.arrival(packet), at: time + path.delayMilliseconds + extra + 3)
        }
    }

    /// The frames among those handed out that lack something that they depend on.
    func undecodable(_ numbers: [Int]) -> [Int] {
        let there = Set(numbers)
        return numbers.filter { number in
            !isKey[number] && !dependencies(of: number).allSatisfy(there.contains)
        }
    }

    /// What a frame depends on; without layers, on the frame before.
    ///
    /// Base frames depend on the base frame before, sync frames on the base frame of their four,
    /// the last of four on all before it in its four.
    private func dependencies(of number: Int) -> [Int] {
        guard let layer = layerOf[number] else { return [number - 1] }
        let base = number - number % 4
        if layer.index == 0 { return [number - 4] }
        return layer.isSync ? [base] : Array(base..<number)
    }
}
