import Media
import Testing

@testable import Mixing

@Suite("The mix without oneself")
struct MixMinusTests {
    private func noise(_ seed: UInt64) -> [Float] {
        var state = seed &* 2_862_933_555_777_941_757 &+ 3_037_000_493
        return (0..<AudioFormat.valuesPerFrame).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Float(Int32(truncatingIfNeeded: state >> 32)) / Float(Int32.max) * 0.5
        }
    }

    private func frame(_ body: (inout MutableSpan<Float>) -> Void) -> [Float] {
        var values = [Float](repeating: .nan, count: AudioFormat.valuesPerFrame)
        var span = values.mutableSpan
        body(&span)
        return values
    }

    private func rms(_ values: [Float]) -> Float {
        (values.reduce(0) { $0 + $1 * $1 } / Float(values.count)).squareRoot()
    }

    @Test(
        "Everybody's mix is the sum of the others, own voice 100 dB down",
        arguments: [1, 2, 9, 49],
    )
    func identity(count: Int) {
        var mix = MixMinus(capacity: count)
        let voices = (0..<count).map { noise(UInt64($0)) }
        mix.begin()
        for (index, voice) in voices.enumerated() { mix.add(voice.span, index: index) }
        for listener in 0..<count {
            let heard = frame { mix.minus(index: listener, into: &$0) }
            var residue = heard
            for (index, voice) in voices.enumerated() where index != listener {
                for position in residue.indices { residue[position] -= voice[position] }
            }
            #expect(rms(residue) <= rms(voices[listener]) * 1e-5)
        }
    }

    @Test("Linear: gains scale, and the total is the sum")
    func linearity() {
        var mix = MixMinus(capacity: 3)
        let first = noise(1)
        let second = noise(2)
        mix.begin()
        mix.add(first.span, index: 0, gain: 0.5)
        mix.add(second.span, index: 2, gain: 2)
        let total = frame { mix.total(into: &$0) }
        for position in total.indices {
            #expect(abs(total[position] - (0.5 * first[position] + 2 * second[position])) < 1e-6)
        }
        let withoutSecond = frame { mix.minus(index: 2, into: &$0) }
        for position in total.indices {
            #expect(abs(withoutSecond[position] - 0.5 * first[position]) < 1e-6)
        }
    }

    @Test("Who added nothing hears the total, and a new tick starts with silence")
    func ticks() {
        var mix = MixMinus(capacity: 2)
        mix.begin()
        mix.add(noise(3).span, index: 0)
        #expect(frame { mix.minus(index: 1, into: &$0) } == noise(3))
        mix.begin()
        #expect(frame { mix.total(into: &$0) }.allSatisfy { $0 == 0 })
        #expect(frame { mix.minus(index: 0, into: &$0) }.allSatisfy { $0 == 0 })
    }

    @Test("A gain that changes does so evenly over the frame, and goes on from where it was")
    func ramp() {
        var mix = MixMinus(capacity: 2)
        let ones = [Float](repeating: 1, count: AudioFormat.valuesPerFrame)
        mix.begin()
        mix.add(ones.span, index: 0, from: 0, to: 2)
        mix.add(ones.span, index: 1)
        let total = frame { mix.total(into: &$0) }
        let left = stride(from: 0, to: total.count, by: 2).map { total[$0] }
        let right = stride(from: 1, to: total.count, by: 2).map { total[$0] }
        #expect(left == right)
        let steps = zip(left.dropFirst(), left).map { $0 - $1 }
        #expect(steps.allSatisfy { abs($0 - 2.0 / 960) < 1e-5 })
        #expect(abs(left[0] - 1) < 0.01 && abs(left[959] - 3) < 1e-4)
        // Nobody hears itself, whatever its gain does.
        let own = frame { mix.minus(index: 0, into: &$0) }
        #expect(own.allSatisfy { abs($0 - 1) < 1e-5 })
    }

    @Test("A gain that stays is the same as one that does not change within the frame")
    func constantRamp() {
        let voice = noise(3)
        var ramped = MixMinus(capacity: 1)
        ramped.begin()
        ramped.add(voice.span, index: 0, from: 0.5, to: 0.5)
        var plain = MixMinus(capacity: 1)
        plain.begin()
        plain.add(voice.span, index: 0, gain: 0.5)
        #expect(frame { ramped.total(into: &$0) } == frame { plain.total(into: &$0) })
    }
}
