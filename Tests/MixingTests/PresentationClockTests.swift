import Media
import Testing

@testable import Mixing

@Suite("When a picture is shown")
struct PresentationClockTests {
    private func unit(_ number: Int, arrival: Interval, captured: NTPTime? = nil) -> CodedUnit {
        var unit = CodedUnit(
            kind: .video,
            timestamp: 1_000_000 + Int64(number) * 3000,
            instant: Instant(nanoseconds: 0) + arrival,
        )
        unit.captureTime = captured
        return unit
    }

    private func frameTime(_ number: Int) -> Interval {
        Interval(ticks: Int64(number), clockRate: 30)
    }

    @Test("On an undisturbed network a picture is shown when it arrives")
    func steady() {
        var clock = PresentationClock()
        for number in 0..<300 {
            let arrival = .milliseconds(40) + frameTime(number)
            let shown = clock.presentation(of: unit(number, arrival: arrival), audioOffset: nil)
            #expect(abs((shown - (Instant(nanoseconds: 0) + arrival)).milliseconds) < 0.1)
        }
    }

    @Test("Jitter is smoothed: nearly all pictures are there in time and shown at even distances")
    func jitter() {
        var clock = PresentationClock()
        var generator = SplitMix64(seed: 7)
        var shownAt: [Instant] = []
        var tooLate = 0
        for number in 0..<600 {
            let late = Interval.milliseconds(Int.random(in: 0...60, using: &generator))
            let arrival = .milliseconds(40) + frameTime(number) + late
            let shown = clock.presentation(of: unit(number, arrival: arrival), audioOffset: nil)
            if number >= 300, shown < Instant(nanoseconds: 0) + arrival { tooLate += 1 }
            shownAt.append(shown)
        }
        let distances = zip(shownAt.dropFirst(300), shownAt.dropFirst(299)).map {
            ($0 - $1).milliseconds
        }
        #expect(distances.allSatisfy { abs($0 - 33.333) < 12 })
        #expect(tooLate < 45)
        #expect(clock.delay >= .milliseconds(50) && clock.delay <= .milliseconds(60))
    }

    @Test("A late key frame every second makes no other picture old")
    func keyFrames() {
        var clock = PresentationClock()
        for number in 0..<900 {
            let late = number % 30 == 0 ? Interval.milliseconds(80) : .zero
            let arrival = frameTime(number) + late
            _ = clock.presentation(of: unit(number, arrival: arrival), audioOffset: nil)
            if number > 60 { #expect(clock.delay == .zero) }
        }
    }

    @Test("A bad time is smoothed up to a bound, and forgotten within seconds")
    func badTime() {
        var clock = PresentationClock()
        for number in 0..<900 {
            let isBad = (300..<600).contains(number) && number % 3 == 0
            let arrival = frameTime(number) + (isBad ? Interval.milliseconds(700) : .zero)
            _ = clock.presentation(of: unit(number, arrival: arrival), audioOffset: nil)
            #expect(clock.delay <= PresentationClock.maximumDelay)
            if number == 599 { #expect(clock.delay == PresentationClock.maximumDelay) }
        }
        #expect(clock.delay == .zero)
    }

    @Test("A sender's clock that drifts by 300 ppm does not add up", arguments: [-300, 300])
    func drift(partsPerMillion: Int) {
        var clock = PresentationClock()
        for number in 0..<(30 * 600) {
            let nominal = frameTime(number)
            let arrival =
                nominal
                + Interval(
                    nanoseconds: nominal.nanoseconds / 1_000_000 * Int64(partsPerMillion)
                )
            let shown = clock.presentation(of: unit(number, arrival: arrival), audioOffset: nil)
            #expect(abs((shown - (Instant(nanoseconds: 0) + arrival)).milliseconds) < 10)
        }
    }

    /// Milliseconds between capture and mixing of the sound, and what comes of a transit of 30.
    @Test(
        "With sender reports the picture is shown a little before its sound, and never after it",
        arguments: [(95, 55), (70, 30), (50, 30), (30, 30), (12, 12)],
    )
    func lipSync(sound: Int, picture: Int) {
        var clock = PresentationClock()
        let start = NTPTime(unixNanoseconds: 1_790_000_000_000_000_000)
        for number in 0..<60 {
            let arrival = .milliseconds(30) + frameTime(number)
            let captured = start + frameTime(number)
            let mixed = Instant(nanoseconds: 0) + .milliseconds(sound) + frameTime(number)
            let shown = clock.presentation(
                of: unit(number, arrival: arrival, captured: captured),
                audioOffset: PlayoutOffset(of: captured, playedAt: mixed),
            )
            let delay = shown - (Instant(nanoseconds: 0) + frameTime(number))
            #expect(abs(delay.milliseconds - Double(picture)) < 0.01)
        }
    }

    @Test("A sound that claims to be far away moves nothing")
    func nonsense() {
        var clock = PresentationClock()
        let captured = NTPTime(unixNanoseconds: 1_790_000_000_000_000_000)
        let shown = clock.presentation(
            of: unit(0, arrival: .milliseconds(30), captured: captured),
            audioOffset: PlayoutOffset(
                of: captured,
                playedAt: Instant(nanoseconds: 0) + .seconds(9),
            ),
        )
        #expect(shown == Instant(nanoseconds: 0) + .milliseconds(30))
    }

    @Test("A stream that starts anew is not taken for jitter")
    func restart() {
        var clock = PresentationClock()
        _ = clock.presentation(of: unit(0, arrival: .zero), audioOffset: nil)
        let shown = clock.presentation(of: unit(100_000, arrival: .seconds(1)), audioOffset: nil)
        #expect(abs((shown - (Instant(nanoseconds: 0) + .seconds(1))).milliseconds) < 0.1)
    }
}
