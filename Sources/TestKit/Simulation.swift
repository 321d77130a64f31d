package import ICE
package import Media

/// Something with addresses in an emulated network.
package protocol VirtualEndpoint: AnyObject {
    /// The inside addresses at which datagrams are delivered to it.
    var addresses: [TransportAddress] { get }
    /// When it wants to be woken; nil: only by a datagram.
    var deadline: Instant? { get }
    /// A datagram has arrived.
    func receive(_ flight: Flight, in network: inout NetworkEmulator, now: Instant)
    /// Its deadline has come.
    func wake(in network: inout NetworkEmulator, now: Instant)
}

/// A world in virtual time: one network and those who talk over it.
///
/// Time jumps from one event to the next. At one instant datagrams are delivered first, in the
/// order in which they were sent, then endpoints are woken in the order in which they were added.
package final class Simulation {
    /// The virtual clock; it starts at a thousand seconds, so that differences stay positive.
    package private(set) var now = Instant(nanoseconds: 1_000_000_000_000)
    package var network: NetworkEmulator
    private var endpoints: [any VirtualEndpoint] = []
    private var eventsAtThisInstant = 0

    /// More events than this at one instant mean that somebody's deadline does not move on.
    private static let mostEventsAtOnce = 20_000

    package init(seed: UInt64) { network = NetworkEmulator(seed: seed) }

    /// Maps the virtual clock to a wall clock in the year 2025.
    package var wallClock: WallClock {
        WallClock(anchor: Instant(nanoseconds: 0), unixNanoseconds: 1_750_000_000_000_000_000)
    }

    package func add(_ endpoint: any VirtualEndpoint) { endpoints.append(endpoint) }

    package func remove(_ endpoint: any VirtualEndpoint) {
        endpoints.removeAll { $0 === endpoint }
    }

    /// Lets time pass.
    package func run(for time: Interval) { run(until: now + time) }

    /// Lets time pass to an instant; everything due at it happens.
    package func run(until end: Instant) {
        while let next = nextEvent(), next <= end { step(to: next) }
        now = max(now, end)
    }

    /// Lets time pass until a condition holds, tested after each event.
    ///
    /// - Returns: false if it did not hold within the limit.
    @discardableResult
    package func run(atMost limit: Interval, until condition: () -> Bool) -> Bool {
        let end = now + limit
        while !condition() {
            guard let next = nextEvent(), next <= end else {
                now = end
                return condition()
            }
            step(to: next)
        }
        return true
    }

    private func nextEvent() -> Instant? {
        var next = network.deadline
        for endpoint in endpoints {
            guard let deadline = endpoint.deadline else { continue }
            next = min(next ?? deadline, deadline)
        }
        return next
    }

    private func step(to instant: Instant) {
        if instant > now {
            now = instant
            eventsAtThisInstant = 0
        }
        eventsAtThisInstant += 1
        precondition(
            eventsAtThisInstant < Self.mostEventsAtOnce,
            "a deadline moves on after it was handled",
        )
        while let flight = network.receive(now: now) {
            let receiver = endpoints.first { $0.addresses.contains(flight.destination) }
            receiver?.receive(flight, in: &network, now: now)
        }
        for endpoint in endpoints {
            guard let deadline = endpoint.deadline, deadline <= now else { continue }
            endpoint.wake(in: &network, now: now)
        }
    }
}
