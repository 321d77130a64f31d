package import Media
import Synchronization

/// Why an encoding should make a key frame.
package enum KeyFrameRequest: UInt8, Hashable, Sendable {
    /// A viewer lost packets for good and cannot decode any more.
    case loss = 1
    /// A viewer starts to watch: it has nothing to decode from.
    case newcomer = 2
}

/// The way of one encoding from its lane to all peers that receive it.
///
/// The lane writes a unit to `ring` and calls `notify`; the host's thread reads the ring and hands
/// each unit to every subscribed peer. Requests for key frames come back through an atomic.
package final class MediaOutlet: Sendable {
    package let kind: MediaKind
    /// A unit is one Opus packet or one whole VP8 frame.
    package let ring: RecordRing
    private let onUnit: @Sendable () -> Void
    private let request = Atomic<UInt8>(0)
    private let live = LiveCount.Token(.outlets)

    /// - Parameters:
    ///   - capacityBytes: see `RecordRing`.
    ///   - notify: wakes the host; must not block.
    package init(
        kind: MediaKind,
        capacityBytes: Int,
        notify: @escaping @Sendable () -> Void,
    ) {
        self.kind = kind
        ring = RecordRing(capacityBytes: capacityBytes)
        onUnit = notify
    }

    /// Tells the host that a unit lies in the ring; the lane calls it after it wrote.
    package func notify() { onUnit() }

    /// Asks the encoder for a key frame; any thread.
    ///
    /// Requests coalesce until they are taken; a newcomer's outranks one after a loss.
    package func requestKeyFrame(newcomer: Bool) {
        let wish: KeyFrameRequest = newcomer ? .newcomer : .loss
        request.max(wish.rawValue, ordering: .relaxed)
    }

    /// Whether a request waits to be taken; any thread.
    package var isKeyFrameRequested: Bool { request.load(ordering: .relaxed) != 0 }

    /// Takes the outstanding request, if any; the lane calls it before it encodes.
    package func takeKeyFrameRequest() -> KeyFrameRequest? {
        guard request.load(ordering: .relaxed) != 0 else { return nil }
        return KeyFrameRequest(rawValue: request.exchange(0, ordering: .relaxed))
    }
}
