import Media
import Scheduling
import ServiceLifecycle

/// Gives memory back to the system when people have left: looks every ten seconds.
struct MemoryUpkeep: Service, CustomStringConvertible {
    /// What tells whether somebody has left: how many peers and stages there were.
    struct Watch {
        private var last = 0

        /// Notes how many are alive now; true if they were more at the last look.
        mutating func hasShrunk(to count: Int) -> Bool {
            defer { last = count }
            return count < last
        }
    }

    private static let interval = Duration.seconds(10)

    let description = "MemoryUpkeep"

    func run() async throws {
        var watch = Watch()
        while await sleep() {
            guard watch.hasShrunk(to: Self.alive()) else { continue }
            await BlockingWork.run("tess-memory") { ProcessMemory.returnFreedPages() }
        }
    }

    private static func alive() -> Int {
        LiveCount.all.lazy.filter { $0.kind == .peers || $0.kind == .lanes }
            .reduce(0) { $0 + $1.count }
    }

    /// False when the server is to stop.
    private func sleep() async -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: Self.interval) }
            return true
        } catch {
            return false
        }
    }
}
