import Conference

/// Where a page of participants ended.
///
/// It holds although people leave, the last one of the page among them: then those follow who joined
/// later.
struct ParticipantCursor {
    static let pattern = "^[0-9]{1,18}~[A-Za-z0-9]{1,64}$"

    /// Microseconds since 1970.
    private let joinedAt: Int
    private let id: String
    /// Where each participant stands in the present list.
    private var order: [ParticipantID: Int] = [:]

    init(_ participant: ParticipantSummary) {
        joinedAt = Self.microseconds(participant)
        id = participant.id.rawValue
    }

    /// - Throws: `Problem` (400) for a text that no page can have given.
    init(_ text: String, among all: [ParticipantSummary]) throws(Problem) {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, (1...18).contains(parts[0].utf8.count),
            parts[0].utf8.allSatisfy((UInt8(ascii: "0")...UInt8(ascii: "9")).contains),
            let joinedAt = Int(parts[0]), TextRule.name(1...64).admits(String(parts[1]))
        else { throw Problem(parameters: [PageRequest.badCursor]) }
        self.joinedAt = joinedAt
        id = String(parts[1])
        for (index, participant) in all.enumerated() { order[participant.id] = index }
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
