import Codecs
import Media

@testable import Mixing

/// Whether the packet before this one can be restored from it.
func hasRedundancy(_ packet: [UInt8]) -> Bool { Redundancy.isPresent(in: packet.span) }

/// A packet on its way.
struct SentPacket {
    var unit: CodedUnit
    var payload: [UInt8]
}

/// Sounds, coded as packets of 20 ms.
enum Tone {
    /// A sine.
    ///
    /// - Parameter packets: how many; the tone is continuous over them.
    static func coded(
        _ packets: Int,
        hertz: Double = 440,
        amplitude: Double = 0.25,
    ) throws -> [[UInt8]] {
        try encode(packets, application: .audio) { index in
            Float(amplitude * sine(hertz * Double(index) / 48_000))
        }
    }

    /// A voice of a kind, coded with forward error correction.
    ///
    /// Pulses at a pitch that glides, through a resonance, four syllables a second.
    ///
    /// Twelve seconds, coded once.
    static let voice = Result { try encodeVoice(600) }

    private static func encodeVoice(_ packets: Int) throws -> [[UInt8]] {
        var (phase, last, beforeLast) = (0.0, 0.0, 0.0)
        return try encode(packets, application: .voip) { index in
            let time = Double(index) / 48_000
            phase += (120 + 40 * sine(time * 0.7)) / 48_000
            let pulse = phase >= 1 ? 1.0 : 0
            if phase >= 1 { phase -= 1 }
            // A pole pair at 600 Hz.
            let value = pulse + 1.973 * last - 0.98 * beforeLast
            beforeLast = last
            last = value
            return Float(0.02 * value * (0.6 + 0.4 * sine(time * 4)))
        }
    }

    private static func encode(
        _ packets: Int,
        application: OpusEncoderConfiguration.Application,
        signal: (Int) -> Float,
    ) throws -> [[UInt8]] {
        var encoder = try OpusEncoder(
            OpusEncoderConfiguration(
                application: application,
                inBandFEC: application == .voip,
                expectedLossPercent: 20,
            )
        )
        var result: [[UInt8]] = []
        var room = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        for packet in 0..<packets {
            let pcm = (0..<960).map { signal(packet * 960 + $0) }
            var span = room.mutableSpan
            let count = try encoder.encode(pcm.span, into: &span)
            result.append(Array(room.prefix(count)))
        }
        return result
    }

    /// sin 2πx by its series, exact enough for a test's tone.
    static func sine(_ turns: Double) -> Double {
        var angle = (turns - turns.rounded()) * 2 * Double.pi
        if angle > .pi / 2 { angle = .pi - angle }
        if angle < -.pi / 2 { angle = -.pi - angle }
        let square = angle * angle
        return angle
            * (1 - square / 6 * (1 - square / 20 * (1 - square / 42 * (1 - square / 72))))
    }
}

/// A sender, a network and a receiver in virtual time, tick after tick.
struct AudioCall: ~Copyable {
    var receiver: AudioReceiver
    var now = Instant(nanoseconds: 5_000_000_000)
    /// The way's length without jitter.
    var latency = Interval.milliseconds(30)
    private var underway: [SentPacket] = []
    /// What each pull gave.
    var pulled: [PulledFrame] = []
    /// The left channel of all that was pulled.
    var sound: [Float] = []

    init() throws { receiver = try AudioReceiver() }

    /// Puts a packet on its way now.
    mutating func send(_ unit: CodedUnit, _ payload: [UInt8], jitter: Interval = .zero) {
        var unit = unit
        unit.instant = now + latency + jitter
        underway.append(SentPacket(unit: unit, payload: payload))
    }

    /// Lets everything arrive that is underway within 100 ms.
    mutating func settle() { for _ in 0..<5 { tick() } }

    /// Delivers what has arrived until the next tick, and pulls its frame.
    mutating func tick() {
        now += AudioFormat.frameDuration
        underway.sort { $0.unit.instant < $1.unit.instant }
        while let first = underway.first, first.unit.instant <= now {
            receiver.insert(first.unit, payload: first.payload.span)
            underway.removeFirst()
        }
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        var span = frame.mutableSpan
        let result = receiver.pull(now: now, into: &span)
        pulled.append(result)
        for sample in 0..<AudioFormat.samplesPerFrame { sound.append(frame[2 * sample]) }
    }

    /// Sends one packet a tick.
    ///
    /// - Parameter jitter: for each packet; nil loses it.
    mutating func run(
        _ packets: some Sequence<(Int, [UInt8])>,
        firstTimestamp: Int64 = 960_000,
        jitter: (Int) -> Interval? = { _ in .zero },
    ) {
        for (number, payload) in packets {
            if let jitter = jitter(number) {
                send(Self.unit(number, firstTimestamp: firstTimestamp), payload, jitter: jitter)
            }
            tick()
        }
    }

    static func unit(
        _ number: Int,
        samples: Int = 960,
        firstTimestamp: Int64 = 960_000,
    ) -> CodedUnit {
        var unit = CodedUnit(
            kind: .audio,
            timestamp: firstTimestamp + Int64(number * samples),
            instant: Instant(nanoseconds: 0),
        )
        unit.sequence = 70_000 + Int64(number)
        return unit
    }

    /// The delay with which the last frame was played.
    var delay: Interval { receiver.delay(now: now + AudioFormat.frameDuration) }
    var counts: AudioReceiverStatistics { receiver.statistics }
}

extension AudioCall {
    /// Frames of a kind among the last ones.
    func frames(_ kind: PulledFrame.Kind, last: Int) -> Int {
        pulled.suffix(last).count { $0.kind == kind }
    }

    /// The largest step between neighbouring samples among the last frames.
    func largestStep(last frames: Int) -> Float {
        let tail = Array(sound.suffix(frames * AudioFormat.samplesPerFrame))
        return zip(tail, tail.dropFirst()).reduce(0) { max($0, abs($1.1 - $1.0)) }
    }
}
