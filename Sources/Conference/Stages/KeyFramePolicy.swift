package import Media
package import Peer

/// Decides when a shared encoding makes a key frame.
///
/// A key frame costs all who share the encoding 2.6 inter frames of CPU and three times the bytes.
/// So the first request is served at once, and then at most one a second; a newcomer, who has
/// nothing to decode from, brings that down to 300 ms. A request that comes too early waits.
package struct KeyFramePolicy: Sendable {
    package static let spacing = Interval.seconds(1)
    package static let newcomerSpacing = Interval.milliseconds(300)

    private var last: Instant?
    private var pending: KeyFrameRequest?

    package init() {}

    /// When a waiting request may be served; nil if none waits.
    package var due: Instant? {
        guard let pending else { return nil }
        guard let last else { return Instant(nanoseconds: 0) }
        return last + (pending == .newcomer ? Self.newcomerSpacing : Self.spacing)
    }

    /// Notes a request, if there is one.
    package mutating func note(_ request: KeyFrameRequest?) {
        guard let request else { return }
        pending = pending == .newcomer ? .newcomer : request
    }

    /// Whether the frame encoded now must be a key frame.
    package func isDue(now: Instant) -> Bool {
        due.map { now >= $0 } ?? false
    }

    /// Notes that a key frame was made, asked for or not.
    package mutating func made(now: Instant) {
        last = now
        pending = nil
    }
}
