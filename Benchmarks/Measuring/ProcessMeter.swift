import Foundation

/// The CPU time of each thread of a process, as the kernel counts it.
struct ProcessMeter {
    /// CPU nanoseconds since the start, by thread.
    struct Reading {
        struct Thread {
            let name: String
            let nanoseconds: Int64
        }

        let at: ContinuousClock.Instant
        let threads: [Int: Thread]
        /// The whole process; threads that have ended included.
        let process: Int64
        /// Resident memory.
        let residentBytes: Int
    }

    let processID: Int32

    /// Open file descriptors.
    var descriptors: Int {
        let names = try? FileManager.default.contentsOfDirectory(atPath: "/proc/\(processID)/fd")
        return names?.count ?? 0
    }

    func read() -> Reading {
        var threads: [Int: Reading.Thread] = [:]
        let folder = "/proc/\(processID)/task"
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            guard let id = Int(name), let time = Self.runTime("\(folder)/\(name)/schedstat"),
                let thread = Self.text("\(folder)/\(name)/comm")
            else { continue }
            threads[id] = Reading.Thread(name: thread, nanoseconds: time)
        }
        return Reading(
            at: .now,
            threads: threads,
            process: processTime(),
            residentBytes: residentBytes(),
        )
    }

    /// utime and stime, in clock ticks of 10 ms (proc(5)).
    private func processTime() -> Int64 {
        guard let text = Self.text("/proc/\(processID)/stat"),
            let end = text.lastIndex(of: ")")
        else { return 0 }
        let fields = text[end...].split(separator: " ")
        guard fields.count > 13, let user = Int64(fields[12]), let system = Int64(fields[13])
        else { return 0 }
        return (user + system) * 10_000_000
    }

    private func residentBytes() -> Int {
        let fields = Self.text("/proc/\(processID)/statm")?.split(separator: " ") ?? []
        return fields.count > 1 ? (Int(fields[1]) ?? 0) * 4096 : 0
    }

    /// The first number: nanoseconds on a CPU.
    private static func runTime(_ path: String) -> Int64? {
        text(path)?.split(separator: " ").first.flatMap { Int64($0) }
    }

    private static func text(_ path: String) -> String? {
        guard let data = FileManager.default.contents(atPath: path) else { return nil }
        return String(decoding: data, as: UTF8.self).trimmingCharacters(in: .newlines)
    }
}

/// What a process used between two readings, in CPU milliseconds a second.
struct ProcessUse {
    let seconds: Double
    let total: Double
    /// By thread name; threads of one kind, such as `NIO-ELT-…`, together.
    let threads: [String: Double]
    let residentMegabytes: Double

    init(from first: ProcessMeter.Reading, to last: ProcessMeter.Reading) {
        let elapsed = last.at - first.at
        let seconds =
            Double(elapsed.components.seconds) + Double(elapsed.components.attoseconds) / 1e18
        var threads: [String: Double] = [:]
        for (id, thread) in last.threads {
            let before = first.threads[id]?.nanoseconds ?? 0
            threads[Self.kind(thread.name), default: 0] +=
                Double(thread.nanoseconds - before) / 1e6 / seconds
        }
        self.seconds = seconds
        self.threads = threads
        // Threads that ended in between are in neither sum of the precise kind.
        let precise = threads.values.reduce(0, +)
        let coarse = Double(last.process - first.process) / 1e6 / seconds
        total = max(precise, coarse - 10 / seconds)
        residentMegabytes = Double(last.residentBytes) / 1e6
    }

    private static func kind(_ name: String) -> String {
        if name.hasPrefix("tess-") { return name }
        return name.hasPrefix("NIO") ? "NIO" : "other"
    }
}
