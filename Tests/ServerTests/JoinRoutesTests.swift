import Conference
import HTTPTypes
import Testing

@testable import Server

@Suite struct JoinRoutesTests {
    private static let sdp: HTTPFields = [.contentType: "application/sdp"]
    private static let fragment: HTTPFields = [.contentType: "application/trickle-ice-sdpfrag"]
    private static let offer = "v=0\r\na=ice-ufrag:abcd\r\n"

    private func join(_ server: TestServer, _ path: String = "/join/lobby") async throws -> Reply {
        try await server.request(.post, path, Self.sdp, body: Self.offer)
    }

    private func session(_ server: TestServer) async throws -> (path: String, tag: String) {
        let reply = try await join(server)
        return (try #require(reply.headers[.location]), try #require(reply.headers[.eTag]))
    }

    @Test func oneRequestJoins() async throws {
        try await TestServer.run { server in
            let reply = try await join(server, "/join/lobby?name=Ada+B%C3%A9a")
            #expect(reply.status == 201)
            #expect(reply.headers[.contentType] == "application/sdp")
            #expect(reply.body == "answer to \(Self.offer)")
            #expect(reply.headers[.location]?.hasPrefix("/join/lobby/") == true)
            #expect(reply.headers[.eTag]?.hasPrefix("\"") == true)
            #expect(reply.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
            // Without a socket, only media keeps the seat.
            #expect(await server.parlour.deeds == ["join lobby Ada Béa", "offer p1", "lost p1"])
        }
    }

    @Test func whoGivesNoNameIsAGuest() async throws {
        try await TestServer.run { server in
            let headers: HTTPFields = [.contentType: "Application/SDP; charset=utf-8"]
            let reply = try await server.request(.post, "/join/lobby", headers, body: "v=0")
            #expect(reply.status == 201)
            #expect(await server.parlour.deeds.first == "join lobby Guest")
        }
    }

    @Test func whatIsNotOfferedYetIsIgnored() async throws {
        try await TestServer.run { server in
            let reply = try await join(server, "/join/lobby?view=solo&quality=none&name=Ada&x=%ff")
            #expect(reply.status == 201)
            #expect(reply.body == "answer to \(Self.offer)")
            #expect(await server.parlour.deeds == ["join lobby Ada", "offer p1", "lost p1"])
        }
    }

    @Test(arguments: [
        ("/join/lobby", "nonsense", 400, "line 1: not a session description"),
        ("/join/lobby", "foreign", 422, #""supported":["VP8","opus"]"#),
        ("/join/lobby", "odd", 422, "no BUNDLE"),
        ("/join/nowhere", "x", 404, "there is no such room"),
        ("/join/packed", "x", 503, "the room is full"),
        ("/join/closing", "x", 503, "shutting down"),
        ("/join/lobby%ff", "x", 400, "percent-encoded"),
        ("/join/lobby?name=\(String(repeating: "x", count: 65))", "x", 400, "too long"),
        ("/join/lobby", "huge", 413, "body"),
    ])
    func whatGoesWrongIsAProblem(
        path: String,
        offer: String,
        status: Int,
        detail: String,
    ) async throws {
        try await TestServer.run { server in
            let huge = String(repeating: "x", count: JoinRoutes.maximumBodyBytes + 1)
            let body = offer == "huge" ? huge : offer
            let reply = try await server.request(.post, path, Self.sdp, body: body)
            #expect(reply.status == status)
            #expect(reply.headers[.contentType] == "application/problem+json")
            #expect(reply.body.contains(#""status":\#(status)"#))
            #expect(reply.body.contains(detail))
            let retry = path == "/join/packed" ? "7" : path == "/join/closing" ? "10" : nil
            #expect(reply.headers[.retryAfter] == retry)
            // Nobody is left behind where only the offer was bad.
            let deeds = await server.parlour.deeds
            #expect(
                deeds.filter { $0.hasPrefix("join") }.count
                    == deeds.filter { $0.hasPrefix("leave") }.count
            )
        }
    }

    @Test(arguments: ["text/plain", "application/json", nil])
    func anotherMediaTypeIsRefused(type: String?) async throws {
        try await TestServer.run { server in
            var headers: HTTPFields = [:]
            headers[.contentType] = type
            let reply = try await server.request(.post, "/join/lobby", headers, body: Self.offer)
            #expect(reply.status == 415)
            #expect(reply.headers[.acceptPost] == "application/sdp")
            #expect(await server.parlour.deeds.isEmpty)
        }
    }

    @Test func deletingLeavesOnce() async throws {
        try await TestServer.run { server in
            let (path, _) = try await session(server)
            #expect(try await server.request(.delete, path).status == 200)
            #expect(await server.parlour.deeds.last == "leave p1 left")
            #expect(try await server.request(.delete, path).status == 404)
            #expect(try await server.request(.delete, "/join/lobby/guess").status == 404)
        }
    }

    @Test func aSessionBelongsToItsRoom() async throws {
        try await TestServer.run { server in
            let (path, _) = try await session(server)
            let other = path.replacing("/lobby/", with: "/attic/")
            #expect(try await server.request(.delete, other).status == 404)
            #expect(try await server.request(.delete, path).status == 200)
        }
    }

    @Test func whomTheRoomLetsGoHasNoSession() async throws {
        try await TestServer.run { server in
            let (path, _) = try await session(server)
            await server.parlour.tell(.bye(reason: "connection lost"))
            // The table hears of it on its own time; the outcome is certain, the moment is not.
            for _ in 0..<1000 {
                let reply = try await server.request(.patch, path, Self.fragment, body: "a=x")
                if reply.status == 404 { return }
                await Task.yield()
            }
            Issue.record("the session outlives its seat")
        }
    }

    @Test func candidatesAreReadAndNotNeeded() async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            let body =
                "a=ice-ufrag:abcd\r\na=ice-pwd:x\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
                + "a=candidate:1 1 UDP 2130706431 192.0.2.1 3478 typ host\r\na=end-of-candidates\r\n"
            for match in [tag, "*"] {
                let headers = Self.fragment + [.ifMatch: match]
                let reply = try await server.request(.patch, path, headers, body: body)
                #expect(reply.status == 204 && reply.body.isEmpty)
            }
        }
    }

    @Test func aPatchThatCannotBeDoneSaysWhy() async throws {
        try await TestServer.run { server in
            let (path, _) = try await session(server)
            func patch(_ headers: HTTPFields, _ body: String) async throws -> Int {
                try await server.request(.patch, path, headers, body: body).status
            }
            #expect(try await patch(Self.fragment + [.ifMatch: "\"old\""], "a=x") == 412)
            #expect(try await patch(Self.sdp, "a=x") == 415)
            #expect(try await patch(Self.fragment, "words") == 400)
            #expect(try await patch(Self.fragment, "") == 400)
            #expect(try await patch(Self.fragment, "a=ice-ufrag:efgh\r\na=ice-pwd:y") == 422)
        }
    }

    @Test func otherMethodsAreToldWhatIsAllowed() async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/join/lobby")
            #expect(reply.status == 405)
            #expect(reply.headers[.allow] == "OPTIONS, POST")
            let session = try await server.request(.post, "/join/lobby/x", Self.sdp, body: "v=0")
            #expect(session.status == 405)
            #expect(session.headers[.allow] == "DELETE, OPTIONS, PATCH")
        }
    }

    @Test func pagesOfOtherSitesNeedToBeListed() async throws {
        try await TestServer.run {
            $0.origins = OriginPolicy(allowed: ["https://portal.example"])
        } _: { server in
            let evil: HTTPFields = [.origin: "https://evil.example"]
            let listed: HTTPFields = [.origin: "https://portal.example"]
            let refused = try await server.request(
                .post,
                "/join/lobby",
                Self.sdp + evil,
                body: Self.offer,
            )
            #expect(refused.status == 403)
            let preflight = try await server.request(.options, "/join/lobby", listed)
            #expect(preflight.status == 204)
            #expect(preflight.headers[.acceptPost] == "application/sdp")
            #expect(preflight.headers[.accessControlAllowOrigin] == "https://portal.example")
            let foreign = try await server.request(.options, "/join/lobby", evil)
            #expect(foreign.headers[.accessControlAllowOrigin] == nil)
            let joined = try await server.request(
                .post,
                "/join/lobby",
                Self.sdp + listed,
                body: Self.offer,
            )
            #expect(joined.status == 201)
            #expect(joined.headers[.accessControlAllowOrigin] == "https://portal.example")
        }
    }

    @Test func whoDrainsTakesNobody() async throws {
        try await TestServer.run { server in
            func status(_ path: String) async throws -> Int {
                try await server.request(.get, path).status
            }
            let ready = try await status("/readyz")
            #expect(ready == 200)
            server.readiness.drain()
            let joined = try await join(server).status
            #expect(joined == 503)
            let statuses = try await [status("/readyz"), status("/healthz"), status("/ws")]
            #expect(statuses == [503, 200, 503])
            await #expect(throws: SocketClient.Ending.self) {
                try await SocketClient.run(server) { _ in }
            }
        }
    }
}

private func + (left: HTTPFields, right: HTTPFields) -> HTTPFields {
    var sum = left
    sum.append(contentsOf: right)
    return sum
}
