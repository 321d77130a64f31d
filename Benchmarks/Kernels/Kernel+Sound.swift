import Codecs
import Media
import Mixing

extension Kernel {
    /// Sums, limiter and coders of one tick of 20 ms.
    static func sound() throws -> [Kernel] {
        [try mix(sources: 9), try mix(sources: 50), limiter(), try decode(), try encode()]
    }

    private static func tone(_ number: Int) -> [Float] {
        (0..<AudioFormat.valuesPerFrame).map { index in
            // Any sound will do as long as it is not silence.
            Float((index * (37 + number)) % 997) / 997 * 0.2 - 0.1
        }
    }

    private static func mix(sources: Int) throws -> Kernel {
        let frames = (0..<sources).map(tone)
        let mixer = Box(MixMinus(capacity: sources))
        var output = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        return Kernel(
            name: "mix",
            unit: "\(sources) sources, each its N−1 sum",
            bytes: sources * 3 * AudioFormat.valuesPerFrame * 4,
        ) {
            mixer.value.begin()
            for index in frames.indices {
                let frame = frames[index]
                mixer.value.add(frame.span, index: index)
            }
            for index in frames.indices {
                var span = output.mutableSpan
                mixer.value.minus(index: index, into: &span)
            }
        }
    }

    private static func limiter() -> Kernel {
        let limiter = Box(Limiter())
        var frame = tone(1)
        return Kernel(
            name: "limiter",
            unit: "one mix",
            bytes: AudioFormat.valuesPerFrame * 4,
        ) {
            var span = frame.mutableSpan
            limiter.value.process(&span)
        }
    }

    private static func decode() throws -> Kernel {
        let clip = try CodedSound(number: 1)
        let receiver = Box(try OpusDecoder())
        var output = [Float](repeating: 0, count: AudioFormat.valuesPerFrame)
        var index = 0
        return Kernel(name: "Opus decode", unit: "one frame, stereo out") {
            var span = output.mutableSpan
            clip.withPacket(index) { _ = try? receiver.value.decode($0, into: &span) }
            index += 1
        }
    }

    private static func encode() throws -> Kernel {
        let encoder = Box(try OpusEncoder(OpusEncoderConfiguration()))
        let sound = CodedSound.pcm(number: 1)
        var packet = [UInt8](repeating: 0, count: OpusEncoder.maximumPacketBytes)
        var frame = 0
        return Kernel(name: "Opus encode", unit: "one frame, mono 32 kbit/s with FEC") {
            let start = (frame % 50) * AudioFormat.samplesPerFrame
            frame += 1
            var span = packet.mutableSpan
            let samples = sound.span.extracting(start..<start + AudioFormat.samplesPerFrame)
            _ = try? encoder.value.encode(samples, into: &span)
        }
    }
}

/// Holds a value that is not copied where closures reach it.
final class Box<Value: ~Copyable> {
    var value: Value

    init(_ value: consuming Value) { self.value = value }
}
