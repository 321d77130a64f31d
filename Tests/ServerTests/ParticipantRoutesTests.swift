import HTTPTypes
import JSON
import Testing

@testable import Server

@Suite struct ParticipantRoutesTests {
    private static let patch: HTTPFields = [.contentType: "application/merge-patch+json"]
    private static let base = "/api/v1/rooms/a/participants"

    @Test func somebodyIsMutedRenamedAndSentAway() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada", "Bea"])
            let path = "\(Self.base)/p0"
            let before = try await server.request(.get, path).json()
            #expect(before["name"] == "Ada")
            #expect(before["joinedAt"] == "1970-01-01T00:16:40.000Z")
            let body = #"{"audioMuted":true,"volume":0.5,"name":"Ada L."}"#
            let reply = try await server.request(.patch, path, Self.patch, body: body)
            #expect(reply.status == 200)
            let after = try reply.json()
            #expect(after["audioMuted"] == true && after["videoMuted"] == false)
            #expect(after["volume"] == 0.5 && after["name"] == "Ada L.")
            #expect(try await server.request(.get, path).json() == after)
            #expect(try await server.request(.delete, path).status == 204)
            #expect(await server.bureau.deeds == ["remove p0: removed by the host"])
            let gone = try await server.request(.delete, path)
            #expect(gone.status == 404)
            #expect(try gone.json()["type"] == "urn:tessera:problem:no-such-participant")
        }
    }

    @Test func everyFaultIsNamed() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada"])
            let body = #"{"audioMuted":1,"volume":4.5,"name":"a\nb","hasAudio":true}"#
            let reply = try await server.request(
                .patch,
                "\(Self.base)/p0",
                Self.patch,
                body: body,
            )
            #expect(reply.status == 422)
            guard case .array(let errors) = try reply.json()["errors"] else {
                return #expect(Bool(false))
            }
            #expect(
                errors.map { $0["pointer"] } == ["/audioMuted", "/volume", "/name", "/hasAudio"]
            )
        }
    }

    @Test func pagesFollowTheOrderOfJoining() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Eve", "Dan", "Cem", "Bea", "Ada"])
            var path = "\(Self.base)?limit=2"
            var names: [JSONValue] = []
            for _ in 0..<3 {
                let page = try await server.request(.get, path).json()
                guard case .array(let items) = page["items"] else { break }
                names += items.compactMap { $0["name"] }
                guard case .text(let cursor) = page["nextCursor"] else { break }
                path = "\(Self.base)?limit=2&cursor=\(PercentCoding.encodeSegment(cursor))"
            }
            #expect(names == ["Eve", "Dan", "Cem", "Bea", "Ada"])
        }
    }

    @Test func aPageHoldsWhenWhoEndedItHasLeft() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Eve", "Dan", "Cem", "Bea", "Ada"])
            let first = try await server.request(.get, "\(Self.base)?limit=2").json()
            guard case .text(let cursor) = first["nextCursor"] else { return #expect(Bool(false)) }
            #expect(try await server.request(.delete, "\(Self.base)/p1").status == 204)
            let path = "\(Self.base)?cursor=\(PercentCoding.encodeSegment(cursor))"
            guard case .array(let items) = try await server.request(.get, path).json()["items"]
            else { return #expect(Bool(false)) }
            #expect(items.map { $0["name"] } == ["Cem", "Bea", "Ada"])
        }
    }

    @Test(arguments: [
        "x", "~", "", "1~", "~p1", "-1~p1", "1x~p1", "1234567890123456789~p1", "1~p/",
    ])
    func aCursorThatNoPageGaveIsRefused(cursor: String) async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a", ["Ada"])
            let path = "\(Self.base)?cursor=\(PercentCoding.encodeSegment(cursor))"
            let reply = try await server.request(.get, path)
            #expect(reply.status == 400)
            #expect(reply.body.contains("?cursor"))
        }
    }

    @Test func aRoomThatIsNotThereHasNobody() async throws {
        try await TestServer.run { server in
            for path in ["/api/v1/rooms/b/participants", "/api/v1/rooms/b/participants/p0"] {
                let reply = try await server.request(.get, path)
                #expect(reply.status == 404)
                #expect(try reply.json()["type"] == "urn:tessera:problem:no-such-room")
            }
            let reply = try await server.request(.get, "/api/v1/rooms/%ff/participants")
            #expect(reply.status == 400)
        }
    }
}
