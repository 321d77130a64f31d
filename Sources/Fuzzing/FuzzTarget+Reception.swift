import Congestion
import Media
import RTP

/// What is counted, asked for again and told of packets that come in any order at any time.
extension FuzzTarget {
    static func reception(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        var stream = ReceptionModel(first: input.uint16())
        while !input.isAtEnd {
            switch input.choice(of: 8) {
            case 0: stream.wait(.milliseconds(Int(input.byte())))
            case 1: stream.wait(.seconds(Int(input.byte()) / 16))
            case 2: stream.askAgain(roundTrip: .milliseconds(Int(input.byte())))
            case 3: stream.tell(room: 20 + Int(input.byte()) * 5)
            case 4: stream.report()
            case 5: stream.receive(step: Int(Int16(bitPattern: input.uint16())), input.byte())
            default: stream.receive(step: input.int8(), input.byte())
            }
        }
        stream.askAgain(roundTrip: .milliseconds(50))
        stream.tell(room: 1200)
        stream.report()
    }
}

/// A stream beside a model of what is known of it.
private struct ReceptionModel: ~Copyable {
    private var now = Instant(nanoseconds: 1_000_000_000)
    private var sequence: UInt16
    private var statistics = ReceiverStatistics(clockRate: 90_000)
    private var nacks = NACKGenerator()
    private var recorder = TransportFeedbackRecorder()
    private var estimator = ReceiveRateEstimator()
    private var wallClock = SenderReportClock(clockRate: 90_000)

    /// Extended numbers that came since the stream began (anew).
    private var received: Set<Int64> = []
    private var highest: Int64 = .min
    /// Transport-wide numbers, extended as the recorder does it, with the first arrival's tick.
    private var unwrapper = SequenceUnwrapper()
    private var arrivals: [Int64: Int64] = [:]
    private var newest: Int64 = .min
    private var told: Set<Int64> = []

    init(first: UInt16) { sequence = first }

    mutating func wait(_ time: Interval) {
        now += time
        let estimate = estimator.update(lossFraction: 0.01, now: now)
        expect(estimator.range.contains(estimate), "an estimate is in range")
    }

    mutating func receive(step: Int, _ extra: UInt8) {
        sequence = SequenceNumber(sequence).advanced(by: step).rawValue
        let header = RTPHeader(
            marker: false,
            payloadType: PayloadType(96),
            sequence: SequenceNumber(sequence),
            timestamp: RTPTimestamp(UInt32(extra) &* 0x0101_0101 &+ UInt32(sequence)),
            ssrc: SSRC(1),
        )
        let isRepair = extra == 0xFF
        switch statistics.record(header, isRetransmission: isRepair, now: now) {
        case .accepted(let number):
            take(number)
        case .restarted(let number):
            nacks.reset()
            received.removeAll()
            highest = .min
            take(number)
        case .suspicious:
            break
        }
        arrive(sequence)
        let size = Int(extra) * 6
        estimator.record(bytes: size, absoluteSendTime: UInt32(extra) << 8, now: now)
        expect(estimator.range.contains(estimator.estimate), "an estimate is in range")
    }

    private mutating func take(_ number: Int64) {
        expect(UInt16(truncatingIfNeeded: number) == sequence, "a number is only extended")
        nacks.record(number, now: now)
        received.insert(number)
        highest = max(highest, number)
        expect(nacks.missingCount <= 512, "few missing packets are remembered")
        expect(nacks.recovered <= nacks.requested, "only what was asked for is recovered")
    }

    mutating func askAgain(roundTrip: Interval) {
        var asked: [UInt16] = []
        nacks.takeDue(now: now, roundTrip: roundTrip) { numbers in
            for index in 0..<numbers.count { asked.append(numbers[index].rawValue) }
        }
        expect(asked.count <= 512, "few packets are asked for")
        for number in asked {
            let back = Int64(UInt16(truncatingIfNeeded: highest) &- number)
            expect(back > 0, "only what lies before another packet is missing")
            expect(!received.contains(highest - back), "only what is missing is asked for")
        }
        if let deadline = nacks.deadline { expect(deadline > now, "a deadline moves on") }
    }

    func reportOnce() -> Int { statistics.received }

    mutating func report() {
        let block = statistics.makeReport(ssrc: SSRC(1), clock: wallClock, now: now)
        expect(block.delaySinceLastSenderReport == 0, "there was no sender report")
        expect(statistics.received >= 0, "packets are counted")
    }

    // MARK: Transport-wide

    private mutating func arrive(_ sequence: UInt16) {
        let number = unwrapper.unwrap(SequenceNumber(sequence))
        recorder.record(sequence: sequence, ssrc: SSRC(1), now: now)
        if number > newest { newest = number }
        guard number > newest - 1024 else { return }
        let tick = now.nanoseconds / TransportFeedback.tick.nanoseconds
        if arrivals[number] == nil { arrivals[number] = tick }
        // The recorder forgets what falls out of its window.
        let oldest = newest - 1024
        if arrivals.count > 4096 { arrivals = arrivals.filter { $0.key > oldest } }
    }

    mutating func tell(room: Int) {
        var storage = [UInt8](repeating: 0, count: room)
        var rounds = 0
        while recorder.hasNews {
            var span = storage.mutableSpan
            guard let end = recorder.writeFeedback(sender: SSRC(3), into: &span, at: 0) else {
                return expect(room < 64, "feedback fits a datagram")
            }
            rounds += 1
            expect(rounds <= 1024, "feedback comes to an end")
            compare(storage.span.extracting(0..<end))
        }
        for number in arrivals.keys where number > newest - 1024 {
            expect(told.contains(number), "each packet that came is told of")
        }
        told = told.filter { $0 > newest - 4096 }
    }

    private mutating func compare(_ datagram: Span<UInt8>) {
        var reader = RTCPReader()
        guard let packet = try? reader.next(in: datagram),
            case .transportFeedback(let feedback) = packet
        else { return expect(false, "feedback can be read") }
        let (newest, arrivals) = (newest, arrivals)
        var told: [Int64] = []
        feedback.forEachStatus(in: datagram) { sequence, arrival in
            let back = Int64(UInt16(truncatingIfNeeded: newest) &- sequence)
            let number = newest - back
            guard number > newest - 1024 else { return }
            // The reference time has 24 bits of 64 ms.
            let expected = arrivals[number].map { UInt32(truncatingIfNeeded: $0) }
            let actual = arrival.map { UInt32(truncatingIfNeeded: $0) }
            expect(actual == expected, "feedback says when a packet came")
            if arrival != nil { told.append(number) }
        }
        self.told.formUnion(told)
    }
}
