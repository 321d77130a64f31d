internal import CPango

/// A line of words, set and measured, in pixels.
@safe struct TextLine: ~Copyable {
    private let layout: OpaquePointer
    /// From the pen's first place to its last.
    let width: Double
    /// The rectangle that the letters blacken: `inkX` from the line's left end, `inkY` below the
    /// baseline, negative above it.
    let inkX: Double
    let inkY: Double
    let inkWidth: Double
    let inkHeight: Double
    let isRightToLeft: Bool
    let isShortened: Bool
    private let left: Double
    private let baseline: Double

    /// Takes over a layout of one paragraph, and shortens it.
    init(owning layout: OpaquePointer, maximumWidth: Double) {
        var ink = PangoRectangle()
        var logical = PangoRectangle()
        unsafe pango_layout_get_extents(layout, &ink, &logical)
        if Self.pixels(logical.width) > maximumWidth {
            let width = Int32((max(maximumWidth, 0) * Double(PANGO_SCALE)).rounded(.down))
            unsafe pango_layout_set_width(layout, width)
            unsafe pango_layout_set_ellipsize(layout, PANGO_ELLIPSIZE_END)
            unsafe pango_layout_get_extents(layout, &ink, &logical)
        }
        let first = unsafe pango_layout_get_line_readonly(layout, 0)
        let direction = unsafe pango_layout_line_get_resolved_direction(first)
        let baseline = unsafe Self.pixels(pango_layout_get_baseline(layout))
        unsafe self.layout = layout
        width = Self.pixels(logical.width)
        left = Self.pixels(logical.x)
        self.baseline = baseline
        inkX = Self.pixels(ink.x - logical.x)
        inkY = Self.pixels(ink.y) - baseline
        inkWidth = Self.pixels(ink.width)
        inkHeight = Self.pixels(ink.height)
        isRightToLeft = direction == PANGO_DIRECTION_RTL
        isShortened = unsafe pango_layout_is_ellipsized(layout) != 0
    }

    deinit { unsafe g_object_unref(UnsafeMutableRawPointer(layout)) }

    /// Draws it from its left end on, wherever it begins to be read.
    func draw(on drawing: borrowing Drawing, atX x: Double, baseline y: Double, _ ink: Ink) {
        drawing.use(ink)
        unsafe cairo_move_to(drawing.context, x - left, y - baseline)
        unsafe pango_cairo_show_layout(drawing.context, layout)
    }

    private static func pixels(_ units: Int32) -> Double { Double(units) / Double(PANGO_SCALE) }
}
