import Codecs
import Media
import Mixing
import SecureTransport

/// Decode, N−1 sums and encode of a room's sound, and the ciphers of its packets.
///
/// Every talker's mix is a sum and an encode of its own; those who only listen share one.
final class SoundFloor {
    private final class Talker {
        let sound: CodedSound
        var decoder: OpusDecoder
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        let cipher: CipherFloor

        init(number: Int) throws {
            sound = try CodedSound(number: number)
            decoder = try OpusDecoder()
            cipher = try CipherFloor(payloadBytes: 80)
        }
    }

    private let room: RoomShape
    private let talkers: [Talker]
    private let encoders: [Box<OpusEncoder>]
    private let ciphers: [CipherFloor]
    private var mix: MixMinus

    init(_ room: RoomShape) throws {
        self.room = room
        talkers = try (1...max(1, room.talkers)).map { try Talker(number: $0) }
        let mixes = room.talkers + (room.talkers < room.people ? 1 : 0)
        encoders = try (0..<mixes).map { _ in
            Box(try OpusEncoder(OpusEncoderConfiguration()))
        }
        // Whoever listens gets packets of its own; all but the talkers send silence besides.
        ciphers = try (0..<room.people).map { _ in try CipherFloor(payloadBytes: 80) }
        mix = MixMinus(capacity: max(1, room.talkers))
    }

    func run(seconds: Int, _ cost: inout RoomFloor.Cost) throws {
        var watch = Stopwatch()
        var frame = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        let ticks = seconds * 50
        for tick in 0..<ticks {
            for talker in talkers { talker.cipher.open(packets: 1) }
            let began = ThreadClock.nanoseconds()
            try step(tick, &frame, &packet)
            watch.add(ThreadClock.nanoseconds() - began)
            for cipher in ciphers { cipher.seal(packets: 1) }
        }
        let scale = 1 / 1e6 / Double(seconds)
        cost.sound += Double(watch.nanoseconds) * scale
        let sealing = ciphers.reduce(0) { $0 + $1.nanoseconds }
        cost.cipher += Double(talkers.reduce(sealing) { $0 + $1.cipher.nanoseconds }) * scale
    }

    private func step(_ tick: Int, _ frame: inout [Float], _ packet: inout [UInt8]) throws {
        mix.begin()
        for index in talkers.indices {
            let talker = talkers[index]
            talker.sound.withPacket(tick) { packet in
                var span = talker.frame.mutableSpan
                _ = try? talker.decoder.decode(packet, into: &span)
            }
            mix.add(talker.frame.span, index: index)
        }
        for index in encoders.indices {
            var sum = frame.mutableSpan
            if index < room.talkers {
                mix.minus(index: index, into: &sum)
            } else {
                mix.total(into: &sum)
            }
            Self.mixDown(&sum)
            var output = packet.mutableSpan
            let mono = sum.span.extracting(0..<AudioFormat.samplesPerFrame)
            _ = try encoders[index].value.encode(mono, into: &output)
        }
    }

    /// Stereo to mono, in the first half of the buffer.
    private static func mixDown(_ frame: inout MutableSpan<Float>) {
        for sample in 0..<AudioFormat.samplesPerFrame {
            frame[sample] = (frame[2 * sample] + frame[2 * sample + 1]) * 0.5
        }
    }
}
