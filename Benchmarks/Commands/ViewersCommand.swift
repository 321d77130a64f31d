import ArgumentParser
import Bots

/// `benchmarks viewers`.
struct ViewersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "viewers",
        abstract: "Measure what one more viewer of a room costs.",
    )

    @Option(help: "The smaller number of viewers.") var few = 50
    @Option(help: "The larger number of viewers.") var many = 150
    @Option(help: "Seconds of each measurement.") var seconds = 10.0
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard 0 < few, few < many, many <= 900 else {
            throw ValidationError("0 < --few < --many ≤ 900")
        }
        var results = Results()
        try await Self.measure(few, many, seconds, program.path, into: &results)
        try output.finish(results)
    }

    /// Two people are the picture; the others send nothing.
    static func measure(
        _ few: Int,
        _ many: Int,
        _ seconds: Double,
        _ program: String,
        into results: inout Results,
    ) async throws {
        let server = try ServerProcess(program: program, arguments: ["--rooms-capacity", "1000"])
        let people = try BotProcess(
            program: program,
            url: server.url,
            arguments: [
                "--room", "bench", "--count", "2", "--video", "loop", "--watch", "none",
                "--listen", "none",
            ],
        )
        var table = Table(
            "Viewers of one room at 1.5 Mbit/s; CPU ms per second",
            ["viewers", "server", "I/O thread", "frames a second", "packets lost"],
        )
        var uses: [Double] = []
        var crowds: [BotProcess] = []
        for (index, count) in [few, many].enumerated() {
            progress("\(count) viewers")
            crowds.append(
                try crowd(
                    of: count - (index == 0 ? 0 : few),
                    first: index * few,
                    server,
                    program,
                )
            )
            try await Task.sleep(for: .seconds(10 + Double(count) * 0.05))
            let use = try await server.use(seconds: seconds)
            uses.append(use.total)
            let io = use.threads.filter { $0.key.hasPrefix("tess-io") }.values.reduce(0, +)
            table.add(["\(count)", use.total.text(1), io.text(1)])
            results.add("viewers", ["viewers": "\(count)"], "server", use.total, "ms/s")
        }
        let reports = try crowds.map { try $0.finish() }
        _ = try people.finish()
        server.stop()
        let pictures = reports.flatMap(\.bots).compactMap(\.picture)
        let rate = pictures.map(\.framesPerSecond).min() ?? 0
        let lost = pictures.reduce(0) { $0 + $1.framesLost }
        // In ms/s for each viewer; a hundredth of it is the share of a core in per cent.
        let slope = (uses[1] - uses[0]) / Double(many - few)
        print(table.text)
        print("slope: \((slope / 10).text(3)) % of a core a viewer (bar: 0.3 %);")
        print("slowest viewer \(rate.text(1)) frames a second, \(lost) frames lost in all\n")
        results.add("viewers", [:], "slope", slope / 10, "% of a core")
        results.add("viewers", [:], "slowest viewer", rate, "frames/s")
    }

    private static func crowd(
        of count: Int,
        first: Int,
        _ server: ServerProcess,
        _ program: String,
    ) throws -> BotProcess {
        try BotProcess(
            program: program,
            url: server.url,
            arguments: [
                "--room", "bench", "--count", "\(count)", "--first", "\(100 + first)",
                "--video", "none", "--audio", "none", "--watch", "none", "--listen", "none",
                "--ramp", "30",
            ],
        )
    }
}
