import Peer

/// A participant as its room reaches it: events to it, and its leg's negotiation.
struct Attendee: Sendable {
    let sitting: Sitting
    private let mailbox = EventMailbox()
    /// What stays the same over the renegotiations of the present leg.
    var negotiation: Negotiation?
    var peer: PeerID?

    init(sitting: Sitting) { self.sitting = sitting }

    /// What it is told; for one reader.
    var events: AsyncStream<RoomEvent> { mailbox.events }

    func tell(_ event: RoomEvent) { mailbox.put(event) }

    /// Says goodbye; nothing is told any more.
    func dismiss(reason: String) {
        mailbox.put(.bye(reason: reason))
        mailbox.finish()
    }
}
