package import Media

/// Divides an area evenly among any number of people.
///
/// Of all arrangements in rows and columns it takes the one in which 16:9 pictures are largest, and
/// of equal ones the one with the most columns. The tiles fill their cells: neighbours share an
/// edge (or stand a gap apart), all sizes are even and equal within two samples, and a short last
/// row is centred.
package struct AutomaticGrid: Hashable, Sendable {
    /// More people than this are not shown: 7×7.
    package static let maximumTiles = 49

    package let columns: Int
    package let rows: Int
    /// The tiles in reading order; one for each person, up to `maximumTiles`.
    package let tiles: [PixelRect]

    /// - Parameters:
    ///   - area: where the tiles go; odd borders are moved inwards.
    ///   - count: people; negative counts as none.
    ///   - gap: samples between two tiles; an odd number counts as one less.
    package init(area: PixelRect, count: Int, gap: Int = 0) {
        let area = area.evenInside
        let gap = max(0, gap & ~1)
        let count = min(max(0, count), Self.maximumTiles)
        guard count > 0 else {
            self.init(columns: 0, rows: 0, tiles: [])
            return
        }
        let columns = Self.bestColumns(area.size, count, gap)
        let rows = (count + columns - 1) / columns
        let width = Edges(start: area.x, extent: area.width, cells: columns, gap: gap)
        let height = Edges(start: area.y, extent: area.height, cells: rows, gap: gap)
        let tiles = (0..<count).map { index in
            let row = index / columns
            let inRow = row == rows - 1 ? count - row * columns : columns
            let x = width.cell(index % columns, of: inRow)
            let y = height.cell(row, of: rows)
            return PixelRect(x: x.start, y: y.start, width: x.extent, height: y.extent)
        }
        // What is too small to hold a sample of chroma each is not shown at all.
        self.init(columns: columns, rows: rows, tiles: tiles.filter { $0.isVisible })
    }

    private init(columns: Int, rows: Int, tiles: [PixelRect]) {
        self.columns = columns
        self.rows = rows
        self.tiles = tiles
    }

    private static func bestColumns(_ area: PixelSize, _ count: Int, _ gap: Int) -> Int {
        var best = (columns: 1, scale: -Double.infinity)
        for columns in 1...count {
            let rows = (count + columns - 1) / columns
            let width = Double(area.width - (columns - 1) * gap) / Double(columns)
            let height = Double(area.height - (rows - 1) * gap) / Double(rows)
            // All have the same number of tiles: the largest total area is the largest tile.
            let scale = min(width / 16, height / 9)
            if scale >= best.scale * (1 - 1e-9) { best = (columns, scale) }
        }
        return best.columns
    }

    /// One direction divided into cells whose borders are even.
    private struct Edges {
        let start: Int
        let extent: Int
        let cells: Int
        let gap: Int

        /// - Parameter count: cells in this row; fewer than `cells` stand in the middle.
        func cell(_ index: Int, of count: Int) -> (start: Int, extent: Int) {
            // From a border to the next, in exact parts: (extent + gap) / cells.
            let from = edge(index, of: count)
            let to = edge(index + 1, of: count) - gap
            return (from, to - from)
        }

        /// The nearest even number to start + ((cells − count) / 2 + index) · (extent + gap) / cells.
        private func edge(_ index: Int, of count: Int) -> Int {
            let numerator = (cells - count + 2 * index) * (extent + gap)
            let denominator = 2 * cells
            return start + (numerator + denominator) / (2 * denominator) * 2
        }
    }
}

extension PixelRect {
    /// The largest rectangle inside with even numbers.
    var evenInside: PixelRect {
        let (left, top) = ((x + 1) & ~1, (y + 1) & ~1)
        return PixelRect(
            x: left,
            y: top,
            width: max(0, (maxX & ~1) - left),
            height: max(0, (maxY & ~1) - top),
        )
    }

    fileprivate var isVisible: Bool { width >= 2 && height >= 2 }
}
