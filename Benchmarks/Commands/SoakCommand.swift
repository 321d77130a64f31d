import ArgumentParser
import Bots
import Foundation

/// `benchmarks soak`.
struct SoakCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "soak",
        abstract: "Let bots join and leave at random, and see that nothing of them stays behind.",
        discussion: """
            Two residents stay in the first room and tell what they received. The exit code is 1 if \
            something was left behind, or if the residents were disturbed.
            """,
    )

    @Option(help: "Minutes of coming and going.") var minutes = 10.0
    @Option(help: "Visitors at a time.") var visitors = 4
    @Option(help: "Rooms, besides the residents'.") var rooms = 3
    @Option(help: "Of the random choices.") var seed: UInt64 = 1
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard minutes > 0, (1...50).contains(visitors), (1...50).contains(rooms) else {
            throw ValidationError("--minutes above 0, --visitors and --rooms between 1 and 50")
        }
        let server = try ServerProcess(program: program.path)
        var soak = Soak(program: program.path, server: server, seed: seed, rooms: rooms)
        var table = Table("Soak: \(minutes) minutes, seed \(seed)", Soak.columns)

        // The first visitors make what stays for good: caches, threads, the allocator's arenas.
        table.add(try soak.sample("empty"))
        _ = try await soak.run(seconds: min(60, minutes * 60 / 4), visitors: visitors)
        let isWarmEmpty = try await soak.settle()
        table.add(try soak.sample("after a warm-up"))
        let before = server.meter.read().residentBytes

        let residents = try BotProcess(
            program: program.path,
            url: server.url,
            arguments: [
                "--room", "residents", "--count", "2", "--video", "loop", "--size", "320x180",
                "--watch", "one", "--listen", "one",
            ],
        )
        for row in try await soak.run(seconds: minutes * 60, visitors: visitors) { table.add(row) }
        let report = try residents.finish()
        let isEmpty = try await soak.settle()
        table.add(try soak.sample("after all have left"))
        let after = server.meter.read().residentBytes
        print(table.text)
        try judge(soak, report, growth: Double(after) / Double(before) - 1, isWarmEmpty && isEmpty)
        server.stop()
    }

    private func judge(
        _ soak: Soak,
        _ report: LoadReport,
        growth: Double,
        _ isEmpty: Bool,
    ) throws {
        let pictures = report.bots.compactMap(\.picture)
        let freezes = pictures.reduce(0) { $0 + $1.freezes }
        let frozen = pictures.reduce(0) { $0 + $1.frozenMilliseconds }
        let rate = pictures.map(\.framesPerSecond).min() ?? 0
        print("\(soak.joins) joined: \(soak.ordinary) said goodbye, \(soak.abrupt) were killed")
        print("memory after, against after the warm-up: \((100 * growth).text(1)) %")
        print("residents: \(rate.text(1)) frames a second, \(freezes) freezes, \(frozen) ms frozen")
        print(isEmpty ? "nothing was left behind" : "something was left behind")
        var results = Results()
        results.add("soak", [:], "joins", Double(soak.joins), "people")
        results.add("soak", [:], "memory growth", 100 * growth, "%")
        results.add("soak", [:], "residents' freezes", Double(freezes), "freezes")
        try output.finish(results)
        if !isEmpty || growth > 0.05 || rate < 1 { throw ExitCode.failure }
    }
}
