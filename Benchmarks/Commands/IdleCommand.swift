import ArgumentParser

/// `benchmarks idle`.
struct IdleCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "idle",
        abstract: "Measure a server whose room is open and empty.",
    )

    @Option(help: "Seconds of each measurement.") var seconds = 20.0
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var results = Results()
        try await Self.measure(seconds, program.path, into: &results)
        try output.finish(results)
    }

    static func measure(
        _ seconds: Double,
        _ program: String,
        into results: inout Results,
    ) async throws {
        let server = try ServerProcess(program: program)
        var table = Table("The idle server, CPU ms per second", ["state", "server", "memory MB"])
        for (rooms, title) in [(0, "no room"), (1, "one empty room"), (20, "20 empty rooms")] {
            progress("idle: \(title)")
            for number in 0..<rooms { try open("idle-\(number)", at: server.url) }
            try await Task.sleep(for: .seconds(2))
            let use = try await server.use(seconds: seconds)
            table.add([title, use.total.text(2), use.residentMegabytes.text()])
            results.add("idle", ["rooms": "\(rooms)"], "server", use.total, "ms/s")
        }
        // A room that people have left is another thing than one that nobody has entered.
        progress("idle: a room that two people have left")
        try await visit(server, program)
        let use = try await server.use(seconds: seconds)
        table.add(["after two people left", use.total.text(2), use.residentMegabytes.text()])
        results.add("idle", ["rooms": "left"], "server", use.total, "ms/s")
        server.stop()
        print(table.text)
    }

    private static func visit(_ server: ServerProcess, _ program: String) async throws {
        let bots = try BotProcess(
            program: program,
            url: server.url,
            arguments: ["--room", "idle-0", "--count", "2", "--watch", "none"],
        )
        try await Task.sleep(for: .seconds(5))
        _ = try bots.finish()
        try await Task.sleep(for: .seconds(3))
    }

    private static func open(_ name: String, at url: String) throws {
        let room = #"{"name":"\#(name)","persistent":true}"#
        let status = Curl.request("POST", "\(url)/api/v1/rooms", json: room)?.status
        guard status == 201 || status == 409 else {
            throw BenchmarkFault("\(name) could not be opened: status \(status ?? 0)")
        }
    }
}
