import Conference

/// The people who came by one request: they have no socket, their session's URL stands for them.
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

    /// Where a session is found: its URL, taken apart.
    struct Place: Hashable, Sendable {
        let way: WayIn
        let room: String
        let id: ID
    }

    /// Why there is no place for another one.
    enum Refusal: Error, Hashable, Sendable {
        /// The address asks too often.
        case tooFast
        /// Of the address's sessions too many wait for their media.
        case tooManyWaiting
        /// The server has as many as it holds.
        case full
    }

    /// A place that is kept for somebody who is being let in.
    struct Reservation: Sendable {
        fileprivate let address: AddressKey
    }

    private struct Session {
        let place: Place
        let seat: any Seat
        /// Gives the count of those that wait back; nil once the media has come.
        var waiting: AddressKey?
        var changes: RateLimit
        let attendance: Task<Void, Never>
    }

    private let limits: SessionLimits
    private let stopwatch = Stopwatch()
    private var addresses: AddressBook
    private var sessions: [ID: Session] = [:]
    private var reserved = 0

    init(_ limits: SessionLimits) {
        self.limits = limits
        addresses = AddressBook(limits)
    }

    var count: Int { sessions.count }

    // MARK: Opening

    /// Takes one request from what an address may ask for.
    func allowOpening(from address: AddressKey) throws(Refusal) {
        guard addresses.mayOpen(address, now: stopwatch.now) else { throw .tooFast }
    }

    /// Keeps a place; it must be given back, or be used by `insert`.
    func reserve(from address: AddressKey) throws(Refusal) -> Reservation {
        guard sessions.count + reserved < limits.maximumSessions else { throw .full }
        guard let key = addresses.reserve(address, now: stopwatch.now) else {
            throw .tooManyWaiting
        }
        reserved += 1
        return Reservation(address: key)
    }

    func giveBack(_ reservation: Reservation) {
        reserved -= 1
        addresses.release(reservation.address)
    }

    /// Keeps a seat until it is taken out, or the room lets go of it.
    func insert(_ admission: Admission, by way: WayIn, _ reservation: Reservation) -> Place {
        reserved -= 1
        let place = Place(way: way, room: admission.room, id: .random())
        let events = admission.events
        sessions[place.id] = Session(
            place: place,
            seat: admission.seat,
            waiting: reservation.address,
            changes: RateLimit(limits.changes),
            attendance: Task {
                // Nobody is there to be told; the end of the events is the end of the session.
                for await event in events where event == .connected { arrived(place.id) }
                if !Task.isCancelled { forget(place.id) }
            },
        )
        return place
    }

    // MARK: What is open

    func seat(at place: Place) -> (any Seat)? { session(at: place)?.seat }

    /// Takes one request from what may be asked of a session; false if that is used up.
    func mayChange(_ place: Place) -> Bool {
        sessions[place.id]?.changes.take(now: stopwatch.now) ?? false
    }

    /// Takes a session out; its seat is the caller's to give up.
    func remove(_ place: Place) -> (any Seat)? {
        guard let session = session(at: place) else { return nil }
        forget(place.id)
        session.attendance.cancel()
        return session.seat
    }

    private func session(at place: Place) -> Session? {
        sessions[place.id].flatMap { $0.place == place ? $0 : nil }
    }

    private func arrived(_ id: ID) {
        guard let key = sessions[id]?.waiting else { return }
        sessions[id]?.waiting = nil
        addresses.release(key)
    }

    private func forget(_ id: ID) {
        arrived(id)
        sessions[id] = nil
    }
}
