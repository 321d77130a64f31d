import FoundationEssentials

/// What all bots of a process found out: the object that `tessera bot --json` prints.
package struct LoadReport: Codable, Hashable, Sendable {
    package var url: String
    package var room: String
    /// Since the first bot began to join.
    package var seconds: Double
    /// CPU time of the process that ran the bots, start and encoding included.
    package var processMilliseconds: Double
    package var bots: [BotReport]

    /// Whether every bot received something.
    package var hasMedia: Bool { !bots.isEmpty && bots.allSatisfy(\.hasMedia) }

    /// One JSON object, indented, keys in alphabetical order.
    package func json() throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
    }
}
