internal import CYUV
internal import Media

/// Paints tiles onto a canvas: picture, rounded corners, line and overlays.
///
/// It keeps what it needs for that from frame to frame, so that nothing is allocated while a scene
/// stays. It belongs to one lane at a time.
struct TilePainter: ~Copyable, Sendable {
    private let size: PixelSize
    private let opacity: PaintRow
    private let fading: PaintRow
    /// One a plane.
    private let colour: (y: PaintRow, u: PaintRow, v: PaintRow)
    private var masks: [CornerMask.Key: CornerMask] = [:]
    /// Hold a picture that had to be scaled or mirrored; as large as the canvas.
    private var scaled: Picture?
    private var mirrored: Picture?

    /// More than a scene has; a tile that grows may use a new one at each frame.
    private static let maximumMasks = 32

    init(size: PixelSize) {
        self.size = size
        opacity = PaintRow(width: size.width)
        fading = PaintRow(width: size.width)
        colour = (
            PaintRow(width: size.width), PaintRow(width: size.width),
            PaintRow(width: size.width),
        )
    }

    /// Paints a tile over what is there.
    mutating func paint(_ tile: CanvasTile, on canvas: Picture) {
        guard tile.look.opacity > 0 else { return }
        let mask = mask(of: tile)
        let picture = tile.picture.map { fitting($0, tile) }
        unsafe canvas.withPlanes { canvas in
            let place = unsafe canvas.cropped(to: tile.rect)
            unsafe picture?.withPlanes { source in
                let source = unsafe source.cropped(to: PixelRect(tile.rect.size))
                unsafe lay(source, over: place, tile.look, mask)
            }
            if let mask, tile.look.borderWidth > 0 {
                unsafe drawLine(tile.look, mask, over: place)
            }
            for overlay in tile.overlays {
                unsafe lay(overlay, over: place, opacity: tile.look.opacity)
            }
        }
    }

    // MARK: The picture

    /// A picture whose upper left part is the tile's: in the tile's size, the right way round.
    private mutating func fitting(_ picture: Picture, _ tile: CanvasTile) -> Picture {
        let (part, size) = (PixelRect(tile.rect.size), size)
        var fitting = picture
        if picture.size != part.size {
            let held = scaled ?? Picture(size: size)
            unsafe picture.withPlanes { source in
                unsafe held.withPlanes { unsafe Self.scale(source, into: $0.cropped(to: part)) }
            }
            scaled = held
            fitting = held
        }
        guard tile.look.isMirrored else { return fitting }
        let held = mirrored ?? Picture(size: size)
        unsafe fitting.withPlanes { source in
            unsafe held.withPlanes {
                unsafe Self.mirror(source.cropped(to: part), into: $0.cropped(to: part))
            }
        }
        mirrored = held
        return held
    }

    private static func mirror(_ source: PicturePlanes, into target: PicturePlanes) {
        unsafe _ = I420Mirror(
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
            Int32(target.size.width),
            Int32(target.size.height),
        )
    }

