/// The events that a reader has not taken yet: of what tells a state only the newest is kept.
///
/// Up to `slack` events wait as they came. Beyond that those that later ones have overtaken go:
/// somebody's earlier roster entries, somebody who came and went, earlier layouts, levels and
/// speakers. What is left grows with the number of people only; of lines of text, which nothing
/// overtakes, the newest `maximumLines` wait.
struct RoomEventBacklog {
    static let slack = 256
    static let maximumLines = 128

    private var events: [RoomEvent] = []
    private var first = 0
    private var limit = slack

    var count: Int { events.count - first }

    mutating func append(_ event: RoomEvent) {
        events.append(event)
        if count > limit { compact() }
    }

    mutating func popFirst() -> RoomEvent? {
        guard first < events.count else { return nil }
        let event = events[first]
        first += 1
        if first == events.count || first >= Self.slack {
            events.removeFirst(first)
            first = 0
        }
        return event
    }

    private mutating func compact() {
        var kept: [RoomEvent] = []
        var overtaken = Overtaken()
        // From the newest on, so that what overtakes is known.
        for event in events[first...].reversed() {
            if let event = overtaken.newest(event) { kept.append(event) }
        }
        kept.reverse()
        // Who came and went is nobody's business.
        kept.removeAll { event in
            if case .rosterLeft(let id) = event { overtaken.passersBy.contains(id) } else { false }
        }
        events = kept
        first = 0
        limit = max(Self.slack, 2 * kept.count)
    }

    /// What events later than the one that is looked at have said.
    private struct Overtaken {
        /// The newest entry of each participant that is told of.
        private var entries: [ParticipantID: RosterEntry] = [:]
        private var leavers: Set<ParticipantID> = []
        private var hasLayout = false
        private var hasLevels = false
        private var hasSpeaker = false
        private var hasConnection = false
        private var lines = 0
        /// Who joined and left within the backlog.
        private(set) var passersBy: Set<ParticipantID> = []

        /// What is to be kept of an event in view of the later ones; nil: nothing.
        mutating func newest(_ event: RoomEvent) -> RoomEvent? {
            switch event {
            case .rosterJoined(let entry):
                let id = entry.participant
                if leavers.contains(id) { passersBy.insert(id) }
                guard !leavers.contains(id) else { return nil }
                return .rosterJoined(entries[id] ?? entry)
            case .rosterUpdated(let entry):
                let id = entry.participant
                guard !leavers.contains(id), entries[id] == nil else { return nil }
                entries[id] = entry
                return event
            case .rosterLeft(let id):
                return leavers.insert(id).inserted ? event : nil
            case .layout: return Self.isFirst(&hasLayout) ? event : nil
            case .levels: return Self.isFirst(&hasLevels) ? event : nil
            case .speaker: return Self.isFirst(&hasSpeaker) ? event : nil
            case .connected: return Self.isFirst(&hasConnection) ? event : nil
            case .chat:
                lines += 1
                return lines <= RoomEventBacklog.maximumLines ? event : nil
            case .bye: return event
            }
        }

        private static func isFirst(_ isKnown: inout Bool) -> Bool {
            defer { isKnown = true }
            return !isKnown
        }
    }
}
