import Media
package import Scheduling
import SecureTransport
import Sockets
import Synchronization

/// A room in which bots keep company to whoever comes.
///
/// They call over the real network path, with clips that were encoded once. While nobody else is in
/// the room they are not there either, and cost nothing.
///
/// ```
///  asleep ── somebody joined ──▶ awake ── nobody else for 10 s ──▶ asleep
/// ```
package actor DemoRoom {
    /// The room's name.
    package static let name = "demo"
    /// Who is in it.
    package static let names = ["Ada", "Ben", "Cleo", "Dan"]
    /// How long each of them speaks.
    private static let turnSeconds = 6
    private static let patience = Interval.seconds(10)
    /// Between one bot's joining and the next's: they come in one after the other.
    private static let pace = Interval.milliseconds(250)

    private let server = Mutex<ServerAddress?>(nil)
    private let surroundings: BotSurroundings
    private let calls: AsyncStream<Void>
    private let caller: AsyncStream<Void>.Continuation
    private var media: [(BotSettings.Video, BotSettings.Audio)] = []
    /// Those who are in the room.
    private var bots: [RunningBot] = []
    /// What keeps company; nil while they are asleep.
    private var company: Task<Void, Never>?
    /// Somebody joined since the bots began to leave, or to come.
    private var wasCalled = false
    private var isEnding = false
    private var sleeper: Task<Void, any Error>?

    /// - Parameter scheduler: the program's; the bots' cameras and microphones take lanes of it.
    package init(scheduler: Scheduler) throws {
        let wallClock = MonotonicClock.wallClock()
        var configuration = ShardConfiguration(port: 0, addresses: [])
        configuration.threadName = "tess-demo"
        configuration.niceness = nil
        surroundings = BotSurroundings(
            shard: try Shard(configuration, identity: try DTLSIdentity(), wallClock: wallClock),
            scheduler: scheduler,
            wallClock: wallClock,
        )
        (calls, caller) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
    }

    /// Tells where the program itself listens; the bots come only once they know.
    package nonisolated func connect(to address: ServerAddress) {
        server.withLock { $0 = address }
    }

    /// Tells that somebody joined the room; the bots themselves may be told of too.
    ///
    /// Any thread; returns at once.
    package nonisolated func somebodyJoined() { caller.yield() }

    /// Keeps company until the task is cancelled.
    package func run() async throws {
        try prepare()
        for await _ in calls {
            wasCalled = true
            if company == nil { company = Task { await keepCompany() } }
        }
        isEnding = true
        sleeper?.cancel()
        await company?.value
        surroundings.shard.stop()
    }

    /// Encodes what the bots send, once.
    private func prepare() throws {
        for index in Self.names.indices {
            let number = index + 1
            let turns = TalkTurns.turn(
                place: index,
                of: Self.names.count,
                seconds: Self.turnSeconds,
            )
            media.append(
                (
                    .clip(try .pattern(number: number, PatternSettings()), isOwnPattern: true),
                    .clip(try .speech(number: number), turns),
                )
            )
        }
    }

    /// From the bots' coming to their going, and again if somebody came in between.
    private func keepCompany() async {
        while wasCalled, !isEnding {
            for index in Self.names.indices where !isEnding {
                join(index)
                await pause(Self.pace)
            }
            await wait()
            await bots.dismiss()
            bots = []
        }
        company = nil
    }

    /// Returns when nobody else has been there for a while.
    private func wait() async {
        var lastCompany = MonotonicClock.now()
        while !isEnding {
            await pause(.seconds(1))
            let now = MonotonicClock.now()
            if await hasCompany() { lastCompany = now }
            guard now - lastCompany >= Self.patience else { continue }
            // Whoever comes from here on is not overlooked.
            wasCalled = false
            guard await hasCompany() else { return }
        }
    }

    private func join(_ index: Int) {
        guard let server = server.withLock({ $0 }) else { return }
        var settings = BotSettings(
            number: index + 1,
            name: Self.names[index],
            room: Self.name,
            server: server,
        )
        // It calls itself: whose the certificate is, is no question.
        settings.isInsecure = true
        // What they would be sent nobody looks at.
        settings.receives = false
        (settings.video, settings.audio) = media[index]
        let bot = Bot(settings, in: surroundings)
        bots.append(RunningBot(bot))
    }

    /// Whether anybody is in the room but the bots.
    private func hasCompany() async -> Bool {
        var own: Set<String> = []
        var present: Set<String> = []
        for bot in bots.map(\.bot) where await !bot.isOver {
            if let participant = await bot.participant { own.insert(participant) }
            present.formUnion(await bot.others)
        }
        return !present.subtracting(own).isEmpty
    }

    /// Sleeps so long, or until the end.
    private func pause(_ interval: Interval) async {
        guard !isEnding else { return }
        let sleeper = Task { try await Task.sleep(nanoseconds: UInt64(interval.nanoseconds)) }
        self.sleeper = sleeper
        _ = await sleeper.result
    }
}
