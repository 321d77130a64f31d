internal import Scheduling
internal import Synchronization

/// Draws artworks, each once, on a quiet thread; one for the whole server.
///
/// Neither a lane nor the pool of all tasks waits for a font or a file: a drawing takes a fraction of
/// a millisecond, the first in a new size some milliseconds, a large photograph a tenth of a second.
/// What was drawn is kept, and given to everybody who asks for what looks the same. An image file
/// is looked at each time, and read again when it has changed.
package actor ArtworkStudio {
    /// Labels and badges of some rooms; backgrounds of a few.
    private static let maximumCount = 1024
    private static let maximumBytes = 96 << 20
    private static let thread = "tess-draw"

    /// Behind a lock, since the quiet thread is another each time; nobody ever waits for it.
    private final class Easel: Sendable {
        private let rasteriser = Mutex(Rasteriser())

        func draw(_ artwork: Artwork) -> OverlayCache.Entry {
            // Before it is read, so that a change meanwhile is seen next time.
            let stamp = artwork.path.flatMap(ImageFile.stamp)
            return rasteriser.withLock { rasteriser in
                do throws(ArtworkFault) {
                    let overlay = try rasteriser.draw(bounded: artwork)
                    return OverlayCache.Entry(.success(overlay), stamp: stamp)
                } catch {
                    return OverlayCache.Entry(.failure(error), stamp: stamp)
                }
            }
        }
    }

    private let easel = Easel()
    private var cache: OverlayCache
    private var drawings: [Artwork: Task<OverlayCache.Entry, Never>] = [:]
    /// The one that was begun last: they are drawn one after the other.
    private var last: Task<OverlayCache.Entry, Never>?

    package init() {
        cache = OverlayCache(maximumCount: Self.maximumCount, maximumBytes: Self.maximumBytes)
    }

    /// Gives a drawing, the same one for equal artworks.
    ///
    /// - Returns: nil if there is nothing to show; `drawing(of:)` says why.
    package func overlay(for artwork: Artwork) async -> Overlay? {
        try? await drawing(of: artwork)
    }

    /// Gives a drawing, the same one for equal artworks, or the reason for having none.
    package func drawing(of artwork: Artwork) async throws(ArtworkFault) -> Overlay {
        guard let artwork = artwork.bounded else { throw .nothingToShow }
        if let entry = cache.entry(for: artwork), await isCurrent(entry, artwork) {
            return try entry.result.get()
        }
        return try await draw(artwork).result.get()
    }

    private func isCurrent(_ entry: OverlayCache.Entry, _ artwork: Artwork) async -> Bool {
        guard let path = artwork.path else { return true }
        return await BlockingWork.run(Self.thread) { ImageFile.stamp(path) } == entry.stamp
    }

    private func draw(_ artwork: Artwork) async -> OverlayCache.Entry {
        if let drawing = drawings[artwork] { return await drawing.value }
        let (before, easel) = (last, easel)
        let task = Task {
            _ = await before?.value
            return await BlockingWork.run(Self.thread) { easel.draw(artwork) }
        }
        drawings[artwork] = task
        last = task
        let entry = await task.value
        drawings[artwork] = nil
        // Want of memory passes; all else is as it is.
        if case .failure(.noMemory) = entry.result { return entry }
        cache.insert(entry, for: artwork)
        return entry
    }
}
