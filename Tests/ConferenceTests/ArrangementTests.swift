import Conference
import Layout
import Media
import Peer
import Testing

@Suite("What a picture depends on besides its people")
struct ArrangementTests {
    private static let layout: LayoutDocument = {
        let speaker = LayoutDocument.Slot(
            id: "main",
            area: .grid(LayoutDocument.Grid(rect: .whole, shape: .fixed(columns: 1, rows: 1))),
            source: [.pinned, .speaker, .others],
        )
        return LayoutDocument(
            name: "one",
            title: "One",
            variants: [LayoutDocument.Variant(slots: [speaker])],
        )
    }()

    private static func input(_ count: Int, _ layout: LayoutDocument = .grid) -> PlanInput {
        let people = (1...count).map { number in
            let id = ParticipantID("p\(number)")
            var person = PlanParticipant(id: id, name: "P\(number)")
            let peer = PeerID(rawValue: UInt64(number))
            person.videoOut = Port(peer: peer, track: TrackID(index: 0))
            return person
        }
        return PlanInput(
            canvas: PixelSize(width: 1280, height: 720),
            frameRate: 30,
            layout: layout,
            participants: people,
            previous: nil,
        )
    }

    private static func at(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 0) + .milliseconds(milliseconds)
    }

    private static func shown(_ input: PlanInput) -> [String] {
        Plan(input).views[.room]?.scene.tiles.compactMap(\.participant) ?? []
    }

    @Test("The speaker stands where the layout wants it, and after it who spoke before")
    func speakers() {
        var arrangement = Arrangement()
        var input = Self.input(3, Self.layout)
        arrangement.complete(&input, now: Self.at(0))
        #expect(Self.shown(input) == ["p1"])
        for name in ["p3", "p2", "p3", "p3"] { arrangement.spoke(ParticipantID(name)) }
        #expect(arrangement.speakers.map(\.rawValue) == ["p3", "p2"])
        arrangement.complete(&input, now: Self.at(0))
        #expect(Self.shown(input) == ["p3"])
        arrangement.forget(ParticipantID("p3"))
        arrangement.complete(&input, now: Self.at(0))
        #expect(Self.shown(input) == ["p2"])
    }

    @Test("A spotlight precedes the speaker, a pin precedes both")
    func spotlight() {
        var input = Self.input(3, Self.layout)
        input.speakers = [ParticipantID("p3")]
        input.spotlight = ParticipantID("p2")
        #expect(Self.shown(input) == ["p2"])
        input.pins = ["main": ParticipantID("p1")]
        #expect(Self.shown(input) == ["p1"])
        input.pins = ["main.1": ParticipantID("p1"), "other": ParticipantID("p3")]
        #expect(Self.shown(input) == ["p1"])
    }

    @Test("A number that changes back within half a second moves nobody")
    func flapping() {
        var arrangement = Arrangement()
        func scene(_ count: Int, _ previous: Scene?, at milliseconds: Int) -> Scene? {
            var input = Self.input(count)
            input.previous = previous
            arrangement.complete(&input, now: Self.at(milliseconds))
            let scene = Plan(input).views[.room]?.scene
            arrangement.follow(scene, now: Self.at(milliseconds))
            return scene
        }
        let four = scene(4, nil, at: 0)
        let five = scene(5, four, at: 1000)
        #expect(five?.tiles.map(\.rect) == four?.tiles.map(\.rect) && five?.hidden == 1)
        #expect(arrangement.deadline == Self.at(1500))
        let again = scene(4, five, at: 1400)
        #expect(again?.tiles == four?.tiles && arrangement.deadline == nil)
        let held = scene(5, again, at: 2000)
        let isOver = [2499, 2500].map { arrangement.expire(now: Self.at($0)) }
        #expect(isOver == [false, true])
        #expect(scene(5, held, at: 2500)?.tiles.count == 5)
        // Another layout is not to wait.
        _ = scene(4, nil, at: 3000)
        arrangement.restart()
        #expect(scene(4, nil, at: 3001)?.tiles.count == 4 && arrangement.deadline == nil)
    }

    @Test("Who waits for a place has it after the time of the layout")
    func turns() {
        var layout = Self.layout
        layout.overflow.rotateSeconds = 10
        var arrangement = Arrangement()
        var previous: Scene?
        var seen: [String?] = []
        for turn in 0..<3 {
            var input = Self.input(3, layout)
            input.previous = previous
            let now = Self.at(turn * 10_000)
            let isDue = arrangement.expire(now: now)
            #expect(isDue == (turn > 0))
            arrangement.complete(&input, now: now)
            previous = Plan(input).views[.room]?.scene
            arrangement.follow(previous, now: now)
            #expect(arrangement.deadline == now + .seconds(10))
            seen.append(previous?.tiles.first?.participant)
        }
        #expect(seen == ["p1", "p2", "p3"])
        // Where nobody waits there are no turns.
        for time in [60_000, 61_000] {
            var alone = Self.input(1, layout)
            arrangement.complete(&alone, now: Self.at(time))
            arrangement.follow(Plan(alone).views[.room]?.scene, now: Self.at(time))
        }
        #expect(arrangement.deadline == nil && arrangement.turn == 2)
    }
}
