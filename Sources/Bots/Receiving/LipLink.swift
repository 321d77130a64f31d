import Mixing
import Synchronization

/// What a bot's ear tells its eye: how long after capture the sound is played.
final class LipLink: Sendable {
    private static let unknown = Int64.min
    private let offset = Atomic<Int64>(unknown)

    var playoutOffset: PlayoutOffset? {
        let value = offset.load(ordering: .relaxed)
        return value == Self.unknown ? nil : PlayoutOffset(nanoseconds: value)
    }

    func publish(_ offset: PlayoutOffset?) {
        self.offset.store(offset?.nanoseconds ?? Self.unknown, ordering: .relaxed)
    }
}
