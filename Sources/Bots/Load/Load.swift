import Glibc
import Media
import Scheduling
import SecureTransport
import Sockets

/// A number of bots in one room, from the first joining to the last report.
package actor Load {
    package nonisolated let settings: LoadSettings
    private let surroundings: BotSurroundings
    private var bots: [RunningBot] = []
    private var isStopping = false
    private var startedAt = MonotonicClock.now()
    /// What `wait` waits for, and which wait it is.
    private var waiting: CheckedContinuation<Void, Never>?
    private var waits = 0

    /// Starts the threads that carry the bots.
    package init(_ settings: LoadSettings) throws {
        self.settings = settings
        let wallClock = MonotonicClock.wallClock()
        var configuration = ShardConfiguration(port: 0, addresses: [])
        configuration.threadName = "tess-bots"
        // Bots are no server: they stand behind it where both share a machine.
        configuration.niceness = nil
        surroundings = BotSurroundings(
            shard: try Shard(configuration, identity: try DTLSIdentity(), wallClock: wallClock),
            scheduler: try Scheduler(),
            wallClock: wallClock,
        )
    }

    /// Lets the bots join, waits until the time is over or `stop`, and lets them leave.
    ///
    /// - Returns: what they found out.
    /// - Throws: `MediaFault` and errors of the codecs, before any bot has joined.
    package func run() async throws -> LoadReport {
        let library = try MediaLibrary(settings)
        startedAt = MonotonicClock.now()
        let numbers = Set(settings.firstNumber..<settings.firstNumber + settings.count)
        for index in 0..<settings.count where !isStopping {
            let bot = Bot(try makeSettings(index, library, numbers), in: surroundings)
            bots.append(RunningBot(bot))
            await wait(.milliseconds(settings.rampMilliseconds))
        }
        await wait(Interval(seconds: settings.warmUpSeconds))
        for running in bots { await running.bot.beginCount() }
        await wait(settings.durationSeconds.map { Interval(seconds: $0) })
        let report = await report()
        await end()
        return report
    }

    /// Ends `run` early, with a report.
    package func finish() {
        isStopping = true
        wake(from: waits)
    }

    /// What they have found out so far.
    package func report() async -> LoadReport {
        var reports: [BotReport] = []
        for running in bots { reports.append(await running.bot.report()) }
        return LoadReport(
            url: settings.server.description,
            room: settings.room,
            seconds: rounded((MonotonicClock.now() - startedAt).seconds),
            processMilliseconds: Self.processMilliseconds(),
            bots: reports,
        )
    }

    private func makeSettings(
        _ index: Int,
        _ library: MediaLibrary,
        _ numbers: Set<Int>,
    ) throws -> BotSettings {
        let number = settings.firstNumber + index
        var bot = BotSettings(
            number: number,
            name: "\(settings.namePrefix) \(number)",
            room: settings.room,
            server: settings.server,
        )
        bot.isInsecure = settings.isInsecure
        bot.video = try library.video(number: number)
        bot.audio = try library.audio(number: number, index: index)
        bot.receives = settings.receives
        bot.watches = settings.watch.includes(index)
        // The tests' participants have the first five numbers: they may be in the room too.
        bot.listensFor = settings.listen.includes(index) ? numbers.union(0..<5) : nil
        bot.impairment = settings.impairment
        bot.impairment?.seed &+= UInt64(index)
        return bot
    }

    /// Waits so long, or until `finish`; nil: for `finish` only.
    private func wait(_ interval: Interval?) async {
        guard !isStopping else { return }
        waits += 1
        let timer = interval.map { [waits] interval in
            Task {
                try await Task.sleep(nanoseconds: UInt64(max(0, interval.nanoseconds)))
                wake(from: waits)
            }
        }
        await withCheckedContinuation { waiting = $0 }
        timer?.cancel()
    }

    private func wake(from wait: Int) {
        guard wait == waits else { return }
        waiting?.resume()
        waiting = nil
    }

    private func end() async {
        await bots.dismiss()
        surroundings.shard.stop()
        surroundings.scheduler.stop()
    }

    /// CPU time that this process has used.
    private static func processMilliseconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func milliseconds(_ time: timeval) -> Double {
            Double(time.tv_sec) * 1000 + Double(time.tv_usec) / 1000
        }
        return rounded(milliseconds(usage.ru_utime) + milliseconds(usage.ru_stime))
    }
}

extension ServerAddress: CustomStringConvertible {
    package var description: String { "\(isSecure ? "https" : "http")://\(authority)" }
}
