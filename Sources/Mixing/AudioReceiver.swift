package import Codecs
package import Media

/// One source's sound: coded packets in, a frame of 20 ms out at each tick.
///
/// Packets wait in slots until their time; what is missing then is restored from the next packet's
/// redundancy, else concealed, fading to silence after 100 ms. The delay follows the network:
///
/// ```
///  arrival − media time ──▶ over the least of 10 s ──▶ histogram ──▶ 99 % quantile ──▶ target
///  tick − media time of what is played − the same least ─────────────────────────────▶ delay
/// ```
///
/// A delay under the target is raised by a concealed frame, one over it is lowered by leaving out a
/// frame: in silence if there is any. A source that pauses is silence, not loss: a gap in the
/// timestamps without one in the sequence numbers, or no packets at all. It is picked up again as
/// soon as a packet has waited for the target delay.
///
/// Sans-IO: no clock, no thread; it belongs to one lane at a time. Allocates in `init` only.
package struct AudioReceiver: ~Copyable, Sendable {
    /// The bounds of the target delay.
    static let minimumTarget = Interval.milliseconds(20)
    static let maximumTarget = Interval.milliseconds(120)
    /// The target before packets have been measured.
    private static let initialTarget = Interval.milliseconds(40)
    /// The share of packets that should be there in time.
    private static let quantile: Float = 0.99
    /// A sequence number so far from the last ones is another stream's.
    private static let sequenceRestart: Int64 = 1000

    /// Whether a stream is being played.
    enum Phase {
        /// Nothing to play yet, or any more; waits for a packet to become due.
        case idle
        case playing
    }

    var decoder: OpusDecoder
    var slots = PacketSlots()
    var queue = SampleQueue()
    var transit = TransitFilter()
    private var histogram = DelayHistogram()

    var phase = Phase.idle
    /// The next sequence number to decode; nil before the first packet.
    var expected: Int64?
    /// The media time behind all that has been decoded, in samples.
    var decodedUntil: Int64 = 0
    /// Samples made up in a row, this instant.
    var concealedRun = 0
    /// Whether the last packet announced a pause (RFC 6716 §2.1.9: one or two bytes at most).
    var isPaused = false
    /// What the last samples were multiplied with: 0 after concealment has faded away.
    var gain: Float = 1
    /// What the frame in the making consists of.
    var content = FrameContent()
    var lastLevel = AudioLevel.silence
    /// Frames since the delay was changed.
    var framesSinceChange = 1000
    /// A media time with its capture time.
    var capture: (timestamp: Int64, time: NTPTime)?
    /// Relates the sender's wall clock to the ticks; stays while the source pauses.
    package internal(set) var playoutOffset: PlayoutOffset?

    package internal(set) var statistics = AudioReceiverStatistics()
    /// The delay beyond the fastest packets' that is aimed at, 20…120 ms.
    package var targetDelay: Interval { max(target, minimumDelay) }
    private var target = initialTarget
    /// A floor for the target delay, up to 120 ms: a picture that comes later asks for it.
    package var minimumDelay = Interval.zero {
        didSet { minimumDelay = min(max(.zero, minimumDelay), Self.maximumTarget) }
    }

    package init() throws(CodecError) { decoder = try OpusDecoder() }

    /// Takes a packet in; any order, any time before its tick.
    ///
    /// - Parameters:
    ///   - unit: uses sequence, timestamp (48 kHz), arrival and capture time.
    ///   - payload: an Opus packet of 2.5…120 ms, up to 1,500 bytes; others are dropped and counted.
    package mutating func insert(_ unit: CodedUnit, payload: Span<UInt8>) {
        statistics.received += 1
        guard let samples = OpusPacket.samples(in: payload),
            payload.count <= PacketSlots.maximumPayloadBytes, Self.isPlausible(unit)
        else {
            statistics.malformed += 1
            return
        }
        let mediaTime = Self.time(unit.timestamp)
        if !continues(unit, mediaTime: mediaTime) { restart() }
        guard !slots.knows(unit.sequence) else {
            statistics.duplicates += 1
            return
        }
        measure(unit, mediaTime: mediaTime, samples: samples)
        if let expected, unit.sequence < expected {
            statistics.late += 1
            return
        }
        makeRoom(for: unit.sequence)
        let packet = PacketSlots.Packet(
            sequence: unit.sequence,
            timestamp: unit.timestamp,
            samples: samples,
            payloadBytes: payload.count,
            captureTime: unit.captureTime,
        )
        slots.store(packet, payload: payload)
    }

    /// Unwrapped numbers come beyond these bounds only from a broken sender of units; within them
    /// times fit nanoseconds.
    private static func isPlausible(_ unit: CodedUnit) -> Bool {
        unit.sequence >= 0 && unit.sequence < 1 << 56
            && unit.timestamp.magnitude <= TimestampUnwrapper.limit
    }

    private func continues(_ unit: CodedUnit, mediaTime: Interval) -> Bool {
        if slots.highest >= 0,
            (unit.sequence - slots.highest).magnitude > UInt64(Self.sequenceRestart)
        {
            return false
        }
        return transit.continues(mediaTime: mediaTime, arrival: unit.instant)
    }

    private mutating func measure(_ unit: CodedUnit, mediaTime: Interval, samples: Int) {
        let late = transit.note(mediaTime: mediaTime, arrival: unit.instant)
        histogram.add(late, duration: Self.time(Int64(samples)))
        target = min(
            max(histogram.quantile(Self.quantile), Self.minimumTarget),
            Self.maximumTarget,
        )
    }

    /// Another stream begins: what waits of the old one is dropped.
    ///
    /// What was learnt of the network's jitter stays.
    private mutating func restart() {
        statistics.restarts += 1
        statistics.discarded += slots.waiting
        slots.removeAll()
        queue.removeAll()
        transit = TransitFilter()
        decoder.reset()
        expected = nil
        capture = nil
        playoutOffset = nil
        isPaused = false
        phase = .idle
    }

    /// The slots hold the newest numbers: the oldest that wait give way.
    private mutating func makeRoom(for sequence: Int64) {
        let lowest = sequence - PacketSlots.count + 1
        if let expected, lowest <= expected { return }
        discard(below: lowest)
        if expected != nil { advance(to: lowest) }
    }

    private mutating func discard(below sequence: Int64) {
        while let packet = slots.first(from: 0), packet.sequence < sequence {
            slots.take(packet)
            statistics.discarded += 1
        }
    }

    static func time(_ samples: Int64) -> Interval {
        Interval(ticks: samples, clockRate: AudioFormat.sampleRate)
    }
}
