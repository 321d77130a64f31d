/// Names a participant of a room for as long as its identity is kept, over reconnections.
package struct ParticipantID: Hashable, Comparable, Sendable, CustomStringConvertible {
    package let rawValue: String

    package init(_ rawValue: String) { self.rawValue = rawValue }

    package var description: String { rawValue }

    package static func < (left: ParticipantID, right: ParticipantID) -> Bool {
        left.rawValue < right.rawValue
    }
}
