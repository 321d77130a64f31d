import Media
import Testing

@testable import Conference

@Suite("Who speaks, and how loud everybody is")
struct SpeechMonitorTests {
    private let ada = ParticipantID("ada")
    private let bob = ParticipantID("bob")

    /// Looks at levels each 100 ms.
    private struct Clock {
        var monitor = SpeechMonitor()
        var now = Instant(nanoseconds: 5_000_000_000)
        var events: [RoomEvent] = []

        mutating func hear(_ levels: [ParticipantID: Float], for time: Interval) {
            let end = now + time
            while now < end {
                now += .milliseconds(100)
                events += monitor.hear(levels, now: now)
            }
        }

        var speakers: [ParticipantID?] {
            events.compactMap { event -> ParticipantID?? in
                if case .speaker(let id) = event { .some(id) } else { nil }
            }
        }
    }

    @Test("Silence tells nothing")
    func silence() {
        var clock = Clock()
        clock.hear([:], for: .seconds(5))
        clock.hear([ada: -127, bob: -56], for: .seconds(5))
        #expect(clock.events.isEmpty && clock.monitor.isQuiet)
    }

    @Test("The loudest above −45 dBFS for 300 ms has the floor; a cough does not get it")
    func taking() {
        var clock = Clock()
        clock.hear([ada: -20], for: .milliseconds(200))
        clock.hear([ada: -60], for: .milliseconds(200))
        #expect(clock.monitor.speaker == nil)
        clock.hear([ada: -46], for: .seconds(2))
        #expect(clock.monitor.speaker == nil, "not above the threshold")
        clock.hear([ada: -44, bob: -43], for: .milliseconds(300))
        #expect(clock.monitor.speaker == nil)
        clock.hear([ada: -44, bob: -43], for: .milliseconds(100))
        #expect(clock.monitor.speaker == bob)
        #expect(clock.speakers == [bob])
    }

    @Test("The floor is held for a second, also against somebody louder")
    func holding() {
        var clock = Clock()
        clock.hear([ada: -20], for: .milliseconds(400))
        #expect(clock.monitor.speaker == ada)
        clock.hear([ada: -30, bob: -10], for: .milliseconds(900))
        #expect(clock.monitor.speaker == ada)
        clock.hear([ada: -30, bob: -10], for: .milliseconds(100))
        #expect(clock.speakers == [ada, bob])
    }

    @Test("A pause of less than a second does not take the floor away, a longer one does")
    func pausing() {
        var clock = Clock()
        clock.hear([ada: -20], for: .seconds(2))
        clock.hear([ada: -70], for: .milliseconds(900))
        clock.hear([ada: -20], for: .milliseconds(100))
        clock.hear([ada: -70], for: .milliseconds(900))
        #expect(clock.speakers == [ada])
        clock.hear([ada: -70], for: .milliseconds(100))
        #expect(clock.speakers == [ada, nil])
        // Muted, gone from the mix: the same.
        clock.hear([ada: -20], for: .seconds(1))
        clock.hear([:], for: .seconds(1))
        #expect(clock.speakers == [ada, nil, ada, nil])
    }

    @Test("Two who are the loudest in turns: the one who is so for long enough")
    func takingTurns() {
        var clock = Clock()
        for _ in 0..<20 {
            clock.hear([ada: -20, bob: -25], for: .milliseconds(200))
            clock.hear([ada: -25, bob: -20], for: .milliseconds(200))
        }
        #expect(clock.speakers.isEmpty)
        clock.hear([ada: -20, bob: -20], for: .seconds(1))
        #expect(clock.speakers == [ada], "equally loud: always the same one")
    }

    @Test("Who leaves is the speaker no more")
    func leaving() {
        var clock = Clock()
        clock.hear([ada: -20], for: .seconds(1))
        #expect(clock.monitor.forget(bob).isEmpty)
        #expect(clock.monitor.forget(ada) == [.speaker(nil)])
        #expect(clock.monitor.speaker == nil)
    }

    @Test("Levels above −55 dBFS are told; when all are silent once more, empty")
    func levels() {
        var clock = Clock()
        clock.hear([ada: -23.4, bob: -55.1], for: .milliseconds(100))
        #expect(clock.events == [.levels([ada: -23])])
        clock.hear([ada: -54.6, bob: -30], for: .milliseconds(100))
        #expect(clock.events.last == .levels([ada: -55, bob: -30]))
        clock.hear([ada: -80], for: .milliseconds(300))
        #expect(clock.events.count == 3 && clock.events.last == .levels([:]))
        #expect(clock.monitor.isQuiet)
    }
}
