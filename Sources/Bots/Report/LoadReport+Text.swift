extension LoadReport {
    /// A table of the bots, and a line for each that failed.
    package var table: String {
        var table = TextTable([
            "bot", "state", "connect ms", "rtt ms", "picture", "fps", "freezes", "lost",
            "repaired", "jitter ms", "glass p50/p95", "voices", "own", "mouth p50/p95",
        ])
        for bot in bots { table.add(bot.row) }
        let failures = bots.compactMap { bot in
            bot.failure.map { "\(bot.name): \($0)" }
        }
        return ([table.text] + failures).joined(separator: "\n")
    }

    /// One line that says how it goes.
    package var progress: String {
        let connected = bots.filter { $0.state == "connected" }
        let rates = connected.compactMap { $0.picture?.framesPerSecond }
        let mean = rates.isEmpty ? 0 : rates.reduce(0, +) / Double(rates.count)
        let glass = connected.compactMap { $0.picture?.shown?.p50 }.max()
        let mouth = connected.compactMap { $0.sound?.delay?.p50 }.max()
        let lost = connected.map { bot in
            (bot.picture?.reception.lost ?? 0) + (bot.sound?.reception.lost ?? 0)
        }
        let parts = [
            "\(Int(seconds)) s", "\(connected.count) of \(bots.count) connected",
            "\(rounded(mean)) pictures/s", "\(lost.reduce(0, +)) packets lost",
            glass.map { "picture \($0) ms old" }, mouth.map { "sound \($0) ms old" },
        ]
        return parts.compactMap(\.self).joined(separator: " · ")
    }
}

extension BotReport {
    fileprivate var row: [String] {
        let received = [picture?.reception, sound?.reception].compactMap(\.self)
        let size = picture.flatMap { picture in
            picture.width.flatMap { width in picture.height.map { "\(width)×\($0)" } }
        }
        let voices = sound?.voices.map { voices in
            voices.filter { $0.level != nil }.map { String($0.number) }.joined(separator: ",")
        }
        return [
            name,
            failure == nil ? state : "failed",
            Self.text(millisecondsToConnect),
            Self.text(roundTripMilliseconds),
            size ?? "–",
            Self.text(picture?.framesPerSecond),
            picture.map { String($0.freezes) } ?? "–",
            String(received.reduce(0) { $0 + $1.lost }),
            String(received.reduce(0) { $0 + $1.repaired }),
            Self.text(picture?.reception.jitterMilliseconds),
            Self.text(picture?.shown),
            voices ?? "–",
            Self.text(sound?.ownLevel),
            Self.text(sound?.delay),
        ]
    }

    private static func text(_ value: Double?) -> String { value.map { "\($0)" } ?? "–" }

    private static func text(_ delay: DelayReport?) -> String {
        delay.map { "\($0.p50)/\($0.p95)" } ?? "–"
    }
}

/// Columns of text, each as wide as it must be.
struct TextTable {
    private var rows: [[String]]

    init(_ titles: [String]) { rows = [titles] }

    /// - Parameter row: as many cells as there are titles.
    mutating func add(_ row: [String]) { rows.append(row) }

    var text: String {
        let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
        return rows.map { row in
            let cells = zip(row, widths).map { cell, width in
                cell + String(repeating: " ", count: width - cell.count)
            }
            var line = cells.joined(separator: "  ")
            while line.last == " " { line.removeLast() }
            return line
        }
        .joined(separator: "\n")
    }
}
