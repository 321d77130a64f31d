internal import CPango
internal import Media

/// Files of whoever runs the server.
extension Rasteriser {
    /// Scaled so that all of it is in the box, or so that it fills the box.
    func image(
        _ path: String,
        _ size: PixelSize,
        isCropped: Bool,
    ) throws(ArtworkFault) -> Overlay {
        let bitmap = try ImageFile.bitmap(path)
        let drawing = try Drawing(size: size)
        drawing.lay(bitmap, isCropped: isCropped)
        return try drawing.overlay()
    }

    /// The middle of it as a disc.
    func portrait(_ path: String, _ diameter: Int) throws(ArtworkFault) -> Overlay {
        let bitmap = try ImageFile.bitmap(path)
        let drawing = try Drawing(size: PixelSize(width: diameter, height: diameter))
        let radius = Double(diameter) / 2
        drawing.circle(radius, radius, radius: radius)
        drawing.clip()
        drawing.lay(bitmap, isCropped: true)
        return try drawing.overlay()
    }
}

extension Drawing {
    /// Lays a bitmap over the whole drawing, centred and with its sides in their ratio.
    fileprivate func lay(_ bitmap: borrowing Bitmap, isCropped: Bool) {
        let (width, height) = (Double(size.width), Double(size.height))
        let (sourceWidth, sourceHeight) = (Double(bitmap.size.width), Double(bitmap.size.height))
        let factors = (width / sourceWidth, height / sourceHeight)
        let factor = isCropped ? max(factors.0, factors.1) : min(factors.0, factors.1)
        // On whole pixels, so that the edges are sharp; at least one of each side.
        let shownWidth = max((sourceWidth * factor).rounded(), 1)
        let shownHeight = max((sourceHeight * factor).rounded(), 1)
        let left = ((width - shownWidth) / 2).rounded(.down)
        let top = ((height - shownHeight) / 2).rounded(.down)
        unsafe cairo_save(context)
        unsafe cairo_rectangle(context, left, top, shownWidth, shownHeight)
        unsafe cairo_clip(context)
        unsafe cairo_translate(context, left, top)
        unsafe cairo_scale(context, shownWidth / sourceWidth, shownHeight / sourceHeight)
        unsafe cairo_set_source_surface(context, bitmap.surface, 0, 0)
        // Past the edge its own colour, or a line of half transparency would run round it.
        unsafe cairo_pattern_set_extend(cairo_get_source(context), CAIRO_EXTEND_PAD)
        // When it shrinks, each source pixel counts.
        unsafe cairo_pattern_set_filter(cairo_get_source(context), CAIRO_FILTER_GOOD)
        unsafe cairo_paint(context)
        unsafe cairo_restore(context)
    }
}
