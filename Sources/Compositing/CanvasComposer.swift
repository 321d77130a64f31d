package import Media
import Synchronization

/// One tile of a canvas: where it stands and what it shows.
package struct CanvasTile: Sendable {
    /// Inside the canvas, all four numbers even; later tiles cover earlier ones.
    package var rect: PixelRect
    /// What is shown, of the rectangle's size; nil shows the background.
    package var picture: Picture?

    package init(rect: PixelRect, picture: Picture?) {
        self.rect = rect
        self.picture = picture
    }
}

/// Draws a room's picture, and of it only what changed.
///
/// It keeps a ring of three canvases: one with the encoders, one on its way, one to draw in. Each
/// remembers at which frame it was drawn last, each tile at which frame it last changed; so a
/// canvas used again gets exactly the tiles that changed since, however long ago that was.
///
/// A tile has changed when its picture is another object than before. The composer holds the
/// pictures that it showed last, so a pool cannot refill one of them unnoticed. It belongs to one
/// lane at a time.
package struct CanvasComposer: ~Copyable, Sendable {
    /// What one call of `compose` gives.
    package struct Frame: Sendable {
        package var picture: Picture
        /// Whether it differs from the frame before.
        package var isChanged: Bool
    }

    private struct Canvas {
        var picture: Picture
        /// The frame at which it was drawn; 0: never.
        var drawnAt: Int
    }

    private static let ringSize = 3

    package let size: PixelSize
    /// Calls that found all three canvases still held by others.
    package private(set) var starvedCount = 0

    private var canvases: [Canvas] = []
    private var latest = 0
    private var frame = 0
    private var frameShown = 0

    private var background = Colour.black
    private var tiles: [CanvasTile] = []
    /// The frame at which each tile changed last.
    private var changedAt: [Int] = []
    /// The frame at which the places or the background changed last: everything is drawn again.
    private var sceneChangedAt = 0
    private var tilesOverlap = false

    /// - Parameter size: even on both sides.
    package init(size: PixelSize) {
        precondition(size.width % 2 == 0 && size.height % 2 == 0, "a canvas has an even size")
        self.size = size
        canvases.reserveCapacity(Self.ringSize)
    }

    /// Draws the next frame.
    ///
    /// - Returns: a picture that stays as it is while anybody holds it (the one before, if nothing
    ///   changed), or nil while all canvases are held by others; what changed is then drawn the
    ///   next time.
    package mutating func compose(
        _ tiles: [CanvasTile],
        background: Colour = .black,
    ) -> Frame? {
        frame += 1
        note(tiles, background)
        guard lastChange > frameShown else {
            return Frame(picture: canvases[latest].picture, isChanged: false)
        }
        guard let index = freeCanvas() else {
            starvedCount += 1
            return nil
        }
        draw(on: index)
        latest = index
        frameShown = frame
        return Frame(picture: canvases[index].picture, isChanged: true)
    }

    /// What was drawn last; nil before the first frame.
    ///
    /// It stays as it is while anybody holds it.
    package var picture: Picture? { frameShown > 0 ? canvases[latest].picture : nil }

    private var lastChange: Int { changedAt.reduce(sceneChangedAt, max) }

    /// Finds out what differs from the call before.
    private mutating func note(_ tiles: [CanvasTile], _ background: Colour) {
        guard frame > 1, background == self.background, hasSamePlaces(tiles) else {
            return begin(tiles, background)
        }
        for index in 0..<tiles.count where tiles[index].picture !== self.tiles[index].picture {
            self.tiles[index].picture = tiles[index].picture
            changedAt[index] = frame
        }
        if tilesOverlap { uncover() }
    }

    private func hasSamePlaces(_ tiles: [CanvasTile]) -> Bool {
        guard tiles.count == self.tiles.count else { return false }
        for index in 0..<tiles.count where tiles[index].rect != self.tiles[index].rect {
            return false
        }
        return true
    }

    private mutating func begin(_ tiles: [CanvasTile], _ background: Colour) {
        let whole = PixelRect(size)
        for tile in tiles {
            precondition(whole.contains(tile.rect), "tiles stand inside the canvas")
            precondition(tile.rect.isEven, "tiles stand on even samples")
        }
        self.tiles = tiles
        self.background = background
        changedAt = Array(repeating: frame, count: tiles.count)
        sceneChangedAt = frame
        tilesOverlap = tiles.indices.contains { index in
            tiles[..<index].contains { $0.rect.intersects(tiles[index].rect) }
        }
    }

    /// A tile that was drawn again has covered those above it: they are drawn again too.
    private mutating func uncover() {
        for upper in 0..<tiles.count {
            for lower in 0..<upper where changedAt[lower] > changedAt[upper] {
                guard tiles[lower].rect.intersects(tiles[upper].rect) else { continue }
                changedAt[upper] = changedAt[lower]
            }
        }
    }

    /// The canvas drawn last among those that nobody else holds: it lacks least.
    private mutating func freeCanvas() -> Int? {
        var best: Int?
        for index in 0..<canvases.count {
            guard isKnownUniquelyReferenced(&canvases[index].picture) else { continue }
            if let best, canvases[best].drawnAt >= canvases[index].drawnAt { continue }
            best = index
        }
        // The last reader's release must be seen before the canvas is written again.
        atomicMemoryFence(ordering: .acquiring)
        guard best == nil, canvases.count < Self.ringSize else { return best }
        canvases.append(Canvas(picture: Picture(size: size), drawnAt: 0))
        return canvases.count - 1
    }

    private mutating func draw(on index: Int) {
        let painter = CanvasPainter(canvases[index].picture)
        let since = canvases[index].drawnAt
        if sceneChangedAt > since { painter.fill(PixelRect(size), background) }
        for number in 0..<tiles.count where changedAt[number] > since {
            draw(tiles[number], with: painter)
        }
        canvases[index].drawnAt = frame
    }

    private func draw(_ tile: CanvasTile, with painter: CanvasPainter) {
        guard let picture = tile.picture else { return painter.fill(tile.rect, background) }
        guard picture.size != tile.rect.size else {
            return painter.copy(picture, atX: tile.rect.x, y: tile.rect.y)
        }
        painter.fill(tile.rect, background)
        painter.copy(picture, clippedTo: tile.rect)
    }
}

extension PixelRect {
    var isEven: Bool { (x | y | width | height) & 1 == 0 }
}
