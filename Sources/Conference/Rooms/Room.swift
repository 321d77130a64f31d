import Compositing
import Layout
import Media
import Peer
import Scheduling
import SecureTransport
import Synchronization

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
        let library: LayoutLibrary
        let studio: ArtworkStudio
        /// Called with the room's name once it has closed because nobody is left in it.
        let onEmpty: @Sendable (String) -> Void
    }

    /// A picture, and the 90 kHz timestamp in the room's clock of the first frame that shows it.
    struct ShownView: Sendable {
        let view: Plan.View
        let timestamp: Int64
    }

    package nonisolated let name: String
    private let live = LiveCount.Token(.rooms)
    /// Seconds since 1970.
    nonisolated let createdAt: Double
    let surroundings: Surroundings
    let clock: RoomClock
    /// Checked; its layout is called as `layoutDocument` is.
    var settings: RoomSettings
    /// What the picture follows, whatever becomes of the server's layout of this name.
    var layoutDocument: LayoutDocument
    /// Whether the layout is a document for this room alone.
    var isLayoutInline = false
    /// Who is to stand where, by slot or cell; all of them are here.
    var pins: [String: ParticipantID] = [:]
    /// Whom everybody is to see; is here.
    var spotlight: ParticipantID?
    var state: RoomState
    var attendees: [ParticipantID: Attendee] = [:]
    /// Where the events of each leg go; ended with the leg.
    var legEvents: [PeerID: AsyncStream<PeerEvent>.Continuation] = [:]
    var randomness = SecureRandom()
    /// Stays so far.
    var sittings = 0
    private(set) var plan = Plan()
    private(set) var shown: ShownView?
    private let closed = Atomic(false)
    /// Whether it has ended, from one moment to the next for everybody: nobody gets in any more.
    nonisolated var isClosed: Bool { closed.load(ordering: .acquiring) }
    private let plans: AsyncStream<Plan>.Continuation
    private let shownViews: AsyncStream<ShownView>
    let graph: StageGraph
    private let following: Task<Void, Never>
    /// Until when the picture is composed also if nobody watches; nil: it is not.
    var posesUntil: Instant?
    /// The snapshot that is being made.
    var exposure: Task<[UInt8]?, Never>?
    var speech = SpeechMonitor()
    var arrangement = Arrangement()
    /// Looks at the levels now and then, while somebody is heard.
    var listening: Task<Void, Never>?
    private var alarm: Task<Void, Never>?

    /// - Parameters:
    ///   - settings: checked.
    ///   - layout: the one that they name.
    ///   - origin: of the room's media clock.
    init(
        name: String,
        settings: RoomSettings,
        layout: LayoutDocument,
        surroundings: Surroundings,
        origin: Instant,
    ) {
        self.name = name
        self.settings = settings
        layoutDocument = layout
        self.surroundings = surroundings
        createdAt = MonotonicClock.unixSeconds()
        let configuration = surroundings.configuration
        state = RoomState(
            tileGrace: configuration.tileGrace,
            identityGrace: configuration.identityGrace,
        )
        clock = RoomClock(origin: origin)
        let (planStream, plans) = AsyncStream.makeStream(
            of: Plan.self,
            bufferingPolicy: .bufferingNewest(1),
        )
        self.plans = plans
        let (shownStream, shown) = AsyncStream.makeStream(
            of: ShownView.self,
            bufferingPolicy: .bufferingNewest(8),
        )
        let graph = StageGraph(
            roomName: name,
            scheduler: surroundings.scheduler,
            host: surroundings.host,
            configuration: configuration,
            clock: clock,
            studio: surroundings.studio,
            onShown: { shown.yield(ShownView(view: $0, timestamp: $1)) },
        )
        self.graph = graph
        following = Task {
            await graph.follow(planStream)
            shown.finish()
        }
        shownViews = shownStream
    }

    /// Starts to tell the participants what they see; once, right after `init`.
    func open() {
        Task { [weak self, shownViews] in
            for await view in shownViews { await self?.announce(view) }
        }
    }

    // MARK: What follows from a change

    /// Tells everybody, lets go of whom left, and makes a new plan where that is due.
    func perform(_ changes: [RoomState.Change]) {
        for change in changes { perform(change) }
        if changes.contains(.replan) { replan() }
        setAlarm()
        if changes.contains(where: \.isDeparture) { closeIfAbandoned() }
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
            for event in speech.forget(id) { broadcast(event) }
            arrangement.forget(id)
            unpin(id)
        case .dropPeer(let peer):
            dropLeg(peer)
        case .replan:
            break
        }
    }

    private func replan() {
        let now = MonotonicClock.now()
        var input = planInput
        arrangement.complete(&input, now: now)
        let newPlan = Plan(input)
        arrangement.follow(newPlan.views[.room]?.scene, now: now)
        guard newPlan != plan else { return }
        plan = newPlan
        if plan.views[.room] == nil { shown = nil }
        plans.yield(newPlan)
        listen()
    }

    /// What the plan depends on, as it stands; the arrangement completes it.
    var planInput: PlanInput {
        var input = PlanInput(
            canvas: settings.canvas,
            frameRate: settings.frameRate,
            layout: layoutDocument,
            participants: state.planParticipants,
            previous: plan.views[.room]?.scene,
        )
        for index in input.participants.indices {
            let id = input.participants[index].id
            input.participants[index].state.isSpeaking = id == speech.speaker
        }
        input.spotlight = spotlight
        input.pins = pins
        input.isPictureWanted = posesUntil != nil
        return input
    }

    func broadcast(_ event: RoomEvent, except id: ParticipantID? = nil) {
        for (attendee, presence) in attendees where attendee != id { presence.tell(event) }
    }

    // MARK: The layout that is seen

    private func announce(_ view: ShownView) {
        shown = view
        for (id, attendee) in attendees { attendee.tell(.layout(layout(for: id))) }
    }

    /// The layout as it concerns one viewer: with the timestamp of its own RTP clock.
    func layout(for id: ParticipantID) -> LayoutState {
        guard let view = shown?.view ?? plan.views[.room] else {
            return LayoutState(name: settings.layout, canvas: settings.canvas, regions: [])
        }
        var layout = LayoutState(name: view.layout, scene: view.scene)
        if let shown, let leg = state.leg(of: id), leg.tracks.videoOut != nil {
            let offset = leg.tracks.videoTimestampOffset
            layout.rtpTimestamp = UInt32(truncatingIfNeeded: shown.timestamp) &+ offset
        }
        return layout
    }

    // MARK: Time

    /// Sleeps until there is something to expire.
    private func setAlarm() {
        alarm?.cancel()
        alarm = nil
        let deadlines = [state.deadline, posesUntil, arrangement.deadline].compactMap(\.self)
        guard let deadline = deadlines.min(), !isClosed else { return }
        let wait = max(.zero, deadline - MonotonicClock.now())
        alarm = Task { [weak self] in
            try? await Task.sleep(nanoseconds: UInt64(wait.nanoseconds))
            guard !Task.isCancelled else { return }
            await self?.expire()
        }
    }

    private func expire() {
        let now = MonotonicClock.now()
        var changes = state.expire(now: now)
        if let end = posesUntil, now >= end {
            posesUntil = nil
            changes.append(.replan)
        }
        if arrangement.expire(now: now) { changes.append(.replan) }
        perform(changes)
    }

    // MARK: The end

    /// A room that is not to stay closes when the last one has left, or nobody is left to wait for.
    func closeIfAbandoned() {
        guard state.isEmpty, !settings.isPersistent else { return }
        end()
    }

    private func end() {
        guard !isClosed else { return }
        closed.store(true, ordering: .releasing)
        alarm?.cancel()
        listening?.cancel()
        // The graph takes its stages down when the plans end.
        plans.finish()
        surroundings.onEmpty(name)
    }

    /// Sends everybody away and waits until all stages are gone.
    func close(reason: String) async {
        for id in state.order { perform(state.leave(id, reason: reason)) }
        end()
        await following.value
    }
}
