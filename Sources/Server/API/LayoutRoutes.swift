import Conference

/// `/layouts`, and `/rooms/{room}/layout`.
struct LayoutRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let page = Page(
            of: administration.layoutSummaries,
            try PageRequest(query: call.query),
            isAfter: { $0.name > $1 },
            cursor: \.name,
        )
        return page.reply(\.json)
    }

    func read(_ call: APICall) async throws -> APIReply {
        do {
            return .json(try await administration.layoutState(ofRoom: call.room).apiJSON)
        } catch {
            throw Problem(error)
        }
    }

    func set(_ call: APICall) async throws -> APIReply {
        let name = try call.read { $0.required(RoomFields.layout) }
        do {
            let state = try await administration.setLayout(name, ofRoom: call.room)
            return .json(state.apiJSON)
        } catch {
            throw Problem(error)
        }
    }
}
