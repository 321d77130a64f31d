import Conference
import JSON

/// `/rooms/{room}/participants` and each of them.
struct ParticipantRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let request = try PageRequest(query: call.query, cursor: ParticipantCursor.form)
        let all = try await administration.participants(inRoom: call.room)
        let last = request.cursor.flatMap { ParticipantCursor($0, among: all) }
        let page = Page(
            of: all,
            request,
            isAfter: { participant, _ in last.map { $0.isBefore(participant) } ?? true },
            cursor: { ParticipantCursor($0).text },
        )
        return page.reply(\.json)
    }

    func read(_ call: APICall) async throws -> APIReply {
        .json(try await administration.participant(call.participant, inRoom: call.room).json)
    }

    func change(_ call: APICall) async throws -> APIReply {
        let change = try call.read { ParticipantFields.change(&$0) }
        let changed = try await administration.changeParticipant(
            call.participant,
            inRoom: call.room,
            change,
        )
        return .json(changed.json)
    }

    func remove(_ call: APICall) async throws -> APIReply {
        try await administration.removeParticipant(
            call.participant,
            fromRoom: call.room,
            reason: "removed by the host",
        )
        return .noContent
    }
}
