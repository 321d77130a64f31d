import Media

extension Scene {
    /// A drawing of who stands where, in the pixels of the canvas.
    ///
    /// A tile has a colour of its participant's, the slot's corners and its line when nobody
    /// speaks, the name where the label is, and `+N` for those who have no tile.
    ///
    /// - Parameter names: by participant; the id stands in for one that is missing.
    package func svg(names: [String: String] = [:]) -> String {
        var text = """
            <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(canvas.width) \(canvas.height)" \
            width="\(canvas.width)" height="\(canvas.height)" font-family="sans-serif">
            <rect width="100%" height="100%" fill="\(background.text)"/>

            """
        for tile in tiles { text += tile.svg(names: names) }
        return text + "</svg>\n"
    }
}

extension PlacedTile {
    fileprivate func svg(names: [String: String]) -> String {
        let line = style.idleBorder
        // A line lies inside its tile.
        let inset = Double(line.width) / 2
        let fill =
            switch subject {
            case .participant(let id): Self.color(of: id)
            case .image: "#3a3f47"
            }
        var text = "<g opacity=\"\(style.opacity)\"><title>\(Self.escaped(title))</title>"
        text += "<rect x=\"\(Double(rect.x) + inset)\" y=\"\(Double(rect.y) + inset)\" "
        text += "width=\"\(Double(rect.width) - 2 * inset)\" "
        text += "height=\"\(Double(rect.height) - 2 * inset)\" rx=\"\(style.radius)\" "
        text += "fill=\"\(fill)\" stroke=\"\(line.width > 0 ? line.color.text : "none")\" "
        text += "stroke-width=\"\(line.width)\"/>"
        text += subjectText(names: names) + labelText + moreText
        return text + "</g>\n"
    }

    private var title: String {
        "\(slot).\(cell + 1): \(rect.width)×\(rect.height) at \(rect.x), \(rect.y), z \(z)"
    }

    /// Who or what it is, large in the middle.
    private func subjectText(names: [String: String]) -> String {
        let words =
            switch subject {
            case .participant(let id): names[id] ?? id
            case .image(let name): name
            }
        let size = max(6, min(rect.height / 4, rect.width / max(2, words.count)))
        return Self.text(
            words,
            x: rect.x + rect.width / 2,
            y: rect.y + rect.height / 2 + size / 3,
            size: size,
            anchor: "middle",
        )
    }

    private var labelText: String {
        guard let label = style.label, !label.text.isEmpty else { return "" }
        let pad = label.height / 2
        let isTop: Bool
        switch label.place {
        case .topLeft, .top, .topRight: isTop = true
        case .bottomLeft, .bottom, .bottomRight: isTop = false
        }
        let (x, anchor): (Int, String) =
            switch label.place {
            case .topLeft, .bottomLeft: (rect.x + pad, "start")
            case .top, .bottom: (rect.x + rect.width / 2, "middle")
            case .topRight, .bottomRight: (rect.maxX - pad, "end")
            }
        let y = isTop ? rect.y + pad + label.height * 4 / 5 : rect.maxY - pad
        return Self.text(label.text, x: x, y: y, size: label.height, anchor: anchor)
    }

    private var moreText: String {
        guard more > 0 else { return "" }
        let size = max(8, min(rect.height, rect.width) / 5)
        let (x, y) = (rect.maxX - size / 3, rect.y + size * 6 / 5)
        return Self.text("+\(more)", x: x, y: y, size: size, anchor: "end")
    }

    private static func text(
        _ words: String,
        x: Int,
        y: Int,
        size: Int,
        anchor: String,
    ) -> String {
        "<text x=\"\(x)\" y=\"\(y)\" font-size=\"\(size)\" text-anchor=\"\(anchor)\" "
            + "fill=\"#ffffff\">\(escaped(words))</text>"
    }

    /// The same participant has the same colour in each drawing (FNV-1a).
    private static func color(of id: String) -> String {
        let hash = id.utf8.reduce(UInt32(2_166_136_261)) { ($0 ^ UInt32($1)) &* 16_777_619 }
        return "hsl(\(hash % 360), 45%, 38%)"
    }

    private static func escaped(_ words: String) -> String {
        var text = ""
        for scalar in words.unicodeScalars {
            switch scalar {
            case "&": text += "&amp;"
            case "<": text += "&lt;"
            case ">": text += "&gt;"
            case "\"": text += "&quot;"
            // XML has no other control characters.
            case _ where scalar.value < 0x20: text += " "
            default: text.unicodeScalars.append(scalar)
            }
        }
        return text
    }
}
