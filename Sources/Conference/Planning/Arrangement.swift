package import Layout
package import Media

/// What a room's picture depends on besides its settings and who is there.
///
/// Who spoke when, numbers of people that flap, and whose turn it is where not all have a place.
/// Pure, in virtual time.
package struct Arrangement: Sendable {
    private var hold = LayoutHold()
    /// Who spoke, the last one first; those who left are not among them.
    package private(set) var speakers: [ParticipantID] = []
    /// How often places have changed hands.
    package private(set) var turn = 0
    /// When they do so again; nil: nobody waits.
    private var turnEnds: Instant?

    package init() {}

    /// When `expire` is due, or whether numbers are held is to be asked again; nil if nothing is
    /// under way.
    package var deadline: Instant? { [hold.deadline, turnEnds].compactMap(\.self).min() }

    package mutating func spoke(_ id: ParticipantID) {
        guard speakers.first != id else { return }
        forget(id)
        speakers.insert(id, at: 0)
    }

    package mutating func forget(_ id: ParticipantID) { speakers.removeAll { $0 == id } }

    /// The layout or the canvas is another: of the former scene nothing is to be held.
    package mutating func restart() {
        hold = LayoutHold()
        turnEnds = nil
    }

    /// Completes what a plan is made from.
    package mutating func complete(_ input: inout PlanInput, now: Instant) {
        input.speakers = speakers
        input.turn = turn
        input.isHeld = hold.isHeld(input.counts, now: now)
    }

    /// Takes note of the scene in force, which tells whether somebody waits for a turn.
    package mutating func follow(_ scene: Scene?, now: Instant) {
        guard let seconds = scene?.turnSeconds else { return turnEnds = nil }
        turnEnds = turnEnds ?? now + .seconds(seconds)
    }

    /// - Returns: whether a new plan is to be made.
    package mutating func expire(now: Instant) -> Bool {
        let isHoldOver = hold.deadline.map { now >= $0 } ?? false
        guard let turnEnds, now >= turnEnds else { return isHoldOver }
        turn += 1
        self.turnEnds = nil
        return true
    }
}
