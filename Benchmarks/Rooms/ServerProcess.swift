import Foundation
import Synchronization

/// `tessera serve` as a process of its own, on free ports.
final class ServerProcess {
    let url: String
    let meter: ProcessMeter
    private let process: Process

    /// Starts it and waits for its link.
    ///
    /// - Parameter program: the release build.
    init(program: String, arguments: [String] = []) throws {
        guard FileManager.default.isExecutableFile(atPath: program) else {
            throw BenchmarkFault("\(program) is missing: build it with `make release`")
        }
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments =
            ["serve", "--http-port", "0", "--media-port", "0", "--log-level", "error"] + arguments
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        self.process = process
        meter = ProcessMeter(processID: process.processIdentifier)
        guard let link = Self.link(in: output.fileHandleForReading) else {
            process.terminate()
            throw BenchmarkFault("the server did not say where it listens")
        }
        url = link
    }

    deinit { stop() }

    /// SIGTERM, and waits for its end.
    func stop() {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// What it uses from now on, for so many seconds.
    func use(seconds: Double) async throws -> ProcessUse {
        let first = meter.read()
        try await Task.sleep(for: .seconds(seconds))
        return ProcessUse(from: first, to: meter.read())
    }

    /// The server's address, from the first line that names one.
    private static func link(in handle: FileHandle) -> String? {
        var text = ""
        while let data = try? handle.read(upToCount: 256), !data.isEmpty {
            text += String(decoding: data, as: UTF8.self)
            guard let match = text.firstMatch(of: /https?:\/\/[^\s\/]+/) else { continue }
            return String(match.output)
        }
        return nil
    }
}

/// Why a benchmark cannot be run; a text for people.
struct BenchmarkFault: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) { self.description = description }
}
