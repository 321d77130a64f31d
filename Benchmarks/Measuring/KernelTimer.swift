/// Times a short piece of work by running it many times over.
struct KernelTimer {
    /// Rounds of which the median counts.
    var rounds = 7
    /// CPU time that one round takes at least.
    var roundNanoseconds: Int64 = 30_000_000

    /// CPU nanoseconds of one run of `body`: the median of the rounds.
    func nanoseconds(_ body: () -> Void) -> Double {
        var repetitions = 1
        // The first rounds warm caches and pools, and find how often to repeat.
        while round(repetitions, body) < roundNanoseconds, repetitions < 1 << 28 {
            repetitions *= 2
        }
        let figures = (0..<rounds).map { _ in Double(round(repetitions, body)) }
        return figures.sorted()[rounds / 2] / Double(repetitions)
    }

    private func round(_ repetitions: Int, _ body: () -> Void) -> Int64 {
        let began = ThreadClock.nanoseconds()
        for _ in 0..<repetitions { body() }
        return ThreadClock.nanoseconds() - began
    }
}
