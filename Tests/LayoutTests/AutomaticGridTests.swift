import Layout
import Media
import Testing

@Suite("Automatic grid")
struct AutomaticGridTests {
    private static let canvas = PixelRect(x: 0, y: 0, width: 1280, height: 720)

    private static let areas = [
        canvas,
        PixelRect(x: 0, y: 0, width: 640, height: 360),
        PixelRect(x: 0, y: 0, width: 720, height: 1280),
        PixelRect(x: 0, y: 0, width: 1920, height: 1080),
        PixelRect(x: 320, y: 180, width: 850, height: 478),
        PixelRect(x: 3, y: 5, width: 1001, height: 777),
        PixelRect(x: 0, y: 0, width: 2000, height: 180),
    ]

    @Test("One person gets the whole canvas, two the halves side by side")
    func few() {
        #expect(AutomaticGrid(area: Self.canvas, count: 1).tiles == [Self.canvas])
        #expect(
            AutomaticGrid(area: Self.canvas, count: 2).tiles == [
                PixelRect(x: 0, y: 0, width: 640, height: 720),
                PixelRect(x: 640, y: 0, width: 640, height: 720),
            ]
        )
    }

    @Test("Three: two above, one centred below; four: quarters; five: three and two")
    func more() {
        let size = PixelSize(width: 640, height: 360)
        let three = AutomaticGrid(area: Self.canvas, count: 3).tiles
        #expect(three.map(\.x) == [0, 640, 320])
        #expect(three.map(\.y) == [0, 0, 360])
        let four = AutomaticGrid(area: Self.canvas, count: 4).tiles
        #expect(four.map(\.x) == [0, 640, 0, 640])
        #expect((three + four).allSatisfy { $0.size == size })
        let five = AutomaticGrid(area: Self.canvas, count: 5)
        #expect(five.columns == 3 && five.rows == 2)
        #expect(five.tiles.map(\.y) == [0, 0, 0, 360, 360])
        // The free place is shared by both sides: 1280 / 3 / 2 = 213.3.
        #expect(five.tiles.map(\.x) == [0, 426, 854, 214, 640])
    }

    private static let shapes = [
        (1, 1), (2, 2), (3, 2), (4, 2), (5, 3), (6, 3), (7, 3), (9, 3), (10, 4), (12, 4), (13, 4),
        (16, 4), (17, 5), (20, 5), (25, 5), (26, 6), (30, 6), (36, 6), (49, 7),
    ]

    @Test("Columns for every kind of number on 16:9", arguments: shapes)
    func shape(count: Int, columns: Int) {
        #expect(AutomaticGrid(area: Self.canvas, count: count).columns == columns)
    }

    @Test(
        "Nobody, and more than fit",
        arguments: [(0, 0), (-3, 0), (49, 49), (50, 49), (9999, 49)],
    )
    func limits(count: Int, tiles: Int) {
        #expect(AutomaticGrid(area: Self.canvas, count: count).tiles.count == tiles)
    }

    @Test("Inside, even, disjoint, of equal size, gaps as told", arguments: areas, [0, 1, 4, 10])
    func properties(area: PixelRect, gap: Int) {
        for count in 1...AutomaticGrid.maximumTiles {
            let grid = AutomaticGrid(area: area, count: count, gap: gap)
            let tiles = grid.tiles
            #expect(tiles.count == count)
            #expect(tiles.allSatisfy { area.contains($0) })
            #expect(tiles.allSatisfy { ($0.x | $0.y | $0.width | $0.height) & 1 == 0 })
            for (index, tile) in tiles.enumerated() {
                #expect(tiles[..<index].allSatisfy { !$0.intersects(tile) })
                #expect(abs(tile.width - tiles[0].width) <= 2)
                #expect(abs(tile.height - tiles[0].height) <= 2)
                guard index > 0, tiles[index - 1].y == tile.y else { continue }
                #expect(tile.x - tiles[index - 1].maxX == gap & ~1)
            }
            expectCentredRows(grid, area, gap: gap)
        }
    }

    /// Full rows reach from border to border; the last one leaves as much free on either side.
    private func expectCentredRows(_ grid: AutomaticGrid, _ area: PixelRect, gap: Int) {
        for row in 0..<grid.rows {
            let first = row * grid.columns
            let last = min(first + grid.columns, grid.tiles.count) - 1
            let left = grid.tiles[first].x - area.x
            let right = area.maxX - grid.tiles[last].maxX
            #expect(abs(left - right) <= 4)
            if last - first + 1 == grid.columns { #expect(left <= 1 && right <= 1) }
            guard row > 0 else { continue }
            #expect(grid.tiles[first].y - grid.tiles[first - 1].maxY == gap & ~1)
        }
    }

    @Test("No other number of columns holds larger 16:9 pictures", arguments: areas)
    func best(area: PixelRect) {
        func width(columns: Int, count: Int) -> Double {
            let rows = (count + columns - 1) / columns
            let cell = (Double(area.width) / Double(columns), Double(area.height) / Double(rows))
            return min(cell.0, cell.1 * 16 / 9)
        }
        for count in 1...AutomaticGrid.maximumTiles {
            let columns = AutomaticGrid(area: area, count: count).columns
            let chosen = width(columns: columns, count: count)
            // Odd borders shrink the area by up to two samples.
            for other in 1...count { #expect(chosen >= width(columns: other, count: count) - 2) }
        }
    }

    @Test("Areas too small for anybody give nothing rather than empty tiles")
    func tiny() {
        for side in 0..<16 {
            let area = PixelRect(x: 0, y: 0, width: side, height: side)
            for count in [1, 5, 49] {
                let tiles = AutomaticGrid(area: area, count: count, gap: 2).tiles
                #expect(tiles.allSatisfy { $0.width >= 2 && $0.height >= 2 && area.contains($0) })
            }
        }
    }
}
