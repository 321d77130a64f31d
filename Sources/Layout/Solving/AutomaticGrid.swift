package import Media

/// Divides an area evenly among any number of people.
///
/// Of all arrangements in rows and columns it takes the one that shows most of the pictures, each
/// as large as it fits into its tile, and of equal ones the one with the most columns. The tiles
/// fill their cells, and a short last row is centred.
package struct AutomaticGrid: Hashable, Sendable {
    /// More people than this are not shown: 7×7.
    package static let maximumTiles = 49

    package let columns: Int
    package let rows: Int
    /// The tiles in reading order; one for each person, up to `maximumTiles`.
    package let tiles: [PixelRect]

    /// For people whose pictures are 16:9.
    ///
    /// - Parameter count: people; negative counts as none.
    package init(area: PixelRect, count: Int, gap: Int = 0) {
        let aspects = Array(repeating: 16.0 / 9, count: min(max(0, count), Self.maximumTiles))
        self.init(area: area, aspects: aspects, gap: gap)
    }

    /// - Parameters:
    ///   - area: where the tiles go; odd borders are moved inwards.
    ///   - aspects: of each person's picture, width by height; positive.
    ///   - gap: samples between two tiles; an odd number counts as one less.
    package init(area: PixelRect, aspects: [Double], gap: Int = 0) {
        let aspects = aspects.prefix(Self.maximumTiles)
        guard !aspects.isEmpty else {
            (columns, rows, tiles) = (0, 0, [])
            return
        }
        let area = area.evenInside
        columns = Self.bestColumns(area.size, aspects, max(0, gap & ~1))
        rows = (aspects.count + columns - 1) / columns
        let grid = CellGrid(area: area, columns: columns, rows: rows, gap: gap)
        // What is too small to hold a sample of chroma each is not shown at all.
        tiles = grid.cells(for: aspects.count).filter(\.isVisible)
    }

    private static func bestColumns(
        _ area: PixelSize,
        _ aspects: ArraySlice<Double>,
        _ gap: Int,
    ) -> Int {
        var best = (columns: 1, shown: -Double.infinity)
        for columns in 1...aspects.count {
            let rows = (aspects.count + columns - 1) / columns
            let width = Double(area.width - (columns - 1) * gap) / Double(columns)
            let height = Double(area.height - (rows - 1) * gap) / Double(rows)
            let shown = shown(aspects, width: width, height: height)
            if shown >= best.shown * (1 - 1e-9) { best = (columns, shown) }
        }
        return best.columns
    }

    /// The area of all pictures in tiles of a size; not positive if there is no room for tiles.
    private static func shown(
        _ aspects: ArraySlice<Double>,
        width: Double,
        height: Double,
    ) -> Double {
        guard width > 0, height > 0 else { return min(width, height) }
        return aspects.reduce(0) { sum, aspect in
            let shownWidth = min(width, height * aspect)
            return sum + shownWidth * shownWidth / aspect
        }
    }
}
