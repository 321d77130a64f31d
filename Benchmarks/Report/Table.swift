/// Rows of text in columns: the first to the left, the others to the right.
struct Table {
    let title: String
    let columns: [String]
    private(set) var rows: [[String]] = []

    init(_ title: String, _ columns: [String]) {
        self.title = title
        self.columns = columns
    }

    mutating func add(_ row: [String]) { rows.append(row) }

    /// Markdown, so that it can stand in `docs/performance.md` as it is.
    var text: String {
        let all = [columns] + rows
        let widths = columns.indices.map { column in
            all.map { column < $0.count ? $0[column].count : 0 }.max() ?? 0
        }
        func line(_ row: [String]) -> String {
            let cells = columns.indices.map { column in
                let cell = column < row.count ? row[column] : ""
                let padding = String(repeating: " ", count: widths[column] - cell.count)
                return column == 0 ? cell + padding : padding + cell
            }
            return "| " + cells.joined(separator: " | ") + " |"
        }
        let rule = columns.indices.map { column in
            let dashes = String(repeating: "-", count: max(2, widths[column]) - 1)
            return column == 0 ? dashes + "-" : dashes + ":"
        }
        let lines = [line(columns), "| " + rule.joined(separator: " | ") + " |"] + rows.map(line)
        return (title.isEmpty ? "" : "\(title)\n\n") + lines.joined(separator: "\n") + "\n"
    }
}

extension Double {
    /// With so many digits behind the point.
    func text(_ digits: Int = 0) -> String {
        guard isFinite else { return "–" }
        var scale = 1.0
        for _ in 0..<digits { scale *= 10 }
        let rounded = (self * scale).rounded() / scale
        if digits == 0 { return String(Int(rounded)) }
        let parts = String(rounded).split(separator: ".", maxSplits: 1)
        let fraction = parts.count > 1 ? String(parts[1].prefix(digits)) : ""
        return parts[0] + "." + fraction
            + String(repeating: "0", count: digits - fraction.count)
    }
}
