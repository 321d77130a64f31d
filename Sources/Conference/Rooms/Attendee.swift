import Peer

/// A participant as its room reaches it: events to it, and its leg's negotiation.
struct Attendee: Sendable {
    let sitting: Sitting
    private let events: AsyncStream<RoomEvent>.Continuation
    /// What stays the same over the renegotiations of the present leg.
    var negotiation: Negotiation?
    var peer: PeerID?

    /// Events that a reader may leave unread before the oldest are lost.
    private static let eventBacklog = 256

    /// - Returns: the attendee, and the stream of what it is told.
    static func make(_ sitting: Sitting) -> (Attendee, AsyncStream<RoomEvent>) {
        let (stream, continuation) = AsyncStream.makeStream(
            of: RoomEvent.self,
            bufferingPolicy: .bufferingNewest(eventBacklog),
        )
        return (Attendee(sitting: sitting, events: continuation), stream)
    }

    private init(sitting: Sitting, events: AsyncStream<RoomEvent>.Continuation) {
        self.sitting = sitting
        self.events = events
    }

    func tell(_ event: RoomEvent) { events.yield(event) }

    /// Says goodbye; nothing is told any more.
    func dismiss(reason: String) {
        events.yield(.bye(reason: reason))
        events.finish()
    }
}
