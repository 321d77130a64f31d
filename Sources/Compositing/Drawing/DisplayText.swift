internal import CPango

/// Makes words from outside fit for drawing.
///
/// Names come from the network: they may hold anything that Unicode has, in any number. Nothing here
/// is wrong with them; what must not be drawn is left out.
enum DisplayText {
    /// Scalars of a name; no label shows more.
    static let nameLimit = 120
    /// Scalars of a banner.
    static let bannerLimit = 400
    /// Marks on one letter.
    ///
    /// Scripts that are in use need four; the flag of a country's part six.
    private static let markLimit = 6
    /// Scripts in one text: each may cost the search for a font, some 10 ms, in each size.
    ///
    /// A Japanese name has four, its ideographs, two kana and Latin letters.
    private static let scriptLimit = 6

    private enum Kind {
        case visible
        /// Changes or stands on the letter before it.
        case mark
        case space
        case dropped
    }

    /// One line without control characters, whose direction follows from its letters alone.
    ///
    /// - Parameter limit: scalars at most, an ellipsis for what is cut off included.
    static func cleaned(_ text: String, limit: Int) -> String {
        var cleaned = String.UnicodeScalarView()
        var count = 0
        var marks = 0
        var spaceIsDue = false
        var scripts: [GUnicodeScript] = []
        for (place, scalar) in text.unicodeScalars.enumerated() {
            // What is dropped costs time as well.
            guard place < 8 * limit else { return cut(cleaned, to: limit) }
            switch kind(scalar) {
            case .dropped: continue
            case .space:
                spaceIsDue = count > 0
                continue
            case .mark:
                marks += 1
                guard count > 0, !spaceIsDue, marks <= markLimit else { continue }
            case .visible: marks = 0
            }
            let space = spaceIsDue ? 1 : 0
            guard count + space < limit, note(scalar, in: &scripts) else {
                return cut(cleaned, to: limit)
            }
            if spaceIsDue { cleaned.append(" ") }
            spaceIsDue = false
            cleaned.append(scalar)
            count += space + 1
        }
        return String(cleaned)
    }

    /// False for a letter of one script too many.
    private static func note(_ scalar: Unicode.Scalar, in scripts: inout [GUnicodeScript]) -> Bool {
        let script = g_unichar_get_script(scalar.value)
        guard !scripts.contains(script) else { return true }
        // Of several scripts, of the letter before, or not assigned: no letters of a script.
        let none = [G_UNICODE_SCRIPT_COMMON, G_UNICODE_SCRIPT_INHERITED, G_UNICODE_SCRIPT_UNKNOWN]
        guard !none.contains(script) else { return true }
        scripts.append(script)
        return scripts.count <= scriptLimit
    }

    private static func cut(_ text: String.UnicodeScalarView, to limit: Int) -> String {
        String(String.UnicodeScalarView(text.prefix(limit - 1))) + "…"
    }

    private static func kind(_ scalar: Unicode.Scalar) -> Kind {
        switch scalar.value {
        // Joiners shape Arabic, Indic scripts and emoji; tags make flags such as Scotland's.
        case 0x200C, 0x200D, 0xE0020...0xE007F: return .mark
        // Stands for an object that is not there.
        case 0xFFFC: return .dropped
        default: break
        }
        switch scalar.properties.generalCategory {
        case .spaceSeparator, .lineSeparator, .paragraphSeparator: return .space
        case .control: return scalar.properties.isWhitespace ? .space : .dropped
        // Format characters: overrides, embeddings and isolates of the direction among them
        // (UAX #9 §2), with which a name could turn round what stands beside it.
        case .format, .surrogate, .privateUse, .unassigned: return .dropped
        case .nonspacingMark, .enclosingMark, .spacingMark: return .mark
        default: return .visible
        }
    }
}
