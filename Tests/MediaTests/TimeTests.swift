import Testing

@testable import Media

@Suite("Instants, wall clock and RTP time")
struct TimeTests {
    @Test("Ticks and intervals convert without drift", arguments: [30, 8000, 48_000, 90_000])
    func ticks(clockRate: Int) {
        for seconds in [0, 1, 59, 3600, 86_400 * 365] {
            let ticks = Int64(seconds * clockRate)
            #expect(Interval(ticks: ticks, clockRate: clockRate) == .seconds(seconds))
            #expect(Interval.seconds(seconds).ticks(clockRate: clockRate) == ticks)
        }
    }

    @Test("A negative interval converts like a positive one")
    func negativeTicks() {
        #expect((Interval.zero - .milliseconds(20)).ticks(clockRate: 48_000) == -960)
        #expect(Interval(ticks: -960, clockRate: 48_000) == .zero - .milliseconds(20))
    }

    @Test("NTP time: the Unix epoch, the fraction, the middle 32 bits")
    func ntp() {
        let epoch = NTPTime(unixNanoseconds: 0)
        #expect(epoch.rawValue == UInt64(2_208_988_800) << 32)
        let half = NTPTime(unixNanoseconds: 1_500_000_000)
        #expect(half.rawValue == UInt64(2_208_988_801) << 32 | 0x8000_0000)
        #expect(half.compact == UInt32(truncatingIfNeeded: UInt64(2_208_988_801) << 16 | 0x8000))
    }

    @Test(
        "Adding an interval to NTP time and taking the difference gives it back",
        arguments: [0, 1, -1, 999_999_999, -1_500_000_000, 86_400_000_000_000],
    )
    func ntpDifference(nanoseconds: Int64) {
        let start = NTPTime(unixNanoseconds: 1_790_000_000_123_456_789)
        let moved = start + Interval(nanoseconds: nanoseconds)
        #expect(abs((moved - start).nanoseconds - nanoseconds) <= 1)
    }

    @Test("NTP differences survive the wrap of 2036")
    func ntpEra() {
        let before = NTPTime(rawValue: .max - 0x7FFF_FFFF)
        #expect((before + .seconds(1)) - before == .seconds(1))
    }

    @Test("The wall clock is anchored once: a later reading follows the monotonic clock")
    func wallClock() {
        let clock = WallClock(anchor: Instant(nanoseconds: 5), unixNanoseconds: 1_000_000_000)
        let later = Instant(nanoseconds: 5) + .seconds(7)
        #expect(clock.time(at: later) == NTPTime(unixNanoseconds: 8_000_000_000))
        #expect(clock.instant(of: clock.time(at: later)) == later)
    }

    @Test("Timestamps unwrap across zero in both directions")
    func unwrapTimestamps() {
        var unwrapper = TimestampUnwrapper()
        let start = unwrapper.unwrap(RTPTimestamp(UInt32.max - 10))
        #expect(unwrapper.unwrap(RTPTimestamp(949)) == start + 960)
        #expect(unwrapper.unwrap(RTPTimestamp(UInt32.max - 10)) == start)
    }

    @Test("Timestamps that jump on and on stay within what nanoseconds can count")
    func unwrapForever() {
        var unwrapper = TimestampUnwrapper()
        var timestamp = RTPTimestamp(0)
        var largest: Int64 = 0
        for _ in 0..<(1 << 17) {
            timestamp = timestamp.advanced(by: Int64(Int32.max))
            let number = unwrapper.unwrap(timestamp)
            #expect(UInt32(truncatingIfNeeded: number) == timestamp.rawValue)
            largest = max(largest, number)
            _ = Interval(ticks: number, clockRate: 48_000)
        }
        #expect(largest <= TimestampUnwrapper.limit && largest > TimestampUnwrapper.limit / 2)
    }

    @Test("Sequence numbers unwrap across zero; a late one does not move the highest")
    func unwrapSequence() {
        var unwrapper = SequenceUnwrapper()
        let first = unwrapper.unwrap(SequenceNumber(65_534))
        #expect(unwrapper.unwrap(SequenceNumber(1)) == first + 3)
        #expect(unwrapper.unwrap(SequenceNumber(65_535)) == first + 1)
        #expect(unwrapper.highest == first + 3)
        #expect(unwrapper.unwrap(SequenceNumber(2)) == first + 4)
    }

    @Test("A packet from before the first one keeps a positive number")
    func beforeTheFirst() {
        var unwrapper = SequenceUnwrapper()
        let first = unwrapper.unwrap(SequenceNumber(0))
        #expect(unwrapper.unwrap(SequenceNumber(65_535)) == first - 1)
        #expect(first - 1 > 0)
    }
}
