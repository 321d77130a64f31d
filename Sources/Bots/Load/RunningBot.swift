/// A bot that takes part, and the task in which it does.
struct RunningBot: Sendable {
    let bot: Bot
    let task: Task<Void, Never>

    /// Lets a bot join.
    init(_ bot: Bot) {
        self.bot = bot
        task = Task { await bot.run() }
    }
}

extension [RunningBot] {
    /// How long the server may take to close the sockets.
    private static var patienceNanoseconds: UInt64 { 2_000_000_000 }

    /// Lets them leave, and returns when all of them are gone.
    ///
    /// Not to be called in a task that is cancelled: they would not get to say good-bye.
    func dismiss() async {
        for running in self { await running.bot.leave() }
        // Who is not let go in time is cut off.
        let patience = Task {
            try await Task.sleep(nanoseconds: Self.patienceNanoseconds)
            for running in self { running.task.cancel() }
        }
        for running in self { await running.task.value }
        patience.cancel()
    }
}
