import Synchronization

/// What the tasks of one socket know of each other: whether its client was heard of lately, is
/// in a room, was let go of by it; whether the socket is about to end.
final class SignsOfLife: Sendable {
    private let heard = Atomic(true)
    /// Looks in a row that found nothing.
    private let silentLooks = Atomic(0)
    private let ending = Atomic(false)
    private let seated = Atomic(false)
    private let dismissed = Atomic(false)

    /// A frame came.
    func note() { heard.store(true, ordering: .relaxed) }

    /// False at the second look in a row that finds nothing: the ping between was not answered.
    func isAliveSinceLastLook() -> Bool {
        if heard.exchange(false, ordering: .relaxed) {
            silentLooks.store(0, ordering: .relaxed)
            return true
        }
        return silentLooks.wrappingAdd(1, ordering: .relaxed).newValue < 2
    }

    /// The client is in a room now.
    func seat() { seated.store(true, ordering: .releasing) }

    var isSeated: Bool { seated.load(ordering: .acquiring) }

    /// The room has let go of the participant: the end of the socket means nothing to it.
    func dismiss() { dismissed.store(true, ordering: .releasing) }

    var isDismissed: Bool { dismissed.load(ordering: .acquiring) }

    /// The close frame is out: what comes now is dropped.
    func end() { ending.store(true, ordering: .releasing) }

    var isEnding: Bool { ending.load(ordering: .acquiring) }
}
