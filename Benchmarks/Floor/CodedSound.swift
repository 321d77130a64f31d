import Bots
import Media

/// A bot's tone as the bots of a load send it: one second, again and again.
struct CodedSound {
    private let clip: AudioClip

    init(number: Int) throws { clip = try AudioClip.tone(number: number) }

    func withPacket(_ index: Int, _ body: (Span<UInt8>) -> Void) {
        let packet = clip.packets[index % clip.packets.count]
        body(clip.bytes.span.extracting(packet.range))
    }

    /// A second of mono sound, before coding.
    static func pcm(number: Int) -> [Float] {
        var phase: Float = 0
        let step = Float(ToneMark.frequency(of: number)) / Float(AudioFormat.sampleRate)
        return (0..<AudioFormat.sampleRate).map { _ in
            phase = (phase + step).truncatingRemainder(dividingBy: 1)
            // A triangle: coders do not care, and it needs no library.
            return 0.1 * (abs(phase * 4 - 2) - 1)
        }
    }
}
