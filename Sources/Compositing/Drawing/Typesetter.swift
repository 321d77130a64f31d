internal import CPango

/// Sets lines of words in any script with Pango.
///
/// Has fonts of its own, apart from Pango's default ones, which belong to a thread each: so it may be
/// used by several threads, one at a time. The first line of a size and a weight costs the search
/// for its fonts, some milliseconds.
@safe struct Typesetter: ~Copyable {
    private let fonts: UnsafeMutablePointer<PangoFontMap>
    private let context: OpaquePointer

    init() {
        guard let fonts = unsafe pango_cairo_font_map_new(),
            let context = unsafe pango_font_map_create_context(fonts)
        else { preconditionFailure("Pango draws with Cairo; GLib ends the process without memory") }
        unsafe Self.prepare(context)
        unsafe self.fonts = fonts
        unsafe self.context = context
    }

    deinit {
        unsafe g_object_unref(UnsafeMutableRawPointer(context))
        unsafe g_object_unref(fonts)
    }

    /// The same on every machine, whatever its desktop settings are.
    private static func prepare(_ context: OpaquePointer) {
        let options = unsafe cairo_font_options_create()
        defer { unsafe cairo_font_options_destroy(options) }
        unsafe cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
        // Letters stand on whole rows, which keeps them sharp; advances are not rounded.
        unsafe cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_SLIGHT)
        unsafe cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF)
        unsafe pango_cairo_context_set_font_options(context, options)
        unsafe pango_context_set_round_glyph_positions(context, 0)
        unsafe pango_context_set_language(context, pango_language_from_string("en"))
        unsafe pango_context_set_base_dir(context, PANGO_DIRECTION_WEAK_LTR)
    }

    /// Sets a line.
    ///
    /// - Parameters:
    ///   - text: cleaned; Pango's markup means nothing in it.
    ///   - maximumWidth: in pixels; what does not fit ends in an ellipsis.
    func line(_ text: String, _ face: Typeface, maximumWidth: Double = .infinity) -> TextLine {
        guard let layout = unsafe pango_layout_new(context) else {
            preconditionFailure("GLib ends the process without memory")
        }
        let description = unsafe pango_font_description_new()
        defer { unsafe pango_font_description_free(description) }
        unsafe pango_font_description_set_family(description, Typeface.families(for: text))
        unsafe pango_font_description_set_weight(
            description,
            face.isBold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL,
        )
        let size = (face.letterHeight * Double(PANGO_SCALE)).rounded()
        unsafe pango_font_description_set_absolute_size(description, size)
        unsafe pango_layout_set_font_description(layout, description)
        unsafe pango_layout_set_single_paragraph_mode(layout, 1)
        unsafe pango_layout_set_text(layout, text, -1)
        return unsafe TextLine(owning: layout, maximumWidth: maximumWidth)
    }
}
