import Conference
import HTTPTypes
import JSON
import Testing

@testable import Server

@Suite struct RoomRoutesTests {
    private static let json: HTTPFields = [.contentType: "application/json"]
    private static let patch: HTTPFields = [.contentType: "application/merge-patch+json"]

    private func create(
        _ server: TestServer,
        _ body: String,
        _ headers: HTTPFields = json,
    ) async throws -> Reply {
        try await server.request(.post, "/api/v1/rooms", headers, body: body)
    }

    @Test func aRoomIsMadeReadChangedAndDeleted() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"blue","title":"Blue","canvas":{"width":640},"persistent":false}"#
            let made = try await create(server, body)
            #expect(made.status == 201)
            #expect(made.headers[.location] == "/api/v1/rooms/blue")
            #expect(made.headers[.cacheControl] == "no-store")
            let expected: JSONValue = [
                "name": "blue", "title": "Blue", "capacity": 50,
                "canvas": ["width": 640, "height": 720, "fps": 30], "layout": "grid",
                "policies": ["open": true], "persistent": false, "participants": 0,
                "createdAt": "2027-01-15T08:00:00.250Z",
            ]
            #expect(try made.json() == expected)
            let path = try #require(made.headers[.location])
            #expect(try await server.request(.get, path).json() == expected)

            let changes = #"{"title":null,"policies":{"open":false},"layout":"solo"}"#
            for type in [Self.patch, Self.json] {
                let changed = try await server.request(.patch, path, type, body: changes)
                #expect(changed.status == 200)
                #expect(try changed.json()["title"] == .null)
                #expect(try changed.json()["policies"] == ["open": false])
                #expect(try changed.json()["layout"] == "solo")
            }
            #expect(try await server.request(.delete, path).status == 204)
            #expect(try await server.request(.get, path).status == 404)
            #expect(try await server.request(.delete, path).status == 404)
        }
    }

    @Test func aListComesInPages() async throws {
        try await TestServer.run { server in
            for name in ["d", "b", "a", "c", "e"] { await server.bureau.furnish(name) }
            var path = "/api/v1/rooms?limit=2"
            var pages: [[String]] = []
            while pages.count < 5 {
                let reply = try await server.request(.get, path).json()
                guard case .array(let items) = reply["items"] else { break }
                pages.append(items.compactMap { $0["name"]?.json })
                guard case .text(let cursor) = reply["nextCursor"] else { break }
                // What stood at the border is gone, and the next page is right all the same.
                try await server.bureau.deleteRoom(cursor)
                path = "/api/v1/rooms?limit=2&cursor=\(cursor)"
            }
            #expect(pages == [["\"a\"", "\"b\""], ["\"c\"", "\"d\""], ["\"e\""]])
        }
    }

    @Test(arguments: ["limit=0", "limit=201", "limit=x", "limit=", "limit=-1"])
    func aPageThatCannotBeIsRefused(query: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/api/v1/rooms?\(query)")
            #expect(reply.status == 400)
            #expect(reply.body.contains(#"{"pointer":"?limit","reason":"1 to 200"}"#))
        }
    }

    @Test(arguments: ["", "%0A", "a%00b", "%ff", String(repeating: "x", count: 65)])
    func aCursorThatNoPageGaveIsRefused(cursor: String) async throws {
        try await TestServer.run { server in
            for list in ["rooms", "layouts"] {
                let reply = try await server.request(.get, "/api/v1/\(list)?cursor=\(cursor)")
                #expect(reply.status == 400 && reply.body.contains("?cursor"))
            }
        }
    }

    @Test func everyFaultOfABodyIsNamed() async throws {
        try await TestServer.run { server in
            let body = #"{"name":"a/b","capacity":0,"canvas":{"fps":"x"},"colour":"red"}"#
            let reply = try await create(server, body)
            #expect(reply.status == 422)
            let problem = try reply.json()
            #expect(problem["type"] == "urn:tessera:problem:invalid-fields")
            guard case .array(let errors) = problem["errors"] else { return #expect(Bool(false)) }
            #expect(
                errors.map { $0["pointer"] } == ["/name", "/capacity", "/canvas/fps", "/colour"]
            )
            #expect(await server.bureau.deeds.isEmpty)
        }
    }

    @Test func malformedJSONIsToldWhere() async throws {
        try await TestServer.run { server in
            let reply = try await create(server, "{\"name\": \"a\",\n  \"capacity\": }")
            #expect(reply.status == 400)
            let detail = try reply.json()["detail"]
            #expect(detail == "line 2, column 15: a value is due here")
            #expect(try await create(server, "").status == 400)
        }
    }

    @Test func otherMediaTypesAndLargeBodiesAreRefused() async throws {
        try await TestServer.run { server in
            for type in ["text/plain", "application/merge-patch+json", nil] {
                var headers: HTTPFields = [:]
                headers[.contentType] = type
                let reply = try await create(server, "{}", headers)
                #expect(reply.status == 415)
                #expect(reply.headers[.acceptPost] == "application/json")
            }
            let charset: HTTPFields = [.contentType: "Application/JSON; charset=utf-8"]
            #expect(try await create(server, #"{"name":"a"}"#, charset).status == 201)
            let huge = String(repeating: " ", count: APIRoutes.maximumBodyBytes + 1)
            #expect(try await create(server, huge).status == 413)
        }
    }

    @Test(arguments: [
        (AdministrationError.noSuchRoom, 404, "no-such-room"), (.roomExists, 409, "room-exists"),
        (.noSuchParticipant, 404, "no-such-participant"),
        (.tooManyRooms, 409, "too-many-rooms"), (.draining, 503, "draining"),
        (.noPicture, 409, "no-picture"),
        (.noSuchLayout(known: ["grid"]), 422, "invalid-fields"),
        (.invalid([FieldFault(pointer: "/x", reason: "y")]), 422, "invalid-fields"),
    ])
    func whatCannotBeDoneIsAProblem(
        error: AdministrationError,
        status: Int,
        kind: String,
    ) async throws {
        try await TestServer.run { server in
            await server.bureau.fail(error)
            let reply = try await create(server, #"{"name":"a"}"#)
            #expect(reply.status == status)
            #expect(reply.headers[.contentType] == "application/problem+json")
            #expect(try reply.json()["type"] == .text("urn:tessera:problem:\(kind)"))
            #expect(try reply.json()["status"] == .integer(status))
            #expect((reply.headers[.retryAfter] != nil) == (status == 503))
        }
    }

    @Test func anUnknownLayoutIsNamedWithThoseThatAreKnown() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let path = "/api/v1/rooms/a/layout"
            let set = try await server.request(.put, path, Self.json, body: #"{"layout":"solo"}"#)
            #expect(set.status == 200)
            #expect(try set.json()["layout"] == "solo")
            let read = try await server.request(.get, path)
            #expect(try read.json() == set.json())
            let wrong = try await server.request(.put, path, Self.json, body: #"{"layout":"x"}"#)
            #expect(wrong.status == 422)
            #expect(try wrong.json()["supported"] == ["grid", "solo"])
            #expect(wrong.body.contains(#""pointer":"/layout""#))
            let list = try await server.request(.get, "/api/v1/layouts?limit=1").json()
            guard case .array(let items) = list["items"] else { return #expect(Bool(false)) }
            #expect(items.map { $0["name"] } == ["grid"])
            #expect(list["nextCursor"] == "grid")
        }
    }

    @Test func theHostTellsARoomSomething() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let path = "/api/v1/rooms/a/messages"
            let reply = try await server.request(.post, path, Self.json, body: #"{"text":"hi"}"#)
            #expect(reply.status == 204 && reply.body.isEmpty)
            #expect(await server.bureau.deeds == ["post hi"])
            let nobody = try await server.request(
                .post,
                "/api/v1/rooms/b/messages",
                Self.json,
                body: #"{"text":"hi"}"#,
            )
            #expect(nobody.status == 404)
        }
    }

    @Test func aSnapshotIsAPicture() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let reply = try await server.request(.get, "/api/v1/rooms/a/snapshot.jpg")
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "image/jpeg")
            #expect(reply.headers[.contentLength] == "4")
            #expect(reply.headers[.crossOriginResourcePolicy] == "same-origin")
            #expect(try await server.request(.get, "/api/v1/rooms/b/snapshot.jpg").status == 404)
        }
    }

    @Test func statisticsAreNamedAsBrowsersNameThem() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada", "Bea"])
            let room = try await server.request(.get, "/api/v1/rooms/a/stats").json()
            guard case .array(let people) = room["participants"] else {
                return #expect(Bool(false))
            }
            let connection = people[0]["connection"]
            #expect(connection?["currentRoundTripTime"] == 0.02)
            guard case .array(let inbound) = connection?["inbound"] else {
                return #expect(Bool(false))
            }
            #expect(inbound[0]["kind"] == "audio" && inbound[0]["packetsLost"] == -1)
            #expect(people[1]["connection"] == .null)
            #expect(room["distinct"]?["audioEncodings"] == 4)
            let all = try await server.request(.get, "/api/v1/stats").json()
            #expect(all["participantCount"] == 2 && all["cpuTime"] == 1.5)
            #expect(all["rooms"] == [["name": "a", "participants": 2]])
        }
    }

    @Test func otherMethodsAndOptionsTellWhatIsAllowed() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let put = try await server.request(.put, "/api/v1/rooms/a")
            #expect(put.status == 405)
            #expect(put.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, PATCH")
            #expect(put.headers[.contentType] == "application/problem+json")
            #expect(try await server.request(.trace, "/api/v1/rooms").status == 405)
            let options = try await server.request(.options, "/api/v1/rooms/a")
            #expect(options.status == 204)
            #expect(options.headers[.allow] == put.headers[.allow])
            #expect(
                options.headers[.acceptPatch] == "application/merge-patch+json, application/json"
            )
            #expect(try await server.request(.options, "/api/v1/nothing").status == 404)
            let head = try await server.request(.head, "/api/v1/rooms/a")
            #expect(head.status == 200 && head.body.isEmpty)
            #expect(head.headers[.contentType] == "application/json")
            let missing = try await server.request(.head, "/api/v1/rooms/b")
            #expect(missing.status == 404 && missing.body.isEmpty)
        }
    }
}
