import Media
import Testing

@testable import Mixing

@Suite struct DelayMeasurementTests {
    @Test func theQuantileIsTheUpperEdgeOfItsBucket() {
        var histogram = DelayHistogram()
        #expect(histogram.quantile(0.99) == .zero)
        for index in 0..<1000 {
            histogram.add(.milliseconds(index % 50), duration: .milliseconds(20))
        }
        #expect(histogram.quantile(0.99) == .milliseconds(50))
        #expect((25...30).contains(histogram.quantile(0.5).milliseconds))
        for _ in 0..<1000 { histogram.add(.zero, duration: .milliseconds(20)) }
        #expect(histogram.quantile(0.99) == .milliseconds(5))
    }

    @Test func oneLatePacketDoesNotRaiseTheQuantile() {
        var histogram = DelayHistogram()
        for _ in 0..<400 { histogram.add(.zero, duration: .milliseconds(20)) }
        histogram.add(.milliseconds(90), duration: .milliseconds(20))
        #expect(histogram.quantile(0.99) == .milliseconds(5))
        for _ in 0..<4 { histogram.add(.milliseconds(90), duration: .milliseconds(20)) }
        #expect(histogram.quantile(0.99) == .milliseconds(95))
    }

    @Test func theLeastTransitIsForgottenAfterItsWindow() {
        var filter = TransitFilter()
        var now = Instant(nanoseconds: 1_000_000_000_000)
        func note(_ latency: Interval) -> Interval {
            filter.note(
                mediaTime: Interval(nanoseconds: now.nanoseconds - 77),
                arrival: now + latency,
            )
        }
        #expect(note(.milliseconds(10)) == .zero)
        for _ in 0..<50 {
            now += .milliseconds(100)
            #expect(note(.milliseconds(40)) == .milliseconds(30))
        }
        for _ in 0..<60 {
            now += .milliseconds(100)
            _ = note(.milliseconds(40))
        }
        #expect(note(.milliseconds(40)) == .zero)
        #expect(note(.milliseconds(5)) == .zero)
        let jump = filter.continues(mediaTime: .seconds(1), arrival: now)
        #expect(!jump)
    }
}
