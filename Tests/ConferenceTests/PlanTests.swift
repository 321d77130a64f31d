import Layout
import Media
import Peer
import Testing

@testable import Conference

@Suite("The plan: who sees what and who hears whom")
struct PlanTests {
    private static let canvas = PixelSize(width: 1280, height: 720)

    private func participant(
        _ number: Int,
        talks: Bool = true,
        shows: Bool = true,
        listens: Bool = true,
        watches: Bool = true,
    ) -> PlanParticipant {
        let peer = PeerID(rawValue: UInt64(number))
        let audio = Port(peer: peer, track: TrackID(index: 0))
        let video = Port(peer: peer, track: TrackID(index: 1))
        var made = PlanParticipant(id: ParticipantID("p\(number)"), name: "P\(number)")
        made.audioIn = talks ? audio : nil
        made.videoIn = shows ? video : nil
        made.audioOut = listens ? audio : nil
        made.videoOut = watches ? video : nil
        return made
    }

    private func plan(_ participants: [PlanParticipant], after previous: Scene? = nil) -> Plan {
        Plan(
            PlanInput(
                canvas: Self.canvas,
                frameRate: 30,
                layout: .grid,
                participants: participants,
                previous: previous,
            )
        )
    }

    @Test("An empty room needs nothing")
    func empty() { #expect(plan([]) == Plan()) }

    @Test(
        "All who watch share one picture and one encoding, however many",
        arguments: [1, 3, 16, 49],
    )
    func oneSharedPicture(count: Int) {
        let plan = plan((0..<count).map { participant($0) })
        #expect(plan.views.count == 1)
        #expect(plan.videoEncodings.count == 1)
        #expect(plan.videoDeliveries.count == count)
        #expect(Set(plan.videoDeliveries.values).count == 1)
        #expect(plan.videoSources.count == count)
    }

    @Test("What tiles tell of people moves nobody and decodes nothing else")
    func states() throws {
        var people = (0..<5).map { participant($0) }
        let before = plan(people)
        people[2].state.isSpeaking = true
        people[3].state.isMuted = true
        let after = plan(people, after: before.views[.room]?.scene)
        let (former, view) = (try #require(before.views[.room]), try #require(after.views[.room]))
        #expect(view.hasSameScene(as: former))
        #expect(view != former)
        #expect(view.states["p2"]?.isSpeaking == true && view.states["p3"]?.isMuted == true)
        #expect(view.states.count == 5)
        #expect(after.videoSources == before.videoSources)
    }

    @Test("Listeners who are not in the mix share one encoding", arguments: [0, 1, 3])
    func sharedListeners(talkers: Int) {
        let people = (0..<10).map { participant($0, talks: $0 < talkers) }
        let plan = plan(people)
        #expect(plan.audioSources.count == talkers)
        #expect(plan.audioEncodings.count == talkers + 1)
        #expect(plan.audioDeliveries.count == 10)
        #expect(plan.audioDeliveries.values.filter { $0.mix == .common }.count == 10 - talkers)
    }

    @Test("Nobody hears itself", arguments: 1...6)
    func minusOneself(count: Int) {
        let people = (0..<count).map { participant($0) }
        let plan = plan(people)
        for person in people {
            let port = person.audioOut.map { plan.audioDeliveries[$0] }
            #expect(port == AudioEncodingKey(mix: .minus(person.id), channels: 1))
        }
    }

    @Test("What nobody watches is neither decoded nor composed")
    func unwatched() {
        let plan = plan((0..<4).map { participant($0, watches: false) })
        #expect(plan.views.isEmpty && plan.videoEncodings.isEmpty && plan.videoSources.isEmpty)
        #expect(plan.audioSources.count == 4)
    }

    @Test("What nobody hears is not mixed: one alone with its own voice")
    func unheard() {
        let plan = plan([participant(1)])
        #expect(plan.audioSources.isEmpty)
        #expect(plan.audioEncodings.count == 1)
    }

    @Test("A camera that is off keeps its tile and is not decoded")
    func cameraOff() {
        let plan = plan([participant(1), participant(2, shows: false)])
        #expect(plan.views[.room]?.scene.tiles.compactMap(\.participant).sorted() == ["p1", "p2"])
        #expect(plan.videoSources.keys.map(\.rawValue) == ["p1"])
    }

    @Test("Who is not present stands nowhere and gets nothing")
    func absent() {
        var gone = participant(2)
        gone.isPresent = false
        #expect(plan([participant(1), gone]) == plan([participant(1)]))
    }

    @Test("A source is decoded to the shape of its tile")
    func shapes() throws {
        let plan = plan([participant(1), participant(2)])
        for tile in plan.views[.room]?.scene.tiles ?? [] {
            let id = try #require(tile.participant)
            let source = plan.videoSources[ParticipantID(id)]
            #expect(source?.shapes == [TileShape(size: tile.rect.size, fit: tile.fit)])
        }
    }

    @Test("Stereo and mono listeners of the common mix have an encoding each")
    func stereo() {
        var stereo = participant(1, talks: false)
        stereo.channels = 2
        let plan = plan([stereo, participant(2, talks: false), participant(3, talks: false)])
        #expect(plan.audioEncodings.count == 2)
    }

    @Test("The same room gives the same plan; an unrelated mute changes only the sound")
    func difference() {
        let people = (0..<5).map { participant($0) }
        let before = plan(people)
        #expect(plan(people, after: before.views[.room]?.scene) == before)
        var muted = people
        muted[2].audioIn = nil
        let after = plan(muted, after: before.views[.room]?.scene)
        #expect(after.views == before.views && after.videoDeliveries == before.videoDeliveries)
        #expect(after.audioSources.count == 4)
    }
}
