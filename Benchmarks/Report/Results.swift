import ArgumentParser
import Foundation

/// What a run found: printed as tables while it goes, kept as JSON if wanted.
struct Results {
    /// One measured figure.
    struct Figure: Codable {
        let benchmark: String
        /// What was varied, for example `people: 9`.
        let parameters: [String: String]
        let name: String
        let value: Double
        let unit: String
    }

    private struct File: Codable {
        let machine: String
        let date: String
        let figures: [Figure]
    }

    private(set) var figures: [Figure] = []

    mutating func add(
        _ benchmark: String,
        _ parameters: [String: String],
        _ name: String,
        _ value: Double,
        _ unit: String,
    ) {
        let figure = Figure(
            benchmark: benchmark,
            parameters: parameters,
            name: name,
            value: value,
            unit: unit,
        )
        figures.append(figure)
    }

    func write(to path: String) throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        let file = File(
            machine: Self.machine,
            date: ISO8601DateFormatter().string(from: Date()),
            figures: figures,
        )
        try encoder.encode(file).write(to: URL(filePath: path))
    }

    /// The processor and how many of it there are.
    static var machine: String {
        let text = (try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8)) ?? ""
        let model = text.split(separator: "\n").first { $0.hasPrefix("model name") }
        let name = model?.split(separator: ":").last.map { $0.trimmingCharacters(in: .whitespaces) }
        return
            "\(name ?? "unknown processor"), \(ProcessInfo.processInfo.activeProcessorCount) CPUs"
    }
}

/// What all commands take.
struct OutputOptions: ParsableArguments {
    @Option(help: "Also write every figure to this file, as JSON.") var json: String?

    func finish(_ results: Results) throws {
        if let json { try results.write(to: json) }
    }
}

/// Tells on standard error what is being done: the tables on standard output stay clean.
func progress(_ text: String) {
    FileHandle.standardError.write(Data("… \(text)\n".utf8))
}
