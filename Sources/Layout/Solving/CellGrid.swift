package import Media

/// An area divided into rows and columns whose borders are even.
///
/// Neighbours share an edge, or stand a gap apart; all sizes are equal within two samples.
package struct CellGrid: Hashable, Sendable {
    package let columns: Int
    package let rows: Int
    private let width: Edges
    private let height: Edges

    /// - Parameters:
    ///   - area: odd borders are moved inwards.
    ///   - gap: samples between two cells; an odd number counts as one less.
    package init(area: PixelRect, columns: Int, rows: Int, gap: Int) {
        let area = area.evenInside
        let gap = max(0, gap & ~1)
        self.columns = columns
        self.rows = rows
        width = Edges(start: area.x, extent: area.width, cells: columns, gap: gap)
        height = Edges(start: area.y, extent: area.height, cells: rows, gap: gap)
    }

    /// The cells that so many people take: full rows and a centred rest, in the middle of the area.
    ///
    /// - Parameter count: at most `columns` · `rows`.
    package func cells(for count: Int) -> [PixelRect] {
        let usedRows = (count + columns - 1) / columns
        return (0..<count).map { index in
            let row = index / columns
            let inRow = row == usedRows - 1 ? count - row * columns : columns
            return rect(column: index % columns, of: inRow, row: row, of: usedRows)
        }
    }

    /// All cells, each where it is when the grid is full.
    package var allCells: [PixelRect] { cells(for: columns * rows) }

    private func rect(column: Int, of columns: Int, row: Int, of rows: Int) -> PixelRect {
        let x = width.cell(column, of: columns)
        let y = height.cell(row, of: rows)
        return PixelRect(x: x.start, y: y.start, width: x.extent, height: y.extent)
    }

    /// One direction.
    private struct Edges: Hashable, Sendable {
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

    /// Whether it holds a sample of chroma.
    var isVisible: Bool { width >= 2 && height >= 2 }
}
