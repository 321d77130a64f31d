package import Media

/// Keeps an arrangement while the number of people flaps.
///
/// Somebody whose connection drops and comes back would otherwise move everybody else twice. A new
/// number counts once it has stood for 500 ms, or after two seconds in which it changed all the
/// time. The first people, and the last one's leave, count at once: there is nobody to disturb.
///
/// A value in virtual time: ask `isHeld` after each change and again at `deadline`.
package struct LayoutHold: Hashable, Sendable {
    /// The numbers that an arrangement follows from.
    package struct Counts: Hashable, Sendable {
        package var participants: Int
        package var videoParticipants: Int

        package init(participants: Int, videoParticipants: Int) {
            self.participants = participants
            self.videoParticipants = videoParticipants
        }

        package init(of people: [LayoutParticipant]) {
            participants = people.count
            videoParticipants = people.count(where: \.hasVideo)
        }
    }

    private struct Pending: Hashable {
        var counts: Counts
        var since: Instant
        /// When the numbers left the settled ones.
        var began: Instant
    }

    package static let time = Interval.milliseconds(500)
    package static let longest = Interval.seconds(2)

    private var settled: Counts?
    private var pending: Pending?

    package init() {}

    /// When to ask again; nil if nothing is held.
    package var deadline: Instant? {
        pending.map { min($0.since + Self.time, $0.began + Self.longest) }
    }

    /// Takes note of the numbers now.
    ///
    /// - Returns: whether the arrangement of before is to stay.
    package mutating func isHeld(_ counts: Counts, now: Instant) -> Bool {
        guard let settled, settled.participants > 0, counts.participants > 0, settled != counts
        else {
            settle(counts)
            return false
        }
        if pending?.counts != counts {
            pending = Pending(counts: counts, since: now, began: pending?.began ?? now)
        }
        guard let deadline, now < deadline else {
            settle(counts)
            return false
        }
        return true
    }

    private mutating func settle(_ counts: Counts) {
        settled = counts
        pending = nil
    }
}
