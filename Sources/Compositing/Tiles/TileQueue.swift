package import Media
import Synchronization

/// The scaled pictures of one source at one tile size, from its decode lane to the compositors.
///
/// Keeps the last six with the instants at which they are to be shown; any number of readers, on
/// any thread, take the newest that is due. Nobody waits: a picture that no tick asks for is
/// dropped by the ones after it.
package final class TileQueue: Sendable {
    /// Pictures kept; 200 ms at 30 a second, more than the playout holds back.
    package static let capacity = 6

    private struct Entry {
        var picture: Picture
        var presentation: Instant
    }

    private let entries: Mutex<[Entry]>

    package init() {
        var entries: [Entry] = []
        entries.reserveCapacity(Self.capacity)
        self.entries = Mutex(entries)
    }

    /// Appends a picture to be shown from `presentation` on.
    ///
    /// It replaces those that were to be shown at the same time or later: the newest knows best.
    package func push(_ tile: Picture, at presentation: Instant) {
        entries.withLock { entries in
            while let last = entries.last, last.presentation >= presentation {
                entries.removeLast()
            }
            if entries.count == Self.capacity { entries.removeFirst() }
            entries.append(Entry(picture: tile, presentation: presentation))
        }
    }

    /// The picture to be shown at a tick; nil if the first one is still to come.
    package func newest(notAfter tick: Instant) -> (Picture, Instant)? {
        entries.withLock { entries in
            var index = entries.count - 1
            while index >= 0, entries[index].presentation > tick { index -= 1 }
            guard index >= 0 else { return nil }
            return (entries[index].picture, entries[index].presentation)
        }
    }

    /// Lets go of all pictures, for instance when the source's video has ended.
    package func removeAll() {
        entries.withLock { $0.removeAll(keepingCapacity: true) }
    }
}
