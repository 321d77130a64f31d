import Congestion
import Media
import Testing

@Suite struct PacerTests {
    private func milliseconds(_ count: Int) -> Instant {
        Instant(nanoseconds: Int64(count) * 1_000_000)
    }

    /// Takes all packets that may go.
    private func take(_ pacer: inout Pacer, at now: Instant) -> [Pacer.Release] {
        var releases: [Pacer.Release] = []
        while let release = pacer.nextRelease(now: now) { releases.append(release) }
        return releases
    }

    /// 1,000 bytes a millisecond.
    private let rate = BitRate(bitsPerSecond: 8_000_000)

    @Test func picturesLeaveAtTheRate() {
        var pacer = Pacer(rate: rate)
        for token in 0..<100 {
            let taken = pacer.enqueue(
                .video,
                bytes: 1000,
                token: UInt32(token),
                now: milliseconds(0),
            )
            #expect(taken)
        }
        var released = 0
        var tokens: [UInt32] = []
        var now = milliseconds(0)
        var wakeUps = 0
        while let deadline = pacer.deadline {
            now = max(now, deadline)
            let releases = take(&pacer, at: now)
            #expect(!releases.isEmpty)
            released += releases.count
            tokens += releases.map(\.token)
            wakeUps += 1
            // Never more than the burst (and one packet) ahead of the rate.
            let allowed = Double(now.nanoseconds) / 1e6 + 6
            #expect(Double(released) <= allowed)
        }
        #expect(tokens == Array(0..<100))
        #expect(now >= milliseconds(90) && now <= milliseconds(100))
        // Several packets a wake-up.
        #expect(wakeUps <= 20)
        let bytes = pacer.queuedBytes
        #expect(bytes == 0)
    }

    @Test func soundGoesAtOnceAndFirst() {
        var pacer = Pacer(rate: rate)
        for token in 0..<50 {
            _ = pacer.enqueue(.video, bytes: 1000, token: UInt32(token), now: milliseconds(0))
        }
        _ = take(&pacer, at: milliseconds(0))
        let before = take(&pacer, at: milliseconds(1))
        #expect(before.isEmpty)
        _ = pacer.enqueue(.retransmission, bytes: 1000, token: 200, now: milliseconds(1))
        _ = pacer.enqueue(.audio, bytes: 200, token: 100, now: milliseconds(1))
        let deadline = pacer.deadline
        #expect(deadline == milliseconds(1))
        let sound = take(&pacer, at: milliseconds(1))
        #expect(sound.map(\.token) == [100])
        let later = take(&pacer, at: milliseconds(10))
        #expect(later.first?.kind == .retransmission)
        #expect(later.dropFirst().first?.kind == .video)
        #expect(later.first?.waited == .milliseconds(9))
    }

    @Test func soundFillsTheBucket() {
        var pacer = Pacer(rate: rate)
        for token in 0..<30 {
            _ = pacer.enqueue(.audio, bytes: 1000, token: UInt32(token), now: milliseconds(0))
        }
        _ = pacer.enqueue(.video, bytes: 1000, token: 99, now: milliseconds(0))
        let sound = take(&pacer, at: milliseconds(0))
        #expect(sound.count == 30)
        let deadline = pacer.deadline
        #expect(deadline == milliseconds(30))
        let early = take(&pacer, at: milliseconds(29))
        #expect(early.isEmpty)
        let picture = take(&pacer, at: milliseconds(30))
        #expect(picture.map(\.token) == [99])
    }

    @Test func longQueueDrainsInItsTime() {
        var pacer = Pacer(rate: .kilobits(100))
        for token in 0..<300 {
            _ = pacer.enqueue(.video, bytes: 1000, token: UInt32(token), now: milliseconds(0))
        }
        var now = milliseconds(0)
        var halfAt = milliseconds(0)
        var released = 0
        while let deadline = pacer.deadline {
            now = max(now, deadline)
            released += take(&pacer, at: now).count
            if released <= 150 { halfAt = now }
        }
        #expect(released == 300)
        // At 100 kbit/s alone half of it would take 12 s.
        #expect(halfAt < milliseconds(300))
    }

    @Test func fullQueueRefuses() {
        var pacer = Pacer(rate: rate, capacity: 3)
        var taken: [Bool] = []
        for token in 0..<4 {
            taken.append(
                pacer.enqueue(.video, bytes: 10, token: UInt32(token), now: milliseconds(0))
            )
        }
        #expect(taken == [true, true, true, false])
        let sound = pacer.enqueue(.audio, bytes: 10, token: 9, now: milliseconds(0))
        #expect(sound)
        pacer.removeAll(.video)
        let (video, audio) = (pacer.queuedPackets(.video), pacer.queuedPackets(.audio))
        #expect(video == 0)
        #expect(audio == 1)
        let releases = take(&pacer, at: milliseconds(0))
        #expect(releases.map(\.token) == [9])
        let deadline = pacer.deadline
        #expect(deadline == nil)
    }

    @Test func queueWrapsInOrder() {
        var pacer = Pacer(rate: rate, capacity: 4)
        var tokens: [UInt32] = []
        for token in 0..<40 {
            _ = pacer.enqueue(.video, bytes: 10, token: UInt32(token), now: milliseconds(token))
            if token % 3 == 2 { tokens += take(&pacer, at: milliseconds(token)).map(\.token) }
        }
        tokens += take(&pacer, at: milliseconds(100)).map(\.token)
        #expect(tokens == Array(0..<40))
    }
}
