import ServiceLifecycle

/// What services share that look after something now and then.
enum Upkeep {
    /// Waits for the next look.
    ///
    /// - Returns: false, at once, when the server is to stop.
    static func sleep(for interval: Duration) async -> Bool {
        do {
            try await cancelWhenGracefulShutdown { try await Task.sleep(for: interval) }
            return true
        } catch {
            return false
        }
    }
}
