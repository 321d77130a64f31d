import Mixing
import Synchronization

/// What a participant's sound tells its picture: how long after capture it is mixed.
///
/// Written by the sound's lane at each tick, read by the picture's lane.
final class LipSync: Sendable {
    private let offset = Atomic<Int64>(unknown)
    private static let unknown = Int64.min

    /// Nil until a sender report relates the sound to the sender's wall clock.
    var playoutOffset: PlayoutOffset? {
        let value = offset.load(ordering: .relaxed)
        return value == Self.unknown ? nil : PlayoutOffset(nanoseconds: value)
    }

    func publish(_ newOffset: PlayoutOffset?) {
        offset.store(newOffset?.nanoseconds ?? Self.unknown, ordering: .relaxed)
    }
}
