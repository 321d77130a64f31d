import NIOCore
import Synchronization

/// What is still to be written to one signaling socket: bounded, so that a client that does not
/// read costs a fixed amount of memory.
///
/// Any thread offers; one writer takes. A message counts as pending until `written` is called.
final class OutgoingQueue: Sendable {
    struct Limits: Hashable, Sendable {
        var messages: Int
        var bytes: Int
    }

    enum Item: Equatable, Sendable {
        case text(String)
        case ping
        case pong(ByteBuffer)
        /// The last one: the socket is to be closed.
        case close(Closing)
    }

    private struct Pending {
        var messages = 0
        var bytes = 0
        var isClosed = false
    }

    /// In the order offered; ends after `close`.
    let items: AsyncStream<Item>
    private let continuation: AsyncStream<Item>.Continuation
    private let limits: Limits
    private let pending = Mutex(Pending())

    init(limits: Limits) {
        self.limits = limits
        (items, continuation) = AsyncStream.makeStream()
    }

    /// Adds a message; false if the client is too far behind, and the message was not added.
    func offer(_ item: Item) -> Bool {
        pending.withLock { pending in
            guard !pending.isClosed else { return true }
            let bytes = item.byteCount
            guard pending.messages < limits.messages, pending.bytes + bytes <= limits.bytes else {
                return false
            }
            pending.messages += 1
            pending.bytes += bytes
            continuation.yield(item)
            return true
        }
    }

    /// Closes the socket once all before it is written; what is offered afterwards is dropped.
    func close(_ closing: Closing) {
        pending.withLock { pending in
            guard !pending.isClosed else { return }
            pending.isClosed = true
            continuation.yield(.close(closing))
            continuation.finish()
        }
    }

    /// The writer is done with an item.
    func written(_ item: Item) {
        pending.withLock { pending in
            pending.messages -= 1
            pending.bytes -= item.byteCount
        }
    }
}

extension OutgoingQueue.Item {
    fileprivate var byteCount: Int {
        switch self {
        case .text(let text): text.utf8.count
        case .pong(let data): data.readableBytes
        case .ping, .close: 0
        }
    }
}
