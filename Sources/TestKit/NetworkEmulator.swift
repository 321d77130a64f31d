package import ICE
package import Media

/// A datagram on its way through the emulated network.
package struct Flight: Sendable {
    package var source: TransportAddress
    package var destination: TransportAddress
    package var bytes: [UInt8]
    package var arrival: Instant
}

/// An emulated network in virtual time: loss, delay, jitter, reordering, duplicates, rate.
///
/// Datagrams go in by `send` and come out by `receive` once their time has come. Everything
/// follows from the seed and the order of the calls, so a scenario gives the same result each
/// time. An address may be behind a NAT: `rebind` gives it another outside address, as a NAT that
/// forgot its mapping does.
package struct NetworkEmulator: Sendable {
    /// Counters of what happened to the datagrams.
    package struct Counters: Hashable, Sendable {
        package var sent = 0
        package var lost = 0
        package var duplicated = 0
        package var reordered = 0
        package var overflowed = 0
        package var delivered = 0
    }

    private struct Link: Sendable {
        var impairment: Impairment
        var lastArrival = Instant(nanoseconds: 0)
        var freeAt = Instant(nanoseconds: 0)
    }

    package private(set) var counters = Counters()
    private var generator: SplitMix64
    private var standard = Impairment.none
    private var links: [TransportAddress: Link] = [:]
    /// Inside address → outside address.
    private var translations: [TransportAddress: TransportAddress] = [:]
    /// Sorted, the next to arrive last.
    private var flights: [Flight] = []

    package init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    /// Sets what happens to datagrams that an address sends; the address is the inside one.
    package mutating func impair(from source: TransportAddress, _ impairment: Impairment) {
        links[source, default: Link(impairment: impairment)].impairment = impairment
    }

    /// Sets what happens to datagrams from all addresses without a rule of their own.
    package mutating func impairAll(_ impairment: Impairment) {
        standard = impairment
        for key in links.keys { links[key]?.impairment = impairment }
    }

    /// Lets an inside address appear as another one from now on.
    ///
    /// What is still sent to the old outside address is lost.
    package mutating func rebind(_ inside: TransportAddress, to outside: TransportAddress) {
        translations[inside] = outside
    }

    /// When the next datagram arrives; nil: none is on its way.
    package var deadline: Instant? { flights.last?.arrival }

    package mutating func send(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        now: Instant,
    ) {
        counters.sent += 1
        var link = links[source] ?? Link(impairment: standard)
        defer { links[source] = link }
        let rules = link.impairment
        guard !generator.chance(rules.loss) else {
            counters.lost += 1
            return
        }
        guard let departure = Self.departure(of: bytes.count, on: &link, now: now) else {
            counters.overflowed += 1
            return
        }
        var arrival = departure + rules.delay
        if rules.jitter > .zero {
            arrival += Interval(
                nanoseconds: Int64.random(in: 0...rules.jitter.nanoseconds, using: &generator)
            )
        }
        if generator.chance(rules.reorder) {
            counters.reordered += 1
            arrival += rules.reorderDelay
        } else {
            arrival = max(arrival, link.lastArrival)
            link.lastArrival = arrival
        }
        let outside = translations[source] ?? source
        enqueue(bytes, from: outside, to: destination, arrival: arrival)
        if generator.chance(rules.duplicate) {
            counters.duplicated += 1
            enqueue(bytes, from: outside, to: destination, arrival: arrival + .milliseconds(1))
        }
    }

    /// Takes the next datagram that has arrived by `now`; its destination is the inside address.
    package mutating func receive(now: Instant) -> Flight? {
        while let next = flights.last, next.arrival <= now {
            flights.removeLast()
            guard let inside = inside(of: next.destination) else {
                counters.lost += 1
                continue
            }
            var flight = next
            flight.destination = inside
            counters.delivered += 1
            return flight
        }
        return nil
    }

    /// The address behind an outside address; nil if it was rebound away.
    private func inside(of outside: TransportAddress) -> TransportAddress? {
        for (inside, translated) in translations where translated == outside { return inside }
        return translations[outside] == nil ? outside : nil
    }

    /// When the last bit of a datagram leaves the link; nil: the queue is full.
    private static func departure(of count: Int, on link: inout Link, now: Instant) -> Instant? {
        guard let rate = link.impairment.rate else { return now }
        let start = max(now, link.freeAt)
        guard start - now <= rate.time(forBytes: link.impairment.queueBytes) else { return nil }
        link.freeAt = start + rate.time(forBytes: count)
        return link.freeAt
    }

    private mutating func enqueue(
        _ bytes: [UInt8],
        from source: TransportAddress,
        to destination: TransportAddress,
        arrival: Instant,
    ) {
        let flight = Flight(
            source: source,
            destination: destination,
            bytes: bytes,
            arrival: arrival,
        )
        // Later ones come first; equal ones keep the order in which they were sent.
        let place = flights.firstIndex { $0.arrival <= arrival } ?? flights.endIndex
        flights.insert(flight, at: place)
    }
}
