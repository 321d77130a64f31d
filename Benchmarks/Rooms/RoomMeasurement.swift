import Bots
import Foundation
import Media

/// One room under load: what the server used, and what the bots received.
struct RoomMeasurement {
    let use: ProcessUse
    let report: LoadReport
    /// What the bots' own process used; for information.
    let bots: ProcessUse

    /// Starts a server, fills a room, and measures once it has settled.
    static func run(
        _ room: RoomShape,
        program: String,
        settleSeconds: Double = 8,
        seconds: Double,
    ) async throws -> RoomMeasurement {
        let server = try ServerProcess(program: program)
        let bots = try BotProcess(
            program: program,
            url: server.url,
            arguments: [
                "--room", "bench", "--count", "\(room.people)", "--talkers", "\(room.talkers)",
                "--video", "loop", "--size", "\(room.camera.width)x\(room.camera.height)",
                "--fps", "\(room.frameRate)", "--audio", "tone", "--watch", "one",
                "--listen", "one", "--ramp", "50",
            ],
        )
        try await waitForPeople(room.people, at: server.url, while: bots)
        try await Task.sleep(for: .seconds(settleSeconds))
        let first = (server.meter.read(), bots.meter.read())
        try await Task.sleep(for: .seconds(seconds))
        let last = (server.meter.read(), bots.meter.read())
        let report = try bots.finish()
        server.stop()
        return RoomMeasurement(
            use: ProcessUse(from: first.0, to: last.0),
            report: report,
            bots: ProcessUse(from: first.1, to: last.1),
        )
    }

    /// Frames that came, of those that a camera's rate promises: of the slowest bot.
    func deliveredShare(_ room: RoomShape) -> Double {
        let rates = report.bots.compactMap { $0.picture?.framesPerSecond }
        return (rates.min() ?? 0) / Double(room.frameRate)
    }

    /// The REST API tells who is in the room and connected.
    private static func waitForPeople(
        _ count: Int,
        at url: String,
        while bots: BotProcess,
    ) async throws {
        let address = "\(url)/api/v1/rooms/bench"
        for _ in 0..<600 {
            guard bots.isRunning else { throw BenchmarkFault("the bots ended early") }
            if let answer = Curl.request("GET", address),
                let room = try? JSONDecoder().decode(RoomSummary.self, from: answer.body),
                room.participants >= count
            {
                return
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw BenchmarkFault("\(count) bots did not join within a minute")
    }

    private struct RoomSummary: Decodable { let participants: Int }
}
