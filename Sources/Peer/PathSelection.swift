import ICE
import Media

/// Which pair of addresses a peer sends on.
///
/// A nominated check decides. Where none has been nominated yet, the newest path with a valid
/// check serves, so that the handshake can start. SRTP that authenticates with a fresh index from
/// a new address moves the path as well (the client's NAT forgot it), at most once a second; the
/// next nominated check confirms that or moves it back. Bare RTP never moves anything.
struct PathSelection {
    private static let shortestStay = Interval.seconds(1)
    private static let remembered = 4

    /// The path to send on; nil before the first valid check.
    private(set) var current: TransportPath?
    /// How often the path moved after it was first nominated.
    private(set) var changes = 0
    private var isNominated = false
    private var lastMediaMove: Instant?
    /// The last paths with a valid check, in a ring.
    private var validated = InlineArray<4, TransportPath?>(repeating: nil)
    private var next = 0

    /// A check that authenticates came in, or one of ours was answered.
    mutating func didValidate(_ path: TransportPath, nominated: Bool) {
        if !isValidated(path) {
            validated[next] = path
            next = (next + 1) % Self.remembered
        }
        guard nominated || !isNominated else { return }
        if isNominated, current != path { changes += 1 }
        current = path
        isNominated = isNominated || nominated
    }

    /// An SRTP packet newer than all before it was authenticated.
    mutating func didAuthenticate(_ path: TransportPath, now: Instant) {
        guard path != current, isNominated else { return }
        if let lastMediaMove, now - lastMediaMove < Self.shortestStay { return }
        lastMediaMove = now
        current = path
        changes += 1
    }

    /// Whether DTLS may come from there.
    func isTrusted(_ path: TransportPath) -> Bool { path == current || isValidated(path) }

    private func isValidated(_ path: TransportPath) -> Bool {
        for index in 0..<Self.remembered where validated[index] == path { return true }
        return false
    }
}
