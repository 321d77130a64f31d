import Media
import Testing

@testable import Bots

@Suite struct MeterTests {
    @Test func percentilesOfDelays() {
        var delays = DelayDistribution()
        #expect(delays.percentile(0.5) == nil)
        #expect(DelayReport(delays) == nil)
        for milliseconds in 1...100 { delays.add(.milliseconds(milliseconds)) }
        #expect(delays.percentile(0.5) == 50)
        #expect(delays.percentile(0.95) == 95)
        #expect(delays.percentile(0.99) == 99)
        #expect(delays.percentile(0) == 1)
        #expect(delays.percentile(1) == 100)
        #expect(delays.mean == 50.5)
        var others = DelayDistribution()
        others.add(.seconds(70))
        others.add(.milliseconds(-3))
        delays.add(others)
        #expect(delays.count == 102)
        #expect(delays.percentile(0) == 0)
        #expect(delays.percentile(1) == DelayDistribution.longest)
    }

    @Test func freezesAreLongIntervals() {
        var meter = FreezeMeter()
        var now = Instant(nanoseconds: 0)
        func show(after milliseconds: Int) {
            now += .milliseconds(milliseconds)
            meter.note(now)
        }
        for _ in 0..<40 { show(after: 33) }
        show(after: 180)
        #expect(meter.freezes == 0)
        show(after: 200)
        #expect(meter.freezes == 1)
        #expect(meter.frozen == .milliseconds(200))
        #expect(meter.frames == 42)
        meter.reset()
        #expect(meter.frames == 0)
        // How often frames come is remembered.
        show(after: 300)
        #expect(meter.freezes == 1)
    }

    @Test func slowPicturesAreNoFreezes() {
        var meter = FreezeMeter()
        for second in 0..<100 { meter.note(Instant(nanoseconds: Int64(second) * 1_000_000_000)) }
        #expect(meter.freezes == 0)
    }

    @Test func turnsFollowEachOther() {
        let turns = (0..<3).map { TalkTurns.turn(place: $0, of: 3, seconds: 2) }
        for frame in stride(from: Int64(0), to: 3000, by: 7) {
            #expect(turns.filter { $0.isTalking(frame: frame) }.count == 1)
        }
        #expect(turns[1].isTalking(frame: 100))
        #expect(turns[1].isTalking(frame: 199))
        #expect(!turns[1].isTalking(frame: 200))
        #expect(TalkTurns.always.isTalking(frame: 5))
        #expect(!TalkTurns.never.isTalking(frame: 5))
    }

    @Test func tableIsAligned() {
        var table = TextTable(["a", "name"])
        table.add(["1", "x"])
        table.add(["222", "yé"])
        #expect(table.text == "a    name\n1    x\n222  yé")
    }
}
