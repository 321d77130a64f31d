internal import Media

/// How much of each sample a tile's rounded corners cover, and the line along them.
///
/// Squares of `side` luma samples, and of half as many chroma samples; left corners as they are at
/// the top, those at the bottom are read from the last row up.
struct CornerMask: Sendable {
    struct Key: Hashable, Sendable {
        let radius: Int
        let borderWidth: Int
    }

    /// One plane's squares, row after row.
    struct Squares: Sendable {
        let side: Int
        let left: [UInt8]
        let right: [UInt8]

        init(side: Int, covers: (Int, Int) -> Double) {
            self.side = side
            let rows = 0..<side
            left = rows.flatMap { y in rows.map { x in UInt8((covers(x, y) * 255).rounded()) } }
            let left = self.left
            right = rows.flatMap { y in rows.map { x in left[y * side + side - 1 - x] } }
        }
    }

    /// Even; the corners' radius or the line's width, whichever is larger.
    let side: Int
    /// Of the line, in luma samples.
    let lineWidth: Int
    let shape: (luma: Squares, chroma: Squares)
    /// Of the line alone.
    let line: (luma: Squares, chroma: Squares)

    init(_ key: Key) {
        let side = (max(key.radius, key.borderWidth) + 1) / 2 * 2
        func squares(scale: Double, covers: @escaping (Corner, Double, Double) -> Double) -> Squares
        {
            let corner = Corner(
                radius: Double(key.radius) * scale,
                lineWidth: Double(key.borderWidth) * scale,
            )
            return Squares(side: Int(Double(side) * scale)) { x, y in
                covers(corner, Double(x) + 0.5, Double(y) + 0.5)
            }
        }
        self.side = side
        lineWidth = key.borderWidth
        shape = (
            squares(scale: 1) { $0.outer($1, $2) }, squares(scale: 0.5) { $0.outer($1, $2) },
        )
        line = (
            squares(scale: 1) { $0.outer($1, $2) - $0.inner($1, $2) },
            squares(scale: 0.5) { $0.outer($1, $2) - $0.inner($1, $2) },
        )
    }
}

/// An upper left corner in samples of a plane, from the tile's own corner.
private struct Corner {
    let radius: Double
    let lineWidth: Double

    /// How much of a sample around this point belongs to the tile.
    func outer(_ x: Double, _ y: Double) -> Double { Self.rounded(x, y, radius: radius) }

    /// How much of it lies within the line.
    func inner(_ x: Double, _ y: Double) -> Double {
        let (x, y) = (x - lineWidth, y - lineWidth)
        guard x > 0, y > 0 else { return 0 }
        return min(
            outer(x + lineWidth, y + lineWidth),
            Self.rounded(x, y, radius: radius - lineWidth),
        )
    }

    private static func rounded(_ x: Double, _ y: Double, radius: Double) -> Double {
        guard x < radius, y < radius else { return 1 }
        let distance = ((x - radius) * (x - radius) + (y - radius) * (y - radius)).squareRoot()
        return min(max(radius - distance + 0.5, 0), 1)
    }
}
