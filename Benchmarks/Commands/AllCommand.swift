import ArgumentParser

/// `benchmarks all`: what docs/performance.md shows.
struct AllCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "all",
        abstract: "Run every benchmark; some fifteen minutes.",
    )

    @Option(help: "Seconds of each measurement.") var seconds = 10.0
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        print("Machine: \(Results.machine)\n")
        var results = Results()
        try KernelsCommand.measure(into: &results)
        try await IdleCommand.measure(seconds * 2, program.path, into: &results)
        let sizes = [2, 4, 9, 16, 25, 49]
        let rooms =
            sizes.map { RoomShape(people: $0, talkers: $0) }
            + sizes.dropFirst(2).map { RoomShape(people: $0, talkers: 3) }
        try await RoomsCommand.measure(rooms, seconds, program.path, into: &results)
        if GStreamerPipeline.isInstalled {
            try await GStreamerCommand.measure([4, 9], seconds, program.path, into: &results)
        } else {
            print("GStreamer is not installed, so nothing is measured beside it.\n")
        }
        try await ViewersCommand.measure(50, 150, seconds, program.path, into: &results)
        try output.finish(results)
    }
}
