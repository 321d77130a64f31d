import Synchronization

/// Counts the connections that are open, and says whether there is room for another one.
///
/// Any thread may ask: each connection lives on an event loop of its own.
final class ConnectionCensus: Sendable {
    /// Who a connection is from, as far as counting goes.
    enum Origin: Hashable, Sendable {
        case address(AddressKey)
        /// This machine, or nobody who can be told from others: not counted apart.
        case anywhere
    }

    /// What becomes of a new connection.
    enum Verdict: Hashable, Sendable {
        /// It is counted; `leave` must follow.
        case welcome
        /// There is no room: it is told so, and `refused` must follow.
        case refuse
        /// There is no room, and enough are being told so already.
        case cut
    }

    /// What was seen so far.
    struct Tally: Hashable, Sendable {
        /// Those that are open now.
        var open = 0
        /// Those for which there was no room.
        var refused = 0
        /// Those that were ended because the other side took too long to ask or to read.
        var tooSlow = 0
    }

    private struct State {
        var tally = Tally()
        var byAddress: [AddressKey: Int] = [:]
        var beingRefused = 0
    }

    /// Refusals that are written at the same time; each lives for a second.
    static let maximumRefusals = 64

    private let limits: ConnectionLimits
    private let state = Mutex(State())

    init(_ limits: ConnectionLimits) { self.limits = limits }

    var tally: Tally { state.withLock { $0.tally } }

    func admit(_ origin: Origin) -> Verdict {
        state.withLock { state in
            var hasRoom = state.tally.open < limits.total
            if case .address(let key) = origin {
                hasRoom = hasRoom && state.byAddress[key, default: 0] < limits.perAddress
            }
            guard hasRoom else {
                state.tally.refused += 1
                guard state.beingRefused < Self.maximumRefusals else { return .cut }
                state.beingRefused += 1
                return .refuse
            }
            state.tally.open += 1
            if case .address(let key) = origin { state.byAddress[key, default: 0] += 1 }
            return .welcome
        }
    }

    /// A connection that was welcome has ended.
    func leave(_ origin: Origin) {
        state.withLock { state in
            state.tally.open -= 1
            guard case .address(let key) = origin, let count = state.byAddress[key] else { return }
            state.byAddress[key] = count > 1 ? count - 1 : nil
        }
    }

    /// A connection that was refused has ended.
    func refused() { state.withLock { $0.beingRefused -= 1 } }

    /// A connection is ended for taking too long.
    func noteTooSlow() { state.withLock { $0.tally.tooSlow += 1 } }
}
