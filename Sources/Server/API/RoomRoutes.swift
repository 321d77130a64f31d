import Conference
import HTTPTypes
import JSON

/// `/rooms` and `/rooms/{room}`.
struct RoomRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let request = try PageRequest(query: call.query, cursor: RoomFields.cursor)
        let page = Page(
            of: await administration.roomSummaries(),
            request,
            isAfter: { $0.name > $1 },
            cursor: \.name,
        )
        return page.reply(\.json)
    }

    func create(_ call: APICall) async throws -> APIReply {
        let (name, change) = try call.read { reader in
            let name = reader.required(RoomFields.name)
            let change = RoomFields.change(&reader)
            return name.map { ($0, change) }
        }
        let defaults = administration.defaultSettings
        let settings = defaults.changed(by: change.resolved(from: defaults))
        let room = try await administration.createRoom(name, settings: settings)
        var reply = APIReply.json(room.json, status: .created)
        reply.headers[.location] =
            "\(Endpoint.base)/rooms/\(PercentCoding.encodeSegment(room.name))"
        return reply
    }

    func read(_ call: APICall) async throws -> APIReply {
        .json(try await administration.roomSummary(call.room).json)
    }

    func change(_ call: APICall) async throws -> APIReply {
        let patch = try call.read { RoomFields.change(&$0) }
        // Half a canvas is completed from the present one.
        let present = try await administration.roomSummary(call.room).settings
        let change = patch.resolved(from: present)
        return .json(try await administration.changeRoom(call.room, change).json)
    }

    func delete(_ call: APICall) async throws -> APIReply {
        try await administration.deleteRoom(call.room)
        return .noContent
    }

    func post(_ call: APICall) async throws -> APIReply {
        let text = try call.read { $0.required(RoomFields.message) }
        try await administration.post(text, toRoom: call.room)
        return .noContent
    }

    func snapshot(_ call: APICall) async throws -> APIReply {
        let file = try await administration.snapshot(ofRoom: call.room)
        return APIReply(status: .ok, headers: [.contentType: "image/jpeg"], body: file)
    }
}
