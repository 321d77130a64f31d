internal import Synchronization

/// How many objects of each kind that a call needs are alive: where a leak shows.
///
/// An object holds a `Token` for as long as it lives. Any thread; neither allocates nor locks.
package enum LiveCount {
    /// What is counted.
    package enum Kind: String, CaseIterable, Sendable {
        case rooms
        case lanes
        case peers
        case outlets
        case inlets
        case decoders
        case encoders
        case pictures
    }

    /// Counts its owner: a stored property is all that it takes.
    package struct Token: ~Copyable, Sendable {
        private let kind: Kind

        package init(_ kind: Kind) {
            self.kind = kind
            LiveCount.counter(of: kind).add(1)
        }

        deinit { LiveCount.counter(of: kind).add(-1) }
    }

    /// All counts at this instant.
    package static var all: [(kind: Kind, count: Int)] {
        Kind.allCases.map { ($0, counter(of: $0).value) }
    }

    private static let rooms = Counter()
    private static let lanes = Counter()
    private static let peers = Counter()
    private static let outlets = Counter()
    private static let inlets = Counter()
    private static let decoders = Counter()
    private static let encoders = Counter()
    private static let pictures = Counter()

    private static func counter(of kind: Kind) -> Counter {
        switch kind {
        case .rooms: rooms
        case .lanes: lanes
        case .peers: peers
        case .outlets: outlets
        case .inlets: inlets
        case .decoders: decoders
        case .encoders: encoders
        case .pictures: pictures
        }
    }

    /// An object, so that it can be handed around.
    private final class Counter: Sendable {
        private let count = Atomic<Int>(0)

        var value: Int { count.load(ordering: .relaxed) }

        func add(_ number: Int) { count.add(number, ordering: .relaxed) }
    }
}
