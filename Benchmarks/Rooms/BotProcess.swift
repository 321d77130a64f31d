import Bots
import Foundation
import Glibc

/// `tessera bot` as a process of its own, whose CPU time is not the server's.
final class BotProcess {
    let meter: ProcessMeter
    private let process: Process
    private let output: FileHandle

    /// - Parameter arguments: after `--url` and `--json`.
    init(program: String, url: String, arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(filePath: program)
        process.arguments = ["bot", "--url", url, "--json"] + arguments
        let pipe = Pipe()
        process.standardOutput = pipe
        process.standardError = FileHandle.nullDevice
        try process.run()
        self.process = process
        output = pipe.fileHandleForReading
        meter = ProcessMeter(processID: process.processIdentifier)
    }

    deinit {
        guard process.isRunning else { return }
        process.terminate()
        process.waitUntilExit()
    }

    /// Asks them to leave and does not wait.
    func end() { process.interrupt() }

    /// SIGKILL: they vanish without a word.
    func kill() { Glibc.kill(process.processIdentifier, SIGKILL) }

    var isRunning: Bool { process.isRunning }

    /// Ends the bots and reads what they found.
    func finish() throws -> LoadReport {
        process.interrupt()
        let data = try output.readToEnd() ?? Data()
        process.waitUntilExit()
        guard let report = try? JSONDecoder().decode(LoadReport.self, from: data) else {
            throw BenchmarkFault("the bots gave no report")
        }
        return report
    }
}
