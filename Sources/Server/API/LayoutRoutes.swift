import Conference
import JSON

/// `/layouts`, and `/rooms/{room}/layout`.
struct LayoutRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let page = Page(
            of: administration.layoutSummaries,
            try PageRequest(query: call.query, cursor: LayoutSchemas.cursor),
            isAfter: { $0.name > $1 },
            cursor: \.name,
        )
        return page.reply(\.json)
    }

    func read(_ call: APICall) async throws -> APIReply {
        .json(try await administration.layoutState(ofRoom: call.room).apiJSON)
    }

    func set(_ call: APICall) async throws -> APIReply {
        let name = try call.read { $0.required(RoomFields.layout) }
        return .json(try await administration.setLayout(name, ofRoom: call.room).apiJSON)
    }
}
