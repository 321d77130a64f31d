/// The lanes that have been made and not retired; keeps them alive.
final class LaneRegistry: Sendable {
    private let lanes = Guarded<[Lane]>([])

    func remove(_ lane: Lane) {
        lanes.withLock { lanes in lanes.removeAll { $0 === lane } }
    }

    /// Gives exclusive use of the list; for the control plane.
    func withLanes<R>(_ body: (inout [Lane]) -> R) -> R {
        lanes.withLock { lanes in body(&lanes) }
    }

    func removeAll() {
        // Released outside of the lock.
        var all: [Lane] = []
        lanes.withLock { swap(&$0, &all) }
    }
}
