/// A participant's leg: one ICE/DTLS association with everything in it.
///
/// Chosen by who makes the peer; unique in the process.
package struct PeerID: Hashable, BitwiseCopyable, Sendable {
    package var rawValue: UInt64

    @inlinable
    package init(rawValue: UInt64) { self.rawValue = rawValue }
}

/// An m-line of a peer's session description, in either direction.
///
/// m-lines keep their place over every renegotiation (RFC 3264 §8), so the index is the name.
package struct TrackID: Hashable, BitwiseCopyable, Sendable {
    /// Counted from 0 in the order of the description.
    package var index: Int

    @inlinable
    package init(index: Int) { self.index = index }
}
