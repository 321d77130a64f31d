import Layout
import Media
import Peer
import Scheduling
import SecureTransport

/// A room: who is in it, what they are told, and the plan that its stages follow.
///
/// What happens (joins, offers, media that starts or stops) changes the `RoomState`; what follows
/// from that is told to the participants and becomes a new plan for the stage graph. The room
/// touches no media itself.
package actor Room {
    /// What a room needs of the server around it.
    struct Surroundings: Sendable {
        let configuration: ConferenceConfiguration
        let scheduler: Scheduler
        let host: any PeerHost
        let layout: LayoutDocument
        /// Called with the room's name once nobody is left in it.
        let onEmpty: @Sendable (String) -> Void
    }

    /// A scene, and the 90 kHz timestamp in the room's clock of the first frame that shows it.
    struct ShownScene: Sendable {
        let scene: Scene
        let timestamp: Int64
    }

    package nonisolated let name: String
    let surroundings: Surroundings
    let clock: RoomClock
    var state: RoomState
    var attendees: [ParticipantID: Attendee] = [:]
    /// Where the events of each leg go; ended with the leg.
    var legEvents: [PeerID: AsyncStream<PeerEvent>.Continuation] = [:]
    var randomness = SecureRandom()
    /// Stays so far.
    var sittings = 0
    private(set) var plan = Plan()
    private(set) var shown: ShownScene?
    private(set) var isClosed = false
    private let plans: AsyncStream<Plan>.Continuation
    private let shownScenes: AsyncStream<ShownScene>
    private let following: Task<Void, Never>
    private var alarm: Task<Void, Never>?

    init(name: String, surroundings: Surroundings, now: Instant) {
        self.name = name
        self.surroundings = surroundings
        let configuration = surroundings.configuration
        state = RoomState(
            tileGrace: configuration.tileGrace,
            identityGrace: configuration.identityGrace,
        )
        clock = RoomClock(origin: now)
        let (planStream, plans) = AsyncStream.makeStream(
            of: Plan.self,
            bufferingPolicy: .bufferingNewest(1),
        )
        self.plans = plans
        let (shownStream, shown) = AsyncStream.makeStream(
            of: ShownScene.self,
            bufferingPolicy: .bufferingNewest(8),
        )
        let graph = StageGraph(
            roomName: name,
            scheduler: surroundings.scheduler,
            host: surroundings.host,
            configuration: configuration,
            clock: clock,
            onShown: { shown.yield(ShownScene(scene: $0, timestamp: $1)) },
        )
        following = Task {
            await graph.follow(planStream)
            shown.finish()
        }
        shownScenes = shownStream
    }

    /// Starts to tell the participants what they see; once, right after `init`.
    func open() {
        Task { [weak self, shownScenes] in
            for await scene in shownScenes { await self?.announce(scene) }
        }
    }

    // MARK: What follows from a change

    /// Tells everybody, lets go of whom left, and makes a new plan where that is due.
    func perform(_ changes: [RoomState.Change]) {
        for change in changes { perform(change) }
        if changes.contains(.replan) { replan() }
        setAlarm()
        closeIfEmpty()
    }

    private func perform(_ change: RoomState.Change) {
        switch change {
        case .joined(let entry):
            broadcast(.rosterJoined(entry), except: entry.participant)
        case .updated(let entry):
            broadcast(.rosterUpdated(entry))
        case .left(let id, let reason):
            attendees.removeValue(forKey: id)?.dismiss(reason: reason)
            broadcast(.rosterLeft(id))
        case .dropPeer(let peer):
            dropLeg(peer)
        case .replan:
            break
        }
    }

    private func replan() {
        let configuration = surroundings.configuration
        let input = PlanInput(
            canvas: configuration.canvas,
            frameRate: configuration.frameRate,
            layout: surroundings.layout,
            participants: state.planParticipants,
            previous: plan.views[.room],
        )
        let newPlan = Plan(input)
        guard newPlan != plan else { return }
        plan = newPlan
        plans.yield(newPlan)
    }

    func broadcast(_ event: RoomEvent, except id: ParticipantID? = nil) {
        for (attendee, presence) in attendees where attendee != id { presence.tell(event) }
    }

    // MARK: The layout that is seen

    private func announce(_ scene: ShownScene) {
        shown = scene
        for (id, attendee) in attendees { attendee.tell(.layout(layout(for: id))) }
    }

    /// The layout as it concerns one viewer: with the timestamp of its own RTP clock.
    func layout(for id: ParticipantID) -> LayoutState {
        let scene = shown?.scene ?? plan.views[.room]
        guard let scene else {
            let canvas = surroundings.configuration.canvas
            return LayoutState(name: surroundings.layout.name, canvas: canvas, regions: [])
        }
        var layout = LayoutState(name: surroundings.layout.name, scene: scene)
        if let shown, let leg = state.leg(of: id), leg.tracks.videoOut != nil {
            let offset = leg.tracks.videoTimestampOffset
            layout.rtpTimestamp = UInt32(truncatingIfNeeded: shown.timestamp) &+ offset
        }
        return layout
    }

    // MARK: Time

    /// Sleeps until the state has something to expire.
    private func setAlarm() {
        alarm?.cancel()
        alarm = nil
        guard let deadline = state.deadline else { return }
        let wait = max(.zero, deadline - MonotonicClock.now())
        alarm = Task { [weak self] in
            try? await Task.sleep(nanoseconds: UInt64(wait.nanoseconds))
            guard !Task.isCancelled else { return }
            await self?.expire()
        }
    }

    private func expire() { perform(state.expire(now: MonotonicClock.now())) }

    // MARK: The end

    private func closeIfEmpty() {
        guard state.isEmpty, !isClosed else { return }
        isClosed = true
        alarm?.cancel()
        // The graph takes its stages down when the plans end.
        plans.finish()
        surroundings.onEmpty(name)
    }

    /// Sends everybody away and waits until all stages are gone.
    func close(reason: String) async {
        for id in state.order { perform(state.leave(id, reason: reason)) }
        closeIfEmpty()
        await following.value
    }
}
