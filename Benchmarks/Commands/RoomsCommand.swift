import ArgumentParser
import Bots
import Foundation

/// `benchmarks rooms`.
struct RoomsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rooms",
        abstract: "Measure rooms full of bots, and the floor of each in the same run.",
    )

    @Option(help: "Numbers of people.") var people = "2,4,9,16,25,49"
    @Option(help: "How many of them talk: all, or a number.") var talkers = "all"
    @Option(help: "Seconds of each measurement.") var seconds = 10.0
    @OptionGroup var program: ProgramOptions
    @OptionGroup var output: OutputOptions

    func run() async throws {
        var results = Results()
        let numbers = people.split(separator: ",").compactMap { Int($0) }
        guard !numbers.isEmpty, numbers.allSatisfy({ (1...500).contains($0) }) else {
            throw ValidationError("--people: numbers between 1 and 500")
        }
        let shapes = try numbers.map { RoomShape(people: $0, talkers: try talkers(of: $0)) }
        try await Self.measure(shapes, seconds, program.path, into: &results)
        try output.finish(results)
    }

    private func talkers(of people: Int) throws -> Int {
        if talkers == "all" { return people }
        guard let number = Int(talkers), number >= 0 else {
            throw ValidationError("--talkers: all, or a number")
        }
        return min(number, people)
    }

    /// Floor, room, floor: the mean of the two floors is what the room is compared with.
    static func measure(
        _ shapes: [RoomShape],
        _ seconds: Double,
        _ program: String,
        into results: inout Results,
    ) async throws {
        var rooms = RoomTables()
        for shape in shapes {
            progress("\(shape.people) people, \(shape.talkers) talking")
            let floor = try RoomFloor(shape)
            let before = try floor.run(seconds: 3)
            let room = try await RoomMeasurement.run(shape, program: program, seconds: seconds)
            let after = try floor.run(seconds: 3)
            rooms.add(shape, room, floors: [before, after], into: &results)
        }
        print(rooms.text)
    }
}

/// Where the server's program is.
struct ProgramOptions: ParsableArguments {
    @Option(name: .customLong("program"), help: "The server, a release build.")
    var path = ".build/release/tessera"
}
