import Conference
import HTTPTypes

/// `/rooms` and `/rooms/{room}`.
struct RoomRoutes: Sendable {
    let administration: any Administration

    func list(_ call: APICall) async throws -> APIReply {
        let request = try PageRequest(query: call.query)
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
        do {
            let room = try await administration.createRoom(name, settings: settings)
            var reply = APIReply.json(room.json, status: .created)
            reply.headers[.location] =
                "\(Endpoint.base)/rooms/\(PercentCoding.encodeSegment(room.name))"
            return reply
        } catch {
            throw Problem(error)
        }
    }

    func read(_ call: APICall) async throws -> APIReply {
        do {
            return .json(try await administration.roomSummary(call.room).json)
        } catch {
            throw Problem(error)
        }
    }

    func change(_ call: APICall) async throws -> APIReply {
        let patch = try call.read { RoomFields.change(&$0) }
        do throws(AdministrationError) {
            // Half a canvas is completed from the present one.
            let present = try await administration.roomSummary(call.room).settings
            let change = patch.resolved(from: present)
            return .json(try await administration.changeRoom(call.room, change).json)
        } catch {
            throw Problem(error)
        }
    }

    func delete(_ call: APICall) async throws -> APIReply {
        do {
            try await administration.deleteRoom(call.room)
            return .noContent
        } catch {
            throw Problem(error)
        }
    }

    func post(_ call: APICall) async throws -> APIReply {
        let text = try call.read { $0.required(RoomFields.message) }
        do {
            try await administration.post(text, toRoom: call.room)
            return .noContent
        } catch {
            throw Problem(error)
        }
    }

    func snapshot(_ call: APICall) async throws -> APIReply {
        do {
            let file = try await administration.snapshot(ofRoom: call.room)
            return APIReply(status: .ok, headers: [.contentType: "image/jpeg"], body: file)
        } catch {
            throw Problem(error)
        }
    }
}
