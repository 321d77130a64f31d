import Media
import Mixing

/// One source's sound and picture times: any packets at any time, and a tick each 20 ms.
extension FuzzTarget {
    static func playout(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        guard var receiver = try? AudioReceiver() else {
            return expect(false, "a decoder can be made")
        }
        var limiter = Limiter()
        var clock = PresentationClock()
        var source = HostileSource()
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        var offset: PlayoutOffset?
        while !input.isAtEnd {
            let unit = source.next(&input)
            if unit.kind == .video {
                let shown = clock.presentation(of: unit, audioOffset: offset)
                expect(clock.delay <= PresentationClock.maximumDelay, "a delay is bounded")
                expect(shown.nanoseconds > .min / 2, "a picture has a time")
                continue
            }
            receiver.insert(unit, payload: source.payload.span)
            for _ in 0..<input.choice(of: 4) {
                source.tick()
                var span = frame.mutableSpan
                let pulled = receiver.pull(now: source.now, into: &span)
                offset = pulled.playoutOffset
                expect(pulled.level <= 0 && pulled.level >= -127, "a level is in range")
                limiter.process(&span)
                for value in frame { expect(abs(value) <= 1, "what is heard is in range") }
            }
        }
        let counts = receiver.statistics
        expect(counts.malformed <= counts.received, "malformed packets were received")
    }
}

/// Units as a hostile participant can bring them about.
private struct HostileSource {
    private(set) var now = Instant(nanoseconds: 1_000_000_000_000)
    private(set) var payload: [UInt8] = []
    private var sequence: Int64 = 1 << 16
    private var timestamp: UInt32 = 0
    private var unwrapped: Int64 = 0
    private var unwrapper = TimestampUnwrapper()

    private mutating func advance(by ticks: Int64) {
        timestamp = RTPTimestamp(timestamp).advanced(by: ticks).rawValue
        unwrapped = unwrapper.unwrap(RTPTimestamp(timestamp))
    }

    mutating func tick() { now += AudioFormat.frameDuration }

    mutating func next(_ input: inout FuzzInput) -> CodedUnit {
        let flags = input.byte()
        sequence += flags & 1 == 0 ? 1 : Int64(Int16(bitPattern: input.uint16()))
        sequence = max(0, sequence)
        // Jumps of half the range, sustained for a minute, add up.
        if flags & 0x0C == 0x0C {
            for _ in 0..<Int(input.byte()) << 10 { advance(by: Int64(Int32.max)) }
        }
        advance(by: flags & 2 == 0 ? 960 : Int64(Int32(bitPattern: input.uint32())))
        var unit = CodedUnit(
            kind: flags & 0x80 == 0 ? .audio : .video,
            timestamp: unwrapped,
            instant: now - .milliseconds(Int(input.byte()) / 4),
        )
        unit.sequence = sequence
        if flags & 0x10 != 0 { unit.captureTime = NTPTime(rawValue: input.uint64()) }
        payload = input.bytes(atMost: Int(flags & 0x60) + 3)
        return unit
    }
}
