internal import Synchronization

/// The way of commands to a shard's thread, and of its counters back.
final class ShardMailbox: Sendable {
    private struct State {
        var commands: [ShardCommand] = []
        var isClosed = false
    }

    let waker: ShardWaker
    private let state = Mutex(State())
    private let published = Mutex(SocketCounters())

    init() throws(SocketError) { waker = try ShardWaker() }

    /// The counters as of the thread's last round.
    var counters: SocketCounters { published.withLock { $0 } }

    func publish(_ counters: SocketCounters) { published.withLock { $0 = counters } }

    /// Queues a command; after the thread has ended there is nobody to do it.
    func post(_ command: ShardCommand) {
        let isClosed = state.withLock { state in
            if !state.isClosed { state.commands.append(command) }
            return state.isClosed
        }
        if isClosed { Self.refuse(command) } else { waker.wake() }
    }

    /// Moves all queued commands into an array, whose storage is used again.
    func take(into commands: inout [ShardCommand]) {
        commands.removeAll(keepingCapacity: true)
        state.withLock { swap(&$0.commands, &commands) }
    }

    /// Ends the way: what is queued and what comes later is refused.
    func close() {
        let rest = state.withLock { state in
            state.isClosed = true
            defer { state.commands = [] }
            return state.commands
        }
        for command in rest { Self.refuse(command) }
    }

    private static func refuse(_ command: ShardCommand) {
        switch command {
        case .statistics(_, let continuation):
            continuation.resume(returning: nil)
        case .openPort(_, _, let continuation):
            continuation.resume(returning: .failure(.noAddress))
        default:
            break
        }
    }
}
