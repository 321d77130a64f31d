internal import Media

/// What was drawn, and what could not be: the most recently used.
struct OverlayCache {
    struct Entry {
        let result: Result<Overlay, ArtworkFault>
        /// Of the image file when it was read; nil if it was not there, or for other artworks.
        let stamp: ImageFile.Stamp?
        fileprivate var lastUse: UInt64 = 0

        init(_ result: Result<Overlay, ArtworkFault>, stamp: ImageFile.Stamp? = nil) {
            self.result = result
            self.stamp = stamp
        }

        fileprivate var bytes: Int { (try? result.get())?.byteCount ?? 0 }
    }

    private let maximumCount: Int
    private let maximumBytes: Int
    private var entries: [Artwork: Entry] = [:]
    private var bytes = 0
    private var uses: UInt64 = 0

    init(maximumCount: Int, maximumBytes: Int) {
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    var count: Int { entries.count }
    var byteCount: Int { bytes }

    /// Finds a drawing, which then is the most recently used.
    mutating func entry(for artwork: Artwork) -> Entry? {
        guard var entry = entries[artwork] else { return nil }
        uses += 1
        entry.lastUse = uses
        entries[artwork] = entry
        return entry
    }

    /// Keeps a drawing, and gives up those that were not used for longest until all have room.
    mutating func insert(_ entry: Entry, for artwork: Artwork) {
        uses += 1
        var entry = entry
        entry.lastUse = uses
        bytes += entry.bytes - (entries[artwork]?.bytes ?? 0)
        entries[artwork] = entry
        // The newest stays, however large it is: somebody is about to show it.
        while entries.count > 1, entries.count > maximumCount || bytes > maximumBytes {
            guard let oldest = entries.min(by: { $0.value.lastUse < $1.value.lastUse }) else {
                return
            }
            entries[oldest.key] = nil
            bytes -= oldest.value.bytes
        }
    }
}

extension Overlay {
    /// What its samples take.
    fileprivate var byteCount: Int {
        let rows = colours.yStrideBytes * size.height
        let chromaRows = colours.chromaStrideBytes * colours.chromaSize.height
        return rows + 2 * chromaRows + coverage.count + chromaCoverage.count
    }
}
