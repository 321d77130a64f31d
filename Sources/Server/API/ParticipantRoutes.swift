import Conference

/// `/rooms/{room}/participants` and each of them.
struct ParticipantRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let request = try PageRequest(query: call.query)
        let all: [ParticipantSummary]
        do {
            all = try await administration.participants(inRoom: call.room)
        } catch {
            throw Problem(error)
        }
        let last = try request.cursor.map { try ParticipantCursor($0, among: all) }
        let page = Page(
            of: all,
            request,
            isAfter: { participant, _ in last.map { $0.isBefore(participant) } ?? true },
            cursor: { ParticipantCursor($0).text },
        )
        return page.reply(\.json)
    }

    func read(_ call: APICall) async throws -> APIReply {
        do {
            let found = try await administration.participant(call.participant, inRoom: call.room)
            return .json(found.json)
        } catch {
            throw Problem(error)
        }
    }

    func change(_ call: APICall) async throws -> APIReply {
        let change = try call.read { ParticipantFields.change(&$0) }
        do {
            let changed = try await administration.changeParticipant(
                call.participant,
                inRoom: call.room,
                change,
            )
            return .json(changed.json)
        } catch {
            throw Problem(error)
        }
    }

    func remove(_ call: APICall) async throws -> APIReply {
        do {
            try await administration.removeParticipant(
                call.participant,
                fromRoom: call.room,
                reason: "removed by the host",
            )
            return .noContent
        } catch {
            throw Problem(error)
        }
    }
}

/// Where a page of participants ended.
///
/// It holds although people leave, the last one of the page among them: then those follow who joined
/// later.
private struct ParticipantCursor {
    let joinedAt: Double
    let id: String
    /// Where it stands in the present list.
    private var index: Int?
    private var order: [ParticipantID: Int] = [:]

    init(_ participant: ParticipantSummary) {
        joinedAt = participant.joinedAt
        id = participant.id.rawValue
    }

    /// - Throws: `Problem` (400) for a text that no page has given.
    init(_ text: String, among all: [ParticipantSummary]) throws(Problem) {
        let parts = text.split(separator: "~", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let bits = UInt64(parts[0], radix: 36) else {
            throw Problem(parameters: [
                FieldFault(pointer: "?cursor", reason: "the nextCursor of an earlier page")
            ])
        }
        joinedAt = Double(bitPattern: bits)
        id = String(parts[1])
        for (index, participant) in all.enumerated() { order[participant.id] = index }
        index = order[ParticipantID(id)]
    }

    var text: String { "\(String(joinedAt.bitPattern, radix: 36))~\(id)" }

    func isBefore(_ participant: ParticipantSummary) -> Bool {
        guard let index, let other = order[participant.id] else {
            return participant.joinedAt > joinedAt
        }
        return other > index
    }
}
