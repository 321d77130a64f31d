import Foundation
import Media

/// Visitors who come and go at random, some of them without a word.
struct Soak {
    /// A group that came together.
    private struct Visit {
        let bots: BotProcess
        let people: Int
        let endsAt: ContinuousClock.Instant
        /// Killed instead of asked to leave: the server has to find out by itself.
        let isAbrupt: Bool
    }

    static let columns =
        ["", "memory MB", "threads", "descriptors"] + LiveCounts.names

    private let program: String
    private let server: ServerProcess
    private let rooms: Int
    private var generator: SplitMix64
    private var visits: [Visit] = []
    private var leaving: [BotProcess] = []
    private(set) var joins = 0
    private(set) var ordinary = 0
    private(set) var abrupt = 0

    init(program: String, server: ServerProcess, seed: UInt64, rooms: Int) {
        self.program = program
        self.server = server
        self.rooms = rooms
        generator = SplitMix64(seed: seed)
    }

    /// Keeps so many groups of visitors in the rooms, then ends them all.
    ///
    /// - Returns: a row of the table for each minute.
    mutating func run(seconds: Double, visitors: Int) async throws -> [[String]] {
        var rows: [[String]] = []
        let begin = ContinuousClock.now
        let end = begin + .seconds(seconds)
        var nextMinute = begin + .seconds(60)
        while ContinuousClock.now < end {
            let now = ContinuousClock.now
            visits = visits.filter { visit in
                guard visit.endsAt <= now || !visit.bots.isRunning else { return true }
                leave(visit)
                return false
            }
            leaving.removeAll { !$0.isRunning }
            if visits.count < visitors { visits.append(try visit(now: now)) }
            if now >= nextMinute {
                nextMinute += .seconds(60)
                let minutes = (now - begin).components.seconds / 60
                progress("\(minutes) min, \(joins) joined")
                rows.append(try sample("\(minutes) min"))
            }
            try await Task.sleep(for: .milliseconds(100))
        }
        for visit in visits { leave(visit) }
        visits = []
        while leaving.contains(where: \.isRunning) { try await Task.sleep(for: .milliseconds(100)) }
        leaving = []
        return rows
    }

    private mutating func visit(now: ContinuousClock.Instant) throws -> Visit {
        let people = Int.random(in: 1...3, using: &generator)
        let isAbrupt = Int.random(in: 0..<3, using: &generator) == 0
        let stay = Double.random(in: 0.2...6, using: &generator)
        let isSeen = Bool.random(using: &generator)
        let bots = try BotProcess(
            program: program,
            url: server.url,
            arguments: [
                "--room", "visited-\(Int.random(in: 0..<rooms, using: &generator))",
                "--count", "\(people)", "--first", "\(10 + joins % 900)", "--ramp", "10",
                "--video", isSeen ? "loop" : "none", "--size", "160x90", "--fps", "15",
                "--audio", Bool.random(using: &generator) ? "tone" : "none",
                "--watch", "none", "--listen", "none",
            ],
        )
        joins += people
        return Visit(
            bots: bots,
            people: people,
            endsAt: now + .seconds(stay),
            isAbrupt: isAbrupt,
        )
    }

    private mutating func leave(_ visit: Visit) {
        if visit.isAbrupt {
            abrupt += visit.people
            visit.bots.kill()
        } else {
            ordinary += visit.people
            visit.bots.end()
            leaving.append(visit.bots)
        }
    }

    /// Waits until nothing of a call is alive.
    ///
    /// Those who were killed are missed when their checks stay out and their seats have been kept
    /// for a while.
    ///
    /// - Returns: false if something is alive after two minutes.
    func settle() async throws -> Bool {
        progress("waiting until the killed are missed")
        for _ in 0..<240 {
            if let counts = LiveCounts(of: server), counts.areZero { return true }
            try await Task.sleep(for: .milliseconds(500))
        }
        return false
    }

    /// A row of the table.
    func sample(_ title: String) throws -> [String] {
        let reading = server.meter.read()
        guard let counts = LiveCounts(of: server) else {
            throw BenchmarkFault("the server does not answer")
        }
        return [
            title, (Double(reading.residentBytes) / 1e6).text(1), "\(reading.threads.count)",
            "\(server.meter.descriptors)",
        ] + counts.values.map(String.init)
    }
}

/// What `GET /api/v1/stats` says of the objects that calls need.
struct LiveCounts {
    private struct Answer: Decodable {
        let live: [String: Int]
    }

    static let names = [
        "rooms", "lanes", "peers", "inlets", "outlets", "decoders", "encoders", "pictures",
    ]
    /// In the order of the names.
    let values: [Int]

    init?(of server: ServerProcess) {
        guard let answer = Curl.request("GET", "\(server.url)/api/v1/stats"),
            let counts = try? JSONDecoder().decode(Answer.self, from: answer.body)
        else { return nil }
        values = Self.names.map { counts.live[$0] ?? -1 }
    }

    var areZero: Bool { values.allSatisfy { $0 == 0 } }
}
