import Synchronization

/// Whether the server takes new people.
package final class Readiness: Sendable {
    private let draining = Atomic(false)

    package init() {}

    package var isDraining: Bool { draining.load(ordering: .acquiring) }

    /// From now on joins are refused; what is running goes on.
    package func drain() { draining.store(true, ordering: .releasing) }
}
