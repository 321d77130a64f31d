/// One stay of a participant at its seat: from a join, or a resume, to the next one.
///
/// Whoever acts for a participant shows it, so that a socket that has been replaced by a resume can
/// no longer speak, leave or be lost in the participant's name.
package struct Sitting: Hashable, Sendable {
    package let participant: ParticipantID
    /// Counts the stays of all participants of a room.
    let number: Int
}
