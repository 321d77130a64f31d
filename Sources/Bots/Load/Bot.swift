import ICE
import Media
import Peer
import SDP
import Scheduling
import SecureTransport
import Sockets
import Synchronization

/// A synthetic participant: it joins, calls and listens over the real network path.
///
/// ```
///  run ─▶ joining ─▶ calling ─▶ connected ─▶ over(nil)       left, or told good-bye
///             └──────────┴───────────┴─────▶ over(reason)    refused, failed, lost
/// ```
package actor Bot {
    /// How far it is.
    package enum State: Hashable, Sendable {
        case joining
        case calling
        case connected
        /// With the reason, where it did not end as wanted.
        case over(String?)
    }

    package nonisolated let settings: BotSettings
    let surroundings: BotSurroundings
    private let peer: PeerID
    private(set) var state = State.joining
    /// As the server names it; nil before it is let in.
    private(set) var participant: String?
    /// The names of all who were ever seen in the room, by participant.
    private(set) var names: [String: String] = [:]
    /// Who else is in the room.
    private(set) var others: Set<String> = []
    private(set) var startedAt = MonotonicClock.now()
    private(set) var connectedAt: Instant?
    private(set) var countedFrom: Instant?
    private(set) var endedAt: Instant?
    private var lastStatistics: PeerStatistics?

    private var ports: [TransportAddress] = []
    private var negotiation: ClientNegotiation?
    private var writer: SignalingClient.Writer?
    private var media: BotMedia?

    private static let counter = Atomic<UInt64>(1)
    private static let maximumNames = 10_000

    package init(_ settings: BotSettings, in surroundings: BotSurroundings) {
        self.settings = settings
        self.surroundings = surroundings
        let (number, _) = Self.counter.wrappingAdd(1, ordering: .relaxed)
        peer = PeerID(rawValue: number)
    }

    /// Takes part until it has left, was sent away, or something failed; see `state` for which.
    package func run() async {
        startedAt = MonotonicClock.now()
        do {
            try await openPort()
            let client = SignalingClient(
                address: settings.server,
                isInsecure: settings.isInsecure,
            )
            let join = SignalingRequest.join(room: settings.room, name: settings.name)
            try await client.run { session in
                let writer = session.writer
                await self.converse(through: writer)
                try await writer.send(join)
                while await !self.isOver {
                    try await self.handle(try await session.next())
                }
            }
        } catch {
            end(Task.isCancelled ? nil : "\(error)")
        }
        await release()
    }

    /// Says good-bye; `run` then returns.
    package func leave() async {
        guard !isOver else { return }
        await takeStatistics()
        let writer = writer
        end(nil)
        try? await writer?.send(.leave)
    }

    var isOver: Bool {
        if case .over = state { true } else { false }
    }

    private func end(_ reason: String?) {
        guard !isOver else { return }
        state = .over(reason)
        endedAt = MonotonicClock.now()
    }

    private func converse(through writer: SignalingClient.Writer) { self.writer = writer }

    // MARK: Signaling

    private func openPort() async throws {
        let shard = surroundings.shard
        let all = InterfaceAddresses.current()
        let local = all.filter { $0.isLoopback == settings.server.isLoopback }
        ports = try await shard.openPort(
            on: local.isEmpty ? all : local,
            impairment: settings.impairment,
        )
    }

    private func handle(_ message: SignalingMessage) async throws {
        switch message {
        case .joined(let welcome):
            try await didJoin(welcome)
        case .answer(_, let sdp):
            try call(answer: sdp)
        case .rosterJoined(let person):
            meet(person)
        case .rosterLeft(let participant):
            others.remove(participant)
        case .layout(let layout):
            await media?.eye?.announce(layout)
            latestLayout = layout
        case .error(let code, let message, let about) where about != "chat":
            throw SignalingError.complaint("\(message) (\(code))")
        case .bye(let reason):
            await takeStatistics()
            end("told good-bye: \(reason)")
        case .error, .other:
            break
        }
    }

    /// The newest layout, for an eye that opens later.
    private var latestLayout: MosaicLayout?

    private func didJoin(_ welcome: SignalingMessage.Joined) async throws {
        participant = welcome.participant
        names[welcome.participant] = settings.name
        for person in welcome.roster where person.participant != welcome.participant {
            meet(person)
        }
        latestLayout = welcome.layout
        var random = SecureRandom()
        var negotiation = ClientNegotiation(
            cname: "bot-\(peer.rawValue)",
            fingerprint: surroundings.shard.fingerprint,
            candidates: ports.enumerated().map { Candidate.host($0.element, order: $0.offset) },
            using: &random,
        )
        negotiation.addSection(.audio, direction: direction(sends: settings.sendsAudio))
        negotiation.addSection(.video, direction: direction(sends: settings.sendsVideo))
        let offer = negotiation.offer()
        self.negotiation = negotiation
        state = .calling
        try await writer?.send(.offer(id: 1, sdp: offer))
    }

    private func direction(sends: Bool) -> MediaDirection {
        MediaDirection(sends: sends, receives: settings.receives)
    }

    private func meet(_ person: SignalingMessage.Person) {
        // A server that makes people up shall not fill the memory.
        guard names.count < Self.maximumNames else { return }
        names[person.participant] = person.name
        others.insert(person.participant)
    }

    // MARK: The call

    private func call(answer: String) throws {
        guard let parameters = try negotiation?.accept(answer: answer), media == nil else { return }
        let media = try BotMedia(settings, parameters, peer: peer, in: surroundings)
        self.media = media
        let (events, continuation) = AsyncStream.makeStream(of: PeerEvent.self)
        surroundings.shard.add(peer, parameters: parameters) { continuation.yield($0) }
        media.connect()
        Task { [weak self] in
            for await event in events { await self?.handle(event) }
        }
    }

    private func handle(_ event: PeerEvent) async {
        switch event {
        case .connected:
            let now = MonotonicClock.now()
            guard connectedAt == nil, !isOver else { return }
            connectedAt = now
            state = .connected
            if let latestLayout { await media?.eye?.announce(latestLayout) }
            await media?.start(now: now)
        case .failed(let reason):
            await hangUp("the call failed: \(reason)")
        case .lost:
            await hangUp("the call was lost")
        case .bye:
            await hangUp("the server ended the call")
        case .mediaStarted, .mediaSilent, .mediaResumed, .keyFrameRequested:
            break
        }
    }

    /// The media is gone: so is the bot.
    private func hangUp(_ reason: String) async {
        guard !isOver else { return }
        await takeStatistics()
        end(reason)
        try? await writer?.send(.leave)
    }

    private func takeStatistics() async {
        if let statistics = await surroundings.shard.statistics(of: peer) {
            lastStatistics = statistics
        }
    }

    private func release() async {
        media?.stop()
        surroundings.shard.remove(peer)
        surroundings.shard.closePort(ports)
        ports = []
        writer = nil
    }

    // MARK: What it found out

    /// Forgets freezes and delays so far: what comes from here on counts.
    package func beginCount() async {
        countedFrom = MonotonicClock.now()
        await media?.eye?.reset()
        await media?.ear?.reset()
    }

    /// What it has received and sent so far.
    package func report() async -> BotReport {
        if !isOver { await takeStatistics() }
        return BotReport(
            of: self.settings,
            standing: BotStanding(
                state: state,
                participant: participant,
                names: names,
                startedAt: startedAt,
                connectedAt: connectedAt,
                countedFrom: countedFrom,
                now: endedAt ?? MonotonicClock.now(),
            ),
            statistics: lastStatistics ?? PeerStatistics(),
            picture: await media?.eye?.findings,
            sound: await media?.ear?.findings,
        )
    }
}

extension BotSettings {
    var sendsAudio: Bool {
        if case .nothing = audio { false } else { true }
    }

    var sendsVideo: Bool {
        if case .nothing = video { false } else { true }
    }
}
