package import Media

/// How a source whose aspect is not the tile's fills the tile.
package enum TileFit: Hashable, Sendable {
    /// Fills the tile; what stands out on two sides is cut off evenly.
    case cover
    /// Shows all of the source between two black bars.
    case contain
    /// Fills the tile with all of the source, distorted.
    case stretch
}

/// Which part of a source goes to which part of a tile.
package struct TileGeometry: Hashable, Sendable {
    /// The part of the source that is shown; even origin.
    package var source: PixelRect
    /// Where it goes; all of the tile but for `contain`; even origin.
    package var target: PixelRect

    /// - Parameters: sizes of at least one sample a side.
    package init(source: PixelSize, tile: PixelSize, fit: TileFit) {
        switch fit {
        case .stretch:
            self.init(source: PixelRect(source), target: PixelRect(tile))
        case .cover:
            let crop = Self.exactCrop(of: source, for: tile) ?? Self.inner(of: source, like: tile)
            self.init(source: crop, target: PixelRect(tile))
        case .contain:
            self.init(source: PixelRect(source), target: Self.inner(of: tile, like: source))
        }
    }

    private init(source: PixelRect, target: PixelRect) {
        self.source = source
        self.target = target
    }

    /// The largest centred part of `outer` with the aspect of `shape`, even where it can be.
    private static func inner(of outer: PixelSize, like shape: PixelSize) -> PixelRect {
        if outer.width * shape.height > shape.width * outer.height {
            let width = even(outer.height * shape.width, over: shape.height, atMost: outer.width)
            return centred(PixelSize(width: width, height: outer.height), in: outer)
        }
        let height = even(outer.width * shape.height, over: shape.width, atMost: outer.height)
        return centred(PixelSize(width: outer.width, height: height), in: outer)
    }

    /// The cover crop moved by up to two samples to one that scales by an exact ratio.
    ///
    /// Those ratios are many times faster (`TileScaler`).
    private static func exactCrop(of source: PixelSize, for tile: PixelSize) -> PixelRect? {
        let ideal = inner(of: source, like: tile)
        for ratio in ScaleRatio.fromCheapest {
            guard let size = ratio.source(for: tile),
                size.width <= source.width, size.height <= source.height,
                abs(size.width - ideal.width) <= 2, abs(size.height - ideal.height) <= 2
            else { continue }
            return centred(size, in: source)
        }
        return nil
    }

    private static func centred(_ size: PixelSize, in outer: PixelSize) -> PixelRect {
        PixelRect(
            x: (outer.width - size.width) / 4 * 2,
            y: (outer.height - size.height) / 4 * 2,
            width: size.width,
            height: size.height,
        )
    }

    /// A quotient rounded to the nearest even number in 2…limit, or the limit if that is smaller.
    private static func even(_ numerator: Int, over denominator: Int, atMost limit: Int) -> Int {
        let rounded = (numerator + denominator) / (2 * denominator) * 2
        return min(max(2, rounded), limit)
    }
}

extension PixelRect {
    /// Where a part of a turned picture lies in the picture before; even origin.
    ///
    /// - Parameter size: of the turned picture.
    func beforeTurn(_ orientation: PictureOrientation, to size: PixelSize) -> PixelRect {
        let before = orientation.turned(size)
        let (right, below) = (size.width - maxX, size.height - maxY)
        var rect =
            switch orientation.quarterTurns {
            case 0: self
            case 1: PixelRect(x: y, y: right, width: height, height: width)
            case 2: PixelRect(x: right, y: below, width: width, height: height)
            default: PixelRect(x: below, y: x, width: height, height: width)
            }
        if orientation.isMirrored { rect.x = before.width - rect.maxX }
        // Of an odd side the part moves by one sample, since its chroma samples are shared by two.
        rect.x &= ~1
        rect.y &= ~1
        return rect
    }
}

/// The ratios of target to source that libyuv has its own code for.
enum ScaleRatio {
    case one, half, quarter, threeQuarters

    static let fromCheapest: [ScaleRatio] = [.one, .half, .quarter, .threeQuarters]

    private var fraction: (numerator: Int, denominator: Int) {
        switch self {
        case .one: (1, 1)
        case .half: (1, 2)
        case .quarter: (1, 4)
        case .threeQuarters: (3, 4)
        }
    }

    /// The source that a tile shows at this ratio; nil if it has no whole, even number of samples.
    func source(for tile: PixelSize) -> PixelSize? {
        let (numerator, denominator) = fraction
        guard tile.width % (2 * numerator) == 0, tile.height % (2 * numerator) == 0 else {
            return nil
        }
        return PixelSize(
            width: tile.width / numerator * denominator,
            height: tile.height / numerator * denominator,
        )
    }
}
