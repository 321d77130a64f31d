import Conference
import JSON

/// Where a page of participants ended.
///
/// It holds although people leave, the last one of the page among them: then those follow who joined
/// later.
struct ParticipantCursor {
    static let form = CursorForm(
        schema: [
            "type": "string", "pattern": "^[0-9]{1,18}~[A-Za-z0-9]{1,64}$",
            "description": "Where a page ended.",
        ],
        admits: { parts(of: $0) != nil },
    )

    /// Microseconds since 1970.
    private let joinedAt: Int
    private let id: String
    /// Where each participant stands in the present list.
    private var order: [ParticipantID: Int] = [:]

    init(_ participant: ParticipantSummary) {
        joinedAt = Self.microseconds(participant)
        id = participant.id.rawValue
    }

    /// - Returns: nil for a text that is not of the form.
    init?(_ text: String, among all: [ParticipantSummary]) {
        guard let parts = Self.parts(of: text) else { return nil }
        (joinedAt, id) = parts
        for (index, participant) in all.enumerated() { order[participant.id] = index }
    }

    private static func parts(of text: String) -> (joinedAt: Int, id: String)? {
        let parts = text.utf8.split(
            separator: UInt8(ascii: "~"),
            maxSplits: 1,
            omittingEmptySubsequences: false,
        )
        guard parts.count == 2, (1...18).contains(parts[0].count), parts[0].allSatisfy(isDigit),
            (1...64).contains(parts[1].count), parts[1].allSatisfy(isLetterOrDigit),
            let joinedAt = Int(Substring(parts[0]))
        else { return nil }
        return (joinedAt, String(Substring(parts[1])))
    }

    private static func isDigit(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }

    private static func isLetterOrDigit(_ byte: UInt8) -> Bool {
        // Upper and lower case differ by one bit.
        isDigit(byte) || (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }

    var text: String { "\(joinedAt)~\(id)" }

    func isBefore(_ participant: ParticipantSummary) -> Bool {
        guard let end = order[ParticipantID(id)], let other = order[participant.id] else {
            return Self.microseconds(participant) > joinedAt
        }
        return other > end
    }

    private static func microseconds(_ participant: ParticipantSummary) -> Int {
        Int(participant.joinedAt * 1_000_000)
    }
}
