/// Why a shard dropped a datagram before or after its peers saw it.
package enum SocketDrop: Int, CaseIterable, Sendable {
    /// Longer than any datagram that we take.
    case truncated
    /// Its source cannot be answered, or it is empty.
    case unaddressed
    /// A check whose USERNAME names no peer of ours.
    case unknownUsername
    /// Media from an unknown source whose SSRC belongs to no peer.
    case unknownMedia
    /// Anything else from an unknown source.
    case unknownSource
    /// From unknown sources, more than the shard looks at.
    case rateLimited
    /// The socket's buffer had no room.
    case sendBlocked
    /// The system refused to send (no route, too long, …).
    case sendFailed
}

/// What went through a shard's sockets since it was made.
package struct SocketCounters: Hashable, Sendable {
    package internal(set) var datagramsReceived = 0
    package internal(set) var bytesReceived = 0
    package internal(set) var datagramsSent = 0
    package internal(set) var bytesSent = 0
    /// Sends in which the kernel cut one piece into several datagrams.
    package internal(set) var segmentedSends = 0
    /// Plain STUN binding requests that were answered.
    package internal(set) var bindingsAnswered = 0
    /// Media from an unknown source that was handed to the peer of its SSRC.
    package internal(set) var mediaOffered = 0
    /// Errors that ICMP messages left in a socket, and others of receiving.
    package internal(set) var receiveErrors = 0
    /// Peers at the moment.
    package internal(set) var peers = 0
    private var drops = InlineCounts()

    package init() {}

    /// How many datagrams were dropped for a reason.
    package internal(set) subscript(_ reason: SocketDrop) -> Int {
        get { drops.counts[reason.rawValue] }
        set { drops.counts[reason.rawValue] = newValue }
    }

    /// Datagrams dropped for any reason.
    package var dropped: Int { SocketDrop.allCases.reduce(0) { $0 + self[$1] } }

    /// Makes an inline array comparable.
    private struct InlineCounts: Hashable, Sendable {
        var counts = InlineArray<8, Int>(repeating: 0)

        static func == (left: InlineCounts, right: InlineCounts) -> Bool {
            left.counts.indices.allSatisfy { left.counts[$0] == right.counts[$0] }
        }

        func hash(into hasher: inout Hasher) {
            for index in counts.indices { hasher.combine(counts[index]) }
        }
    }
}
