package import ICE
package import Media
internal import Peer

/// One direction of a bad network: datagrams go in, and come out later or not at all.
///
/// Sans-IO: it owns no socket and no clock, and everything follows from the seed and the order of
/// the calls. Losses come in bursts after Gilbert and Elliott: in the bad state everything is lost,
/// in the good one nothing. Not for the hot path: each datagram is copied into memory of its own.
///
/// ```
///  take ─▶ lost? ─▶ waits for the link's rate ─▶ delay + jitter ─▶ release
/// ```
package struct ImpairedLink: Sendable {
    /// What happened to the datagrams so far.
    package struct Counters: Hashable, Sendable {
        package var taken = 0
        package var lost = 0
        /// Dropped because the link's queue was full.
        package var overflowed = 0
    }

    private struct Flight: Sendable {
        let bytes: [UInt8]
        let path: TransportPath
        let release: Instant
    }

    /// More never wait, whatever the delay.
    private static let capacity = 16_384

    package private(set) var counters = Counters()
    private let impairment: LinkImpairment
    private var generator: SplitMix64
    private var isBad = false
    private var freeAt = Instant(nanoseconds: .min)
    private var lastRelease = Instant(nanoseconds: .min)
    /// In the order of their release; those before `first` are gone.
    private var flights: [Flight?] = []
    private var first = 0

    package init(_ impairment: LinkImpairment, seed: UInt64) {
        self.impairment = impairment
        generator = SplitMix64(seed: seed)
    }

    /// When `release` has something to do; nil: nothing is on its way.
    package var deadline: Instant? {
        first < flights.count ? flights[first]?.release : nil
    }

    /// Takes a datagram in.
    package mutating func take(_ datagram: Span<UInt8>, on path: TransportPath, now: Instant) {
        counters.taken += 1
        guard !isLost() else {
            counters.lost += 1
            return
        }
        guard flights.count - first < Self.capacity,
            let departure = departure(of: datagram.count, now: now)
        else {
            counters.overflowed += 1
            return
        }
        var release = departure + impairment.delay
        if impairment.jitter > .zero {
            let jitter = Int64.random(in: 0...impairment.jitter.nanoseconds, using: &generator)
            release += Interval(nanoseconds: jitter)
        }
        lastRelease = max(lastRelease, release)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(datagram.count)
        for index in 0..<datagram.count { bytes.append(datagram[index]) }
        flights.append(Flight(bytes: bytes, path: path, release: lastRelease))
    }

    /// Takes out the next datagram whose time has come; nil: none has.
    package mutating func release(now: Instant) -> (bytes: [UInt8], path: TransportPath)? {
        guard first < flights.count, let flight = flights[first], flight.release <= now else {
            return nil
        }
        flights[first] = nil
        first += 1
        if first == flights.count || first >= 1024 {
            flights.removeFirst(first)
            first = 0
        }
        return (flight.bytes, flight.path)
    }

    private mutating func isLost() -> Bool {
        let loss = impairment.loss
        guard loss > 0 else { return false }
        guard let burst = impairment.burst else { return chance(loss) }
        // A bad stretch lasts `burst` datagrams on average, and their share is `loss`.
        isBad = isBad ? !chance(1 / burst) : chance(min(1, loss / (burst * (1 - loss))))
        return isBad
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &generator) < probability
    }

    /// When a datagram's last bit leaves; nil: too much waits before it.
    private mutating func departure(of bytes: Int, now: Instant) -> Instant? {
        guard let rate = impairment.rate else { return now }
        let start = max(now, freeAt)
        guard start - now <= impairment.queue else { return nil }
        freeAt = start + rate.time(forBytes: bytes)
        return freeAt
    }
}
