internal import CPango
internal import Media

/// A transparent ground that Cairo paints on.
///
/// Lengths are in pixels from the upper left corner; nothing is drawn outside `size`. Of one thread.
/// The calls are those of https://www.cairographics.org/manual/cairo-cairo-t.html.
@safe struct Drawing: ~Copyable {
    let size: PixelSize
    private let surface: OpaquePointer
    let context: OpaquePointer

    /// - Parameter size: even on both sides.
    init(size: PixelSize) throws(ArtworkFault) {
        let (width, height) = (Int32(size.width), Int32(size.height))
        guard let surface = unsafe cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height)
        else { throw .noMemory }
        guard unsafe cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS,
            let context = unsafe cairo_create(surface)
        else {
            unsafe cairo_surface_destroy(surface)
            throw .noMemory
        }
        self.size = size
        unsafe self.surface = surface
        unsafe self.context = context
    }

    deinit {
        unsafe cairo_destroy(context)
        unsafe cairo_surface_destroy(surface)
    }

    /// What was painted so far.
    func overlay() throws(ArtworkFault) -> Overlay {
        unsafe cairo_surface_flush(surface)
        // A context that failed, for want of memory, has drawn nothing since.
        guard unsafe cairo_status(context) == CAIRO_STATUS_SUCCESS,
            let data = unsafe cairo_image_surface_get_data(surface)
        else { throw .noMemory }
        let stride = unsafe Int(cairo_image_surface_get_stride(surface))
        let pixels = unsafe UnsafeBufferPointer(start: data, count: stride * size.height)
        return unsafe Overlay(premultiplied: pixels.span, strideBytes: stride, size: size)
    }
}

// MARK: - Paths

extension Drawing {
    func move(_ x: Double, _ y: Double) { unsafe cairo_move_to(context, x, y) }

    func line(_ x: Double, _ y: Double) { unsafe cairo_line_to(context, x, y) }

    func close() { unsafe cairo_close_path(context) }

    /// An arc in the direction of a clock's hands, from a line to its start if there is a path.
    ///
    /// - Parameters:
    ///   - angles: in parts of a full turn; 0 points to the right, ¼ down.
    func arc(_ x: Double, _ y: Double, radius: Double, from start: Double, to end: Double) {
        unsafe cairo_arc(context, x, y, radius, 2 * .pi * start, 2 * .pi * end)
    }

    func circle(_ x: Double, _ y: Double, radius: Double) {
        unsafe cairo_new_sub_path(context)
        arc(x, y, radius: radius, from: 0, to: 1)
        close()
    }

    /// A rectangle with round corners; a radius of half the height gives it round ends.
    func rectangle(
        _ x: Double,
        _ y: Double,
        _ width: Double,
        _ height: Double,
        radius: Double = 0,
    ) {
        let (left, right) = (x + radius, x + width - radius)
        let (top, bottom) = (y + radius, y + height - radius)
        unsafe cairo_new_sub_path(context)
        arc(right, top, radius: radius, from: -0.25, to: 0)
        arc(right, bottom, radius: radius, from: 0, to: 0.25)
        arc(left, bottom, radius: radius, from: 0.25, to: 0.5)
        arc(left, top, radius: radius, from: 0.5, to: 0.75)
        close()
    }

    func fill(_ ink: Ink) {
        use(ink)
        unsafe cairo_fill(context)
    }

    /// Draws the path as a line with round ends.
    func stroke(_ ink: Ink, width: Double) {
        use(ink)
        prepareLine(width)
        unsafe cairo_stroke(context)
    }

    /// Takes away what lies under the path as a line: since `beginGroup`, if that was called.
    func eraseStroke(width: Double) {
        prepareLine(width)
        unsafe cairo_save(context)
        unsafe cairo_set_operator(context, CAIRO_OPERATOR_CLEAR)
        unsafe cairo_stroke(context)
        unsafe cairo_restore(context)
    }

    /// Keeps what follows inside the path.
    func clip() { unsafe cairo_clip(context) }

    func use(_ ink: Ink) {
        unsafe cairo_set_source_rgba(context, ink.red, ink.green, ink.blue, ink.alpha)
    }

    private func prepareLine(_ width: Double) {
        unsafe cairo_set_line_width(context, width)
        unsafe cairo_set_line_cap(context, CAIRO_LINE_CAP_ROUND)
        unsafe cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    }
}

// MARK: - Coordinates and groups

extension Drawing {
    /// Until `restore`, coordinates count from a point and a unit is so many pixels.
    func place(atX x: Double, y: Double, unit: Double) {
        unsafe cairo_save(context)
        unsafe cairo_translate(context, x, y)
        unsafe cairo_scale(context, unit, unit)
    }

    func restore() { unsafe cairo_restore(context) }

    /// Until `endGroup`, draws apart from what is there.
    func beginGroup() { unsafe cairo_push_group(context) }

    /// Lays what was drawn since `beginGroup` over what was there before.
    func endGroup() {
        unsafe cairo_pop_group_to_source(context)
        unsafe cairo_paint(context)
    }
}
