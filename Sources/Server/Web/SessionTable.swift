import Conference

/// The people who joined by `POST`: they have no socket, their session's URL stands for them.
actor SessionTable {
    /// A session's name in its URL: whoever knows it may end it, so it is not to be guessed.
    struct ID: Hashable, Sendable {
        let rawValue: String

        init(rawValue: String) { self.rawValue = rawValue }

        /// 128 bits from the kernel.
        static func random() -> ID {
            var generator = SystemRandomNumberGenerator()
            let halves = [UInt64.random(in: 0 ... .max, using: &generator), generator.next()]
            return ID(rawValue: halves.map { String($0, radix: 36) }.joined())
        }
    }

    struct Session: Sendable {
        let room: String
        let seat: any Seat
        /// Names the ICE session (RFC 9725 §4.3.1).
        let entityTag: String
        /// From the offer: what a `PATCH` that is not a restart carries.
        let usernameFragment: String?
        fileprivate let attendance: Task<Void, Never>
    }

    private var sessions: [ID: Session] = [:]

    var count: Int { sessions.count }

    /// Keeps a seat until it is taken out, or the room lets go of it.
    func insert(_ admission: Admission, offer: String) -> (ID, Session) {
        let id = ID.random()
        let events = admission.events
        let session = Session(
            room: admission.room,
            seat: admission.seat,
            entityTag: "\"\(ID.random().rawValue)\"",
            usernameFragment: (try? TrickleFragment(parsing: offer))?.usernameFragment,
            attendance: Task {
                // Nobody is there to be told; the end of the events is the end of the session.
                for await _ in events {}
                if !Task.isCancelled { forget(id) }
            },
        )
        sessions[id] = session
        return (id, session)
    }

    func session(_ id: ID, in room: String) -> Session? {
        sessions[id].flatMap { $0.room == room ? $0 : nil }
    }

    /// Takes a session out; its seat is the caller's to give up.
    func remove(_ id: ID, in room: String) -> (any Seat)? {
        guard let session = session(id, in: room) else { return nil }
        sessions[id] = nil
        session.attendance.cancel()
        return session.seat
    }

    private func forget(_ id: ID) {
        sessions[id] = nil
    }
}
