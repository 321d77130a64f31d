package import Media
import Synchronization

/// Draws a room's picture, and of it only what changed.
///
/// It keeps a ring of three canvases: one with the encoders, one on its way, one to draw in. Each
/// remembers at which frame it was drawn last, each tile at which frame it last changed; so a
/// canvas used again gets exactly the tiles that changed since, however long ago that was.
///
/// A tile has changed when its picture or an overlay is another object than before, or its look
/// another. The composer holds the pictures that it showed last, so a pool cannot refill one of them
/// unnoticed. Where tiles overlap, or show through, those below and above are drawn again too. It
/// belongs to one lane at a time.
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
    /// Pairs of tiles of which the second lies over the first.
    private var overlaps: [(lower: Int, upper: Int)] = []
    private var painter: TilePainter

    /// - Parameter size: even on both sides.
    package init(size: PixelSize) {
        precondition(size.width % 2 == 0 && size.height % 2 == 0, "a canvas has an even size")
        self.size = size
        painter = TilePainter(size: size)
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
        for index in 0..<tiles.count where !tiles[index].looksLike(self.tiles[index]) {
            self.tiles[index] = tiles[index]
            changedAt[index] = frame
        }
        if !overlaps.isEmpty { uncover() }
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
        overlaps = tiles.indices.flatMap { upper in
            (0..<upper).filter { tiles[$0].rect.intersects(tiles[upper].rect) }
                .map { (lower: $0, upper: upper) }
        }
    }

    /// Draws again what lies above a tile that is drawn again, and what is seen through it.
    private mutating func uncover() {
        var isSettled = false
        while !isSettled {
            isSettled = true
            for (lower, upper) in overlaps where changedAt[lower] != changedAt[upper] {
                let latest = max(changedAt[lower], changedAt[upper])
                guard changedAt[lower] == latest || !tiles[upper].isOpaque else { continue }
                (changedAt[lower], changedAt[upper]) = (latest, latest)
                isSettled = false
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
        let canvas = canvases[index].picture
        let since = canvases[index].drawnAt
        let ground = CanvasPainter(canvas)
        if sceneChangedAt > since {
            ground.fill(PixelRect(size), background)
        } else {
            for number in 0..<tiles.count where changedAt[number] > since {
                uncover(tiles[number], ground)
            }
        }
        for number in 0..<tiles.count where changedAt[number] > since {
            painter.paint(tiles[number], on: canvas)
        }
        canvases[index].drawnAt = frame
    }

    /// Puts the background where it is seen through a tile.
    private func uncover(_ tile: CanvasTile, _ ground: CanvasPainter) {
        guard !tile.isOpaque else { return }
        let rect = tile.rect
        guard tile.picture != nil, tile.look.opacity == 255 else {
            return ground.fill(rect, background)
        }
        // Only the corners are transparent.
        let side = min((tile.look.radius + 1) / 2 * 2, min(rect.width, rect.height) / 4 * 2)
        for corner in 0..<4 where side > 0 {
            let x = corner & 1 == 0 ? rect.x : rect.maxX - side
            let y = corner & 2 == 0 ? rect.y : rect.maxY - side
            ground.fill(PixelRect(x: x, y: y, width: side, height: side), background)
        }
    }
}

extension PixelRect {
    var isEven: Bool { (x | y | width | height) & 1 == 0 }
}
