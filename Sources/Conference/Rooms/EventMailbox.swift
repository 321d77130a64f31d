import Synchronization

/// The way of a room's events to one reader, which may be slower than the room.
///
/// The room puts in, on its actor; one task takes out. Nobody waits but the reader, and what waits
/// is bounded (`RoomEventBacklog`).
final class EventMailbox: Sendable {
    private struct State {
        var backlog = RoomEventBacklog()
        var reader: CheckedContinuation<RoomEvent?, Never>?
        var isFinished = false
    }

    private let state = Mutex(State())

    /// The events in order; ends after `finish`, or when its task is cancelled.
    var events: AsyncStream<RoomEvent> {
        AsyncStream(unfolding: { await self.next() }, onCancel: { self.finish() })
    }

    func put(_ event: RoomEvent) {
        let reader: CheckedContinuation<RoomEvent?, Never>? = state.withLock { state in
            guard !state.isFinished else { return nil }
            if let reader = state.reader.take() { return reader }
            state.backlog.append(event)
            return nil
        }
        reader?.resume(returning: event)
    }

    /// No more comes; what waits can still be taken.
    func finish() {
        let reader = state.withLock { state in
            state.isFinished = true
            return state.reader.take()
        }
        reader?.resume(returning: nil)
    }

    private func next() async -> RoomEvent? {
        await withCheckedContinuation { continuation in
            let answer: RoomEvent?? = state.withLock { state in
                if let event = state.backlog.popFirst() { return .some(event) }
                if state.isFinished { return .some(nil) }
                state.reader = continuation
                return nil
            }
            if let answer { continuation.resume(returning: answer) }
        }
    }
}