    /// For the few frames in which a tile moves: quick, and good enough for that.
    private static func scale(_ source: PicturePlanes, into target: PicturePlanes) {
        let geometry = unsafe TileGeometry(source: source.size, tile: target.size, fit: .cover)
        let source = unsafe source.cropped(to: geometry.source)
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
            kFilterBilinear,
        )
    }

    private func lay(
        _ source: PicturePlanes,
        over place: PicturePlanes,
        _ look: TileLook,
        _ mask: CornerMask?,
    ) {
        var (y, u, v) = unsafe copies(source, place)
        if look.isGrey {
            let grey = unsafe colour.u.filled(with: Colour.black.u)
            unsafe (u.source, u.sourceStride) = unsafe (grey, 0)
            unsafe (v.source, v.sourceStride) = unsafe (grey, 0)
        }
        let corners = look.radius > 0 ? mask : nil
        unsafe lay(y, corners?.shape.luma, look.opacity)
        unsafe lay(u, corners?.shape.chroma, look.opacity)
        unsafe lay(v, corners?.shape.chroma, look.opacity)
    }

    private func lay(_ plane: PlaneCopy, _ corners: CornerMask.Squares?, _ opacity: UInt8) {
        guard let corners else { return unsafe lay(plane, opacity) }
        let (side, width, height) = unsafe (corners.side, plane.width, plane.height)
        let inner = width - 2 * side
        unsafe lay(plane.part(x: side, y: 0, width: inner, height: side), opacity)
        unsafe lay(plane.part(x: 0, y: side, width: width, height: height - 2 * side), opacity)
        unsafe lay(plane.part(x: side, y: height - side, width: inner, height: side), opacity)
        unsafe lay(plane, corners, opacity)
    }

    private func lay(_ plane: PlaneCopy, _ opacity: UInt8) {
        if opacity == 255 {
            unsafe plane.copy()
        } else {
            unsafe plane.blend(self.opacity.filled(with: opacity), stride: 0)
        }
    }

    /// Lays the four corners of a plane.
    private func lay(_ plane: PlaneCopy, _ corners: CornerMask.Squares, _ opacity: UInt8) {
        let right = unsafe plane.width - corners.side
        unsafe lay(plane, corners.left, corners.side, x: 0, opacity)
        unsafe lay(plane, corners.right, corners.side, x: right, opacity)
    }

    /// Lays two corners, one above the other.
    private func lay(
        _ plane: PlaneCopy,
        _ square: [UInt8],
        _ side: Int,
        x: Int,
        _ opacity: UInt8,
    ) {
        unsafe square.withUnsafeBufferPointer { square in
            guard let top = square.baseAddress else { return }
            let bottom = unsafe top + (side - 1) * side
            let y = unsafe plane.height - side
            let upper = unsafe plane.part(x: x, y: 0, width: side, height: side)
            let lower = unsafe plane.part(x: x, y: y, width: side, height: side)
            unsafe blend(upper, top, stride: side, opacity)
            unsafe blend(lower, bottom, stride: -side, opacity)
        }
    }

    /// Lays a plane as much as it covers, times an opacity.
    private func blend(
        _ plane: PlaneCopy,
        _ coverage: UnsafePointer<UInt8>,
        stride: Int,
        _ opacity: UInt8,
    ) {
        if opacity == 255 { return unsafe plane.blend(coverage, stride: stride) }
        for row in unsafe 0..<plane.height {
            let first = unsafe coverage + row * stride
            let faded = unsafe fading.scaled(first, count: plane.width, by: opacity)
            unsafe plane.part(x: 0, y: row, width: plane.width, height: 1)
                .blend(faded, stride: 0)
        }
    }

    // MARK: The line

    private func drawLine(_ look: TileLook, _ mask: CornerMask, over place: PicturePlanes) {
        var (y, u, v) = unsafe copies(place, place)
        let line = look.borderColour
        unsafe (y.source, y.sourceStride) = unsafe (colour.y.filled(with: line.y), 0)
        unsafe (u.source, u.sourceStride) = unsafe (colour.u.filled(with: line.u), 0)
        unsafe (v.source, v.sourceStride) = unsafe (colour.v.filled(with: line.v), 0)
        unsafe drawLine(y, mask.lineWidth, mask.line.luma, look.opacity)
        unsafe drawLine(u, mask.lineWidth / 2, mask.line.chroma, look.opacity)
        unsafe drawLine(v, mask.lineWidth / 2, mask.line.chroma, look.opacity)
    }

    private func drawLine(
        _ plane: PlaneCopy,
        _ line: Int,
        _ corners: CornerMask.Squares,
        _ opacity: UInt8,
    ) {
        let (side, width, height) = unsafe (corners.side, plane.width, plane.height)
        let (inner, upright) = (width - 2 * side, height - 2 * side)
        unsafe lay(plane.part(x: side, y: 0, width: inner, height: line), opacity)
        unsafe lay(plane.part(x: side, y: height - line, width: inner, height: line), opacity)
        unsafe lay(plane.part(x: 0, y: side, width: line, height: upright), opacity)
        unsafe lay(plane.part(x: width - line, y: side, width: line, height: upright), opacity)
        unsafe lay(plane, corners, opacity)
    }

    private mutating func mask(of tile: CanvasTile) -> CornerMask? {
        let look = tile.look
        guard look.radius > 0 || look.borderWidth > 0 else { return nil }
        // Four corners have room in the tile.
        let most = min(tile.rect.width, tile.rect.height) / 4 * 2
        let key = CornerMask.Key(
            radius: min(look.radius, most),
            borderWidth: min(look.borderWidth, most),
        )
        if let mask = masks[key] { return mask }
        if masks.count == Self.maximumMasks { masks.removeAll(keepingCapacity: true) }
        let mask = CornerMask(key)
        masks[key] = mask
        return mask
    }

    // MARK: Overlays

    private func lay(_ placed: PlacedOverlay, over place: PicturePlanes, opacity: UInt8) {
        let overlay = placed.overlay
        let tile = unsafe place.size
        // The part of the overlay that lies inside the tile.
        let x = max(0, -placed.x)
        let y = max(0, -placed.y)
        let width = min(overlay.size.width, tile.width - placed.x) - x
        let height = min(overlay.size.height, tile.height - placed.y) - y
        guard width > 0, height > 0 else { return }
        let part = PixelRect(x: x, y: y, width: width, height: height)
        let target = PixelRect(x: placed.x + x, y: placed.y + y, width: width, height: height)
        unsafe overlay.colours.withPlanes { colours in
            let planes = unsafe copies(colours.cropped(to: part), place.cropped(to: target))
            let stride = overlay.size.width
            unsafe blend(planes.y, overlay.coverage, part, stride, opacity)
            let half = part.chroma
            unsafe blend(planes.u, overlay.chromaCoverage, half, stride / 2, opacity)
            unsafe blend(planes.v, overlay.chromaCoverage, half, stride / 2, opacity)
        }
    }

    private func blend(
        _ plane: PlaneCopy,
        _ coverage: [UInt8],
        _ part: PixelRect,
        _ stride: Int,
        _ opacity: UInt8,
    ) {
        unsafe coverage.withUnsafeBufferPointer { samples in
            guard let first = samples.baseAddress else { return }
            unsafe blend(plane, first + part.y * stride + part.x, stride: stride, opacity)
        }
    }

    private func copies(
        _ source: PicturePlanes,
        _ target: PicturePlanes,
    ) -> (y: PlaneCopy, u: PlaneCopy, v: PlaneCopy) {
        let (size, chroma) = unsafe (target.size, target.size.chroma)
        func copy(
            _ from: UnsafeMutablePointer<UInt8>,
            _ fromStride: Int,
            _ to: UnsafeMutablePointer<UInt8>,
            _ toStride: Int,
            _ size: PixelSize,
        ) -> PlaneCopy {
            unsafe PlaneCopy(
                source: UnsafePointer(from),
                sourceStride: fromStride,
                target: to,
                targetStride: toStride,
                width: size.width,
                height: size.height,
            )
        }
        let (strides, targetStrides) = unsafe (
            (source.yStrideBytes, source.chromaStrideBytes),
            (target.yStrideBytes, target.chromaStrideBytes),
        )
        return unsafe (
            copy(source.y, strides.0, target.y, targetStrides.0, size),
            copy(source.u, strides.1, target.u, targetStrides.1, chroma),
            copy(source.v, strides.1, target.v, targetStrides.1, chroma),
        )
    }
}
