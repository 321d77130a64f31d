internal import CSwscale
internal import CYUV
package import Media

/// Scales decoded pictures to the size of a tile.
///
/// libyuv does it wherever it is as good: at exactly 1, 1/2, 3/4 and 1/4, where it is up to 40 times
/// faster, between these and larger, where it is up to four times faster. To less than a half it
/// would skip samples or cost more, and libswscale's area averaging does it, with contexts kept for
/// the last few pairs of sizes, so that nothing is allocated while sizes stay; but between its exact
/// ratios libyuv itself takes memory for a row. It belongs to one lane at a time.
@safe
package struct TileScaler: ~Copyable, @unchecked Sendable {
    private var contexts: [ScaleContext] = []
    private var uses: UInt64 = 0
    /// Hold scaled pictures that cannot be scaled in place: between bars, or to be turned.
    private var scratches: [Picture] = []
    private var nextScratch = 0

    /// One source that changes its size between a few, or several sources of a lane.
    private static let maximumContexts = 8
    /// One for each size that several tiles have.
    private static let maximumScratches = 8

    package init() {}

    deinit {
        for context in contexts { unsafe sws_freeContext(context.pointer) }
    }

    /// Scales a picture to fill a tile, upright.
    ///
    /// Afterwards each sample of the tile is written.
    package mutating func scale(
        _ source: PicturePlanes,
        into tile: Picture,
        fit: TileFit,
        orientation: PictureOrientation = .upright,
    ) {
        let size = unsafe orientation.turned(source.size)
        let geometry = TileGeometry(source: size, tile: tile.size, fit: fit)
        let rect = geometry.source.beforeTurn(orientation, to: size)
        let part = unsafe source.cropped(to: rect)
        if orientation != .upright {
            unsafe turn(part, into: tile, at: geometry.target, orientation)
        } else if geometry.target.size == tile.size {
            unsafe tile.withPlanes { unsafe resize(part, to: $0) }
        } else {
            unsafe letterbox(part, into: tile, at: geometry.target)
        }
    }

    /// Scales a picture to fill a tile, upright.
    package mutating func scale(
        _ source: Picture,
        into tile: Picture,
        fit: TileFit,
        orientation: PictureOrientation = .upright,
    ) {
        unsafe source.withPlanes { planes in
            unsafe scale(planes, into: tile, fit: fit, orientation: orientation)
        }
    }

    /// libswscale writes whole vectors, beyond a row's end too: it gets a picture of its own.
    private mutating func letterbox(_ part: PicturePlanes, into tile: Picture, at rect: PixelRect) {
        let scaled = scratch(of: rect.size)
        unsafe scaled.withPlanes { unsafe resize(part, to: $0) }
        let painter = CanvasPainter(tile)
        painter.fill(PixelRect(tile.size), .black)
        painter.copy(scaled, atX: rect.x, y: rect.y)
    }

    /// Scales first, since most tiles are smaller than their sources.
    private mutating func turn(
        _ part: PicturePlanes,
        into tile: Picture,
        at rect: PixelRect,
        _ orientation: PictureOrientation,
    ) {
        if rect.size != tile.size { CanvasPainter(tile).fill(PixelRect(tile.size), .black) }
        let size = orientation.turned(rect.size)
        unsafe tile.withPlanes { planes in
            let place = unsafe planes.cropped(to: rect)
            guard unsafe part.size != size else {
                unsafe Self.turn(part, to: place, orientation)
                return
            }
            let scaled = scratch(of: size)
            unsafe scaled.withPlanes { scaled in
                unsafe resize(part, to: scaled)
                unsafe Self.turn(scaled, to: place, orientation)
            }
        }
    }

    /// A picture of this size with undefined content, valid until the next one is asked for.
    private mutating func scratch(of size: PixelSize) -> Picture {
        for index in 0..<scratches.count where scratches[index].size == size {
            return scratches[index]
        }
        let picture = Picture(size: size)
        if scratches.count < Self.maximumScratches {
            scratches.append(picture)
        } else {
            scratches[nextScratch] = picture
            nextScratch = (nextScratch + 1) % Self.maximumScratches
        }
        return picture
    }

    /// Scales the whole of one picture to the whole of another.
    mutating func resize(_ source: PicturePlanes, to target: PicturePlanes) {
        let (from, to) = unsafe (source.size, target.size)
        let isLargeEnough = 2 * to.width >= from.width && 2 * to.height >= from.height
        if isLargeEnough || ScaleRatio.quarter.source(for: to) == from {
            unsafe Self.scaleWithLibyuv(source, to: target)
        } else {
            unsafe scaleWithSwscale(source, to: target)
        }
    }

    /// Averages the samples that a target sample covers at 1/2 and 1/4, else mixes the nearest.
    ///
    /// See <https://chromium.googlesource.com/libyuv/libyuv/+/HEAD/docs/filtering.md>.
    private static func scaleWithLibyuv(_ source: PicturePlanes, to target: PicturePlanes) {
        unsafe _ = I420Scale(
            source.y,
            Int32(source.yStrideBytes),
            source.u,
            Int32(source.chromaStrideBytes),
            source.v,
            Int32(source.chromaStrideBytes),
            Int32(source.size.width),
            Int32(source.size.height),
            target.y,
            Int32(target.yStrideBytes),
            target.u,
            Int32(target.chromaStrideBytes),
            target.v,
            Int32(target.chromaStrideBytes),
            Int32(target.size.width),
            Int32(target.size.height),
            kFilterBox,
        )
    }

    /// Turns the whole of a picture to the whole of another, whose sides are as after the turn.
    static func turn(
        _ source: PicturePlanes,
        to target: PicturePlanes,
        _ orientation: PictureOrientation,
    ) {
        // libyuv exchanges top and bottom first, where the height is negative: with half a turn more
        // that is left and right.
        let modes: InlineArray<4, RotationMode> = [kRotate0, kRotate90, kRotate180, kRotate270]
        let turns = Int(orientation.quarterTurns) + (orientation.isMirrored ? 2 : 0)
        let height = unsafe Int32(source.size.height)
        unsafe _ = I420Rotate(
            source.y,
            Int32(source.yStrideBytes),
            source.u,
            Int32(source.chromaStrideBytes),
            source.v,
            Int32(source.chromaStrideBytes),
            target.y,
            Int32(target.yStrideBytes),
            target.u,
            Int32(target.chromaStrideBytes),
            target.v,
            Int32(target.chromaStrideBytes),
            Int32(source.size.width),
            orientation.isMirrored ? -height : height,
            modes[turns & 3],
        )
    }

    private mutating func scaleWithSwscale(_ source: PicturePlanes, to target: PicturePlanes) {
        guard let context = unsafe context(from: source.size, to: target.size) else {
            // No memory for a context: a picture all the same.
            unsafe Self.scaleWithLibyuv(source, to: target)
            return
        }
        let strides = unsafe (Int32(source.yStrideBytes), Int32(source.chromaStrideBytes))
        let targetStrides = unsafe (Int32(target.yStrideBytes), Int32(target.chromaStrideBytes))
        let sourceRows: InlineArray<3, UnsafePointer<UInt8>?> = unsafe [
            UnsafePointer(source.y), UnsafePointer(source.u), UnsafePointer(source.v),
        ]
        let targetRows: InlineArray<3, UnsafeMutablePointer<UInt8>?> = unsafe [
            target.y, target.u, target.v,
        ]
        let sourceStrides: InlineArray<3, Int32> = [strides.0, strides.1, strides.1]
        let outStrides: InlineArray<3, Int32> = [
            targetStrides.0, targetStrides.1, targetStrides.1,
        ]
        unsafe sourceRows.span.withUnsafeBufferPointer { from in
            unsafe targetRows.span.withUnsafeBufferPointer { to in
                unsafe sourceStrides.span.withUnsafeBufferPointer { fromStrides in
                    unsafe outStrides.span.withUnsafeBufferPointer { toStrides in
                        unsafe _ = sws_scale(
                            context,
                            from.baseAddress,
                            fromStrides.baseAddress,
                            0,
                            Int32(source.size.height),
                            to.baseAddress,
                            toStrides.baseAddress,
                        )
                    }
                }
            }
        }
    }
}

