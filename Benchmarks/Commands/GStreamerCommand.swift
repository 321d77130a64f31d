import ArgumentParser
import Foundation

/// `benchmarks gstreamer`.
struct GStreamerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gstreamer",
        abstract: "Measure the server beside a GStreamer pipeline that does the same job.",
    )

    @Option(help: "Numbers of people.") var people = "4,9"
    @Option(help: "Seconds of each measurement.") var seconds = 10.0
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        guard GStreamerPipeline.isInstalled else {
            throw ValidationError(
                "gst-launch-1.0 is missing: apt-get install gstreamer1.0-tools "
                    + "gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad"
            )
        }
        var results = Results()
        let numbers = people.split(separator: ",").compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ (1...90).contains($0) }) else {
            throw ValidationError("--people: numbers between 1 and 90")
        }
        try await Self.measure(numbers, seconds, program.path, into: &results)
        try output.finish(results)
    }

    /// Pipeline, server, pipeline: so that a noisy minute hits both.
    static func measure(
        _ numbers: [Int],
        _ seconds: Double,
        _ program: String,
        into results: inout Results,
    ) async throws {
        var table = Table(
            "Beside a GStreamer pipeline (decode, compositor, encode, N−1 audiomixers, plain UDP); "
                + "CPU ms per second",
            [
                "people", "GStreamer", "its frames/s", "server", "its frames/s",
                "server / GStreamer",
            ],
        )
        for people in numbers {
            let room = RoomShape(people: people, talkers: people)
            progress("GStreamer: \(people) people")
            let first = try await pipeline(room, seconds)
            let server = try await RoomMeasurement.run(room, program: program, seconds: seconds)
            let second = try await pipeline(room, seconds)
            let peer = (first.cost + second.cost) / 2
            table.add([
                "\(people)", peer.text(), min(first.rate, second.rate).text(1),
                server.use.total.text(), (server.deliveredShare(room) * 30).text(1),
                (server.use.total / peer).text(2),
            ])
            let parameters = ["people": "\(people)"]
            results.add("gstreamer", parameters, "gstreamer", peer, "ms/s")
            results.add("gstreamer", parameters, "server", server.use.total, "ms/s")
            results.add("gstreamer", parameters, "ratio", server.use.total / peer, "")
        }
        print(table.text)
    }

    private static func pipeline(
        _ room: RoomShape,
        _ seconds: Double,
    ) async throws -> (cost: Double, rate: Double) {
        let pipeline = GStreamerPipeline(room: room, firstPort: 41_000)
        let counter = try PacketCounter(ports: (0..<room.people).map(pipeline.videoOutput))
        let sender = try PlainSender(
            room,
            videoPort: pipeline.videoInput,
            soundPort: pipeline.soundInput,
        )
        let process = try pipeline.start()
        defer {
            sender.stop()
            process.terminate()
            process.waitUntilExit()
        }
        try await Task.sleep(for: .seconds(2))
        sender.start()
        try await Task.sleep(for: .seconds(6))
        guard process.isRunning else { throw BenchmarkFault("the pipeline ended early") }
        let meter = ProcessMeter(processID: process.processIdentifier)
        _ = counter.takeMarkers()
        let before = meter.read()
        var frames = [Int](repeating: 0, count: room.people)
        for _ in 0..<Int(seconds * 2) {
            try await Task.sleep(for: .milliseconds(500))
            for (index, count) in counter.takeMarkers().enumerated() { frames[index] += count }
        }
        let use = ProcessUse(from: before, to: meter.read())
        return (use.total, Double(frames.min() ?? 0) / use.seconds)
    }
}
