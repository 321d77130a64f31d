import Media
import Testing

@testable import Conference

@Suite("A room's media clock")
struct RoomClockTests {
    private let clock = RoomClock(origin: Instant(nanoseconds: 7_777_777))

    @Test("Picture ticks do not drift: an hour has its 108,000")
    func noDrift() {
        let hour = clock.pictureTick(108_000, frameRate: 30)
        #expect(hour == clock.origin + .seconds(3600))
        #expect(clock.videoTimestamp(at: hour) == 3600 * 90_000)
    }

    @Test("The next tick lies after the instant and at most one interval away")
    func next() {
        for offset in stride(from: 0, to: 200_000_000, by: 1_234_567) {
            let now = clock.origin + Interval(nanoseconds: Int64(offset))
            let picture = clock.nextPictureTick(after: now, frameRate: 30)
            let instant = clock.pictureTick(picture, frameRate: 30)
            #expect(instant - now <= Interval(ticks: 1, clockRate: 30) + .microseconds(1))
            #expect(instant + .microseconds(1) > now)
            let sound = clock.soundTick(clock.nextSoundTick(after: now))
            #expect(sound > now && sound - now <= .milliseconds(20))
        }
    }

    @Test("Sound and picture of one instant have timestamps of one time")
    func together() {
        let sound = clock.soundTick(500)
        #expect(clock.videoTimestamp(at: sound) == 10 * 90_000)
    }
}
