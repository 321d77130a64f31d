import Media

@testable import ICE

extension Instant {
    static func after(_ milliseconds: Int) -> Instant {
        Instant(nanoseconds: 0) + .milliseconds(milliseconds)
    }
}

/// Datagrams under way in virtual time, some of them lost.
struct VirtualNetwork {
    struct Datagram {
        var bytes: [UInt8]
        /// As the receiver sees it.
        var path: TransportPath
        var arrival: Instant
    }

    /// Of a hundred datagrams so many are lost.
    var lossPercent: UInt64 = 0
    /// One way.
    var delay = Interval.milliseconds(20)
    /// Nothing from or to these addresses arrives.
    var unreachable: Set<TransportAddress> = []
    /// Addresses of a client behind a NAT, and as which they appear outside.
    var translations: [TransportAddress: TransportAddress] = [:]
    private(set) var sentCount = 0
    private var generator: SplitMix64
    private var underWay: [Datagram] = []

    init(seed: UInt64 = 1) { generator = SplitMix64(seed: seed) }

    mutating func send(_ bytes: Span<UInt8>, from path: TransportPath, now: Instant) {
        sentCount += 1
        let isLost = generator.next() % 100 < lossPercent
        let source = translations[path.local] ?? path.local
        let target = translations.first { $0.value == path.remote }?.key ?? path.remote
        guard !isLost, unreachable.isDisjoint(with: [path.local, target]) else { return }
        underWay.append(
            Datagram(
                bytes: bytes.array,
                path: TransportPath(local: target, remote: source),
                arrival: now + delay,
            )
        )
    }

    var nextArrival: Instant? { underWay.map(\.arrival).min() }

    mutating func take(now: Instant) -> Datagram? {
        guard let index = underWay.firstIndex(where: { $0.arrival <= now }) else { return nil }
        return underWay.remove(at: index)
    }
}
