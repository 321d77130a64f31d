import Media
import Testing

@testable import Mixing

@Suite("Levels")
struct LevelMeterTests {
    @Test("A steady level is told as it is after a short while")
    func steady() {
        var meter = LevelMeter()
        var level: Float = 0
        for _ in 0..<25 { level = meter.note(-30) }
        #expect(abs(level + 30) < 0.1)
        for _ in 0..<25 { level = meter.note(-50) }
        #expect(abs(level + 50) < 1)
    }

    @Test("Silence is −127, and a level falls by 20 dB within a third of a second")
    func silence() {
        var meter = LevelMeter()
        #expect(meter.note(AudioLevel.silence) == AudioLevel.silence)
        var level: Float = 0
        for _ in 0..<50 { level = meter.note(-20) }
        for _ in 0..<17 { level = meter.note(AudioLevel.silence) }
        #expect(level < -40)
        for _ in 0..<100 { level = meter.note(AudioLevel.silence) }
        #expect(level == AudioLevel.silence)
    }

    @Test("One loud frame counts for less than a steady tone")
    func peak() {
        var meter = LevelMeter()
        let level = meter.note(-10)
        #expect(level < -15 && level > -20)
    }

    @Test("A gain moves the level, never above full scale and never out of silence")
    func gain() {
        #expect(abs(AudioLevel.amplified(-30, by: 2) + 23.98) < 0.01)
        #expect(AudioLevel.amplified(-30, by: 0) == AudioLevel.silence)
        #expect(AudioLevel.amplified(-3, by: 4) == 0)
        #expect(AudioLevel.amplified(AudioLevel.silence, by: 4) == AudioLevel.silence)
    }
}