/// A libswscale context and what it was made for.
@safe
private struct ScaleContext {
    let source: PixelSize
    let target: PixelSize
    let pointer: OpaquePointer
    var lastUse: UInt64
}

extension TileScaler {
    /// The context for two sizes, made if it is not among the last few; nil without memory.
    private mutating func context(from source: PixelSize, to target: PixelSize) -> OpaquePointer? {
        uses += 1
        for index in 0..<contexts.count
        where contexts[index].source == source && contexts[index].target == target {
            contexts[index].lastUse = uses
            return unsafe contexts[index].pointer
        }
        guard let pointer = unsafe Self.makeContext(from: source, to: target) else { return nil }
        let context = unsafe ScaleContext(
            source: source,
            target: target,
            pointer: pointer,
            lastUse: uses,
        )
        keep(context)
        return unsafe pointer
    }

    private mutating func keep(_ context: ScaleContext) {
        guard contexts.count == Self.maximumContexts else {
            contexts.append(context)
            return
        }
        var oldest = 0
        for index in 1..<contexts.count
        where contexts[index].lastUse < contexts[oldest].lastUse {
            oldest = index
        }
        unsafe sws_freeContext(contexts[oldest].pointer)
        contexts[oldest] = context
    }

    private static func makeContext(
        from source: PixelSize,
        to target: PixelSize,
    ) -> OpaquePointer? {
        unsafe sws_getContext(
            Int32(source.width),
            Int32(source.height),
            AV_PIX_FMT_YUV420P,
            Int32(target.width),
            Int32(target.height),
            AV_PIX_FMT_YUV420P,
            SWS_AREA,
            nil,
            nil,
            nil,
        )
    }
}
