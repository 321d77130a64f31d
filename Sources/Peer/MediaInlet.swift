package import Media

/// The way of one received track from its peer to a lane.
///
/// The peer's thread writes coded units to `ring`, the lane reads them. A ring that is full
/// refuses the unit; the peer counts that and, for video, asks for a key frame.
package final class MediaInlet: Sendable {
    package let kind: MediaKind
    /// A unit is one packet's Opus payload or one whole VP8 frame.
    package let ring: RecordRing
    private let onUnit: @Sendable () -> Void
    private let live = LiveCount.Token(.inlets)

    /// - Parameters:
    ///   - capacityBytes: see `RecordRing`.
    ///   - notify: called on the peer's thread after each unit; must not block.
    package init(
        kind: MediaKind,
        capacityBytes: Int,
        notify: @escaping @Sendable () -> Void,
    ) {
        self.kind = kind
        ring = RecordRing(capacityBytes: capacityBytes)
        onUnit = notify
    }

    /// Tells the lane that a unit lies in the ring.
    package func notify() { onUnit() }
}
