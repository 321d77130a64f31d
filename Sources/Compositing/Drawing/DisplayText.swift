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
        // What is dropped costs time as well.
        for (place, scalar) in text.unicodeScalars.enumerated() {
            guard count < limit, place < 8 * limit else { return String(cut(cleaned, to: limit)) }
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
            if spaceIsDue {
                cleaned.append(" ")
                count += 1
                spaceIsDue = false
            }
            cleaned.append(scalar)
            count += 1
        }
        return count <= limit ? String(cleaned) : String(cut(cleaned, to: limit))
    }

    private static func cut(
        _ text: String.UnicodeScalarView,
        to limit: Int,
    ) -> String.UnicodeScalarView {
        var start = String.UnicodeScalarView(text.prefix(limit - 1))
        start.append("…")
        return start
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
