import Conference
import HTTPTypes
import Testing

@testable import Server

/// What the three ways in have in common: one request joins.
@Suite struct SessionRoutesTests {
    static let sdp: HTTPFields = [.contentType: "application/sdp"]
    static let offer = "v=0\r\na=ice-ufrag:abcd\r\n"

    private func join(_ server: TestServer, _ path: String = "/join/lobby") async throws -> Reply {
        try await server.request(.post, path, Self.sdp, body: Self.offer)
    }

    @Test(arguments: [
        ("join", "join lobby Ada Béa socketless"),
        ("whip", "join lobby Ada Béa ingest socketless"),
        ("whep", "join lobby Ada Béa viewer socketless"),
    ])
    func oneRequestJoins(way: String, deed: String) async throws {
        try await TestServer.run { server in
            let reply = try await join(server, "/\(way)/lobby?name=Ada+B%C3%A9a")
            #expect(reply.status == 201)
            #expect(reply.headers[.contentType] == "application/sdp")
            #expect(reply.body == "answer to \(Self.offer)")
            #expect(reply.headers[.location]?.hasPrefix("/\(way)/lobby/") == true)
            #expect(reply.headers[.eTag] == "\"ice0\"")
            #expect(reply.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
            #expect(reply.headers[.cacheControl] == "no-store")
            #expect(await server.parlour.deeds == [deed, "offer p1"])
        }
    }

    @Test(arguments: [("join", "Guest"), ("whip", "Ingest ingest"), ("whep", "Viewer viewer")])
    func whoGivesNoNameGetsOne(way: String, name: String) async throws {
        try await TestServer.run { server in
            let headers: HTTPFields = [.contentType: "Application/SDP; charset=utf-8"]
            let reply = try await server.request(.post, "/\(way)/lobby", headers, body: "v=0")
            #expect(reply.status == 201)
            #expect(await server.parlour.deeds.first == "join lobby \(name) socketless")
        }
    }

    @Test func theQueryIsReadAndWhatIsNotKnownInItIgnored() async throws {
        try await TestServer.run { server in
            let reply = try await join(server, "/whep/lobby?quality=audio&name=Ada&x=%ff&y")
            #expect(reply.status == 201)
            let deeds = await server.parlour.deeds
            #expect(deeds.first == "join lobby Ada viewer audio socketless")
        }
    }

    @Test(arguments: [
        ("/join/lobby", "nonsense", 400, "line 1: not a session description"),
        ("/join/lobby", "", 400, "must be an offer"),
        ("/join/lobby", "foreign", 422, #""supported":["VP8","opus"]"#),
        ("/join/lobby", "odd", 422, "no BUNDLE"),
        ("/join/lobby?quality=best", "x", 422, #""supported":["low","medium","high","audio"]"#),
        ("/join/lobby?view=none", "x", 422, #""supported":["grid"]"#),
        ("/join/lobby?view=stage", "x", 422, "not offered yet"),
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
            let huge = String(repeating: "x", count: SessionLimits().maximumBodyBytes + 1)
            let body = offer == "huge" ? huge : offer
            for way in WayIn.all {
                let path = path.replacing("/join/", with: "/\(way.segment)/")
                let reply = try await server.request(.post, path, Self.sdp, body: body)
                #expect(reply.status == status)
                #expect(reply.headers[.contentType] == "application/problem+json")
                #expect(reply.body.contains(#""status":\#(status)"#))
                #expect(reply.body.contains(detail))
                let isFull = path.hasSuffix("/packed")
                let retry = isFull ? "7" : path.hasSuffix("/closing") ? "10" : nil
                #expect(reply.headers[.retryAfter] == retry)
            }
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
            for way in WayIn.all {
                let path = "/\(way.segment)/lobby"
                let reply = try await server.request(.post, path, headers, body: Self.offer)
                #expect(reply.status == 415)
                #expect(reply.headers[.acceptPost] == "application/sdp")
            }
            #expect(await server.parlour.deeds.isEmpty)
        }
    }

    /// Drafts of WHEP let a server answer with an offer of its own; this one says that it does not.
    @Test func whoAsksTheServerToOfferIsTold() async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.post, "/whep/lobby")
            #expect(reply.status == 415)
            #expect(reply.body.contains("the client makes it, never this server"))
        }
    }

    @Test(arguments: ["a%20b", "%2E", "%2e%2e", String(repeating: "x", count: 65)])
    func whatNoRoomCanBeCalledIsNotThere(name: String) async throws {
        try await TestServer.run { server in
            for way in ["whip", "whep"] {
                #expect(try await server.request(.get, "/\(way)/\(name)").status == 400)
            }
            let joined = try await server.request(
                .post,
                "/join/\(name)",
                Self.sdp,
                body: Self.offer,
            )
            #expect(joined.status == 400)
            #expect(await server.parlour.deeds.isEmpty)
        }
    }

    @Test func methodsAreThoseOfTheSpecification() async throws {
        try await TestServer.run { server in
            func reply(_ method: HTTPRequest.Method, _ path: String) async throws -> Reply {
                try await server.request(method, path)
            }
            let session = try #require(try await join(server).headers[.location])
            for method in [HTTPRequest.Method.get, .head, .put, .patch, .delete] {
                let refused = try await reply(method, "/join/lobby")
                #expect(refused.status == 405)
                #expect(refused.headers[.allow] == "OPTIONS, POST")
            }
            for method in [HTTPRequest.Method.get, .head, .put, .post] {
                let refused = try await reply(method, session)
                #expect(refused.status == 405)
                #expect(refused.headers[.allow] == "DELETE, OPTIONS, PATCH")
            }
            // RFC 9725 §4.1: nothing to see, and no error.
            for way in ["whip", "whep"] {
                let session = try #require(
                    try await join(server, "/\(way)/lobby").headers[.location]
                )
                for method in [HTTPRequest.Method.get, .head] {
                    for path in ["/\(way)/lobby", session] {
                        let reply = try await reply(method, path)
                        #expect(reply.status == 204 && reply.body.isEmpty)
                    }
                    #expect(try await reply(method, "/\(way)/lobby/guess").status == 404)
                }
                let refused = try await reply(.put, session)
                #expect(refused.status == 405)
                #expect(refused.headers[.allow] == "DELETE, GET, HEAD, OPTIONS, PATCH")
                #expect(
                    try await reply(.put, "/\(way)/lobby").headers[.allow]
                        == "GET, HEAD, OPTIONS, POST"
                )
            }
        }
    }

    @Test func clientsAreToldOfTheICEServers() async throws {
        try await TestServer.run {
            $0.iceServers = [
                ICEServer(uri: "stun:stun.example.net"),
                ICEServer(
                    uri: "turn:turn.example.net?transport=udp",
                    username: "us\"er",
                    credential: "my\\Password",
                ),
            ].compactMap(\.self)
        } _: { server in
            let links = [
                #"<stun:stun.example.net>; rel="ice-server""#,
                #"<turn:turn.example.net?transport=udp>; rel="ice-server"; username="us\"er"; "#
                    + #"credential="my\\Password"; credential-type="password""#,
            ]
            for way in WayIn.all {
                let reply = try await join(server, "/\(way.segment)/lobby")
                #expect(reply.headers[values: .link] == links)
                let options = try await server.request(.options, "/\(way.segment)/lobby")
                #expect(options.headers[values: .link] == links)
                let preflight = try await server.request(
                    .options,
                    "/\(way.segment)/lobby",
                    [.accessControlRequestMethod: "POST"],
                )
                #expect(preflight.headers[values: .link].isEmpty)
            }
            try await SocketClient.run(server) { client in
                try await client.send(#"{"type": "join", "room": "lobby", "name": "Ada"}"#)
                let joined = try await client.next()
                #expect(joined.contains(#""urls":["stun:stun.example.net"]"#))
                #expect(joined.contains(#""credential":"my\\Password""#))
            }
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
                "/whip/lobby",
                Self.sdp + evil,
                body: Self.offer,
            )
            #expect(refused.status == 403)
            let endpoint = try await server.request(.options, "/whip/lobby", listed)
            #expect(endpoint.status == 200)
            #expect(endpoint.headers[.acceptPost] == "application/sdp")
            #expect(endpoint.headers[.accessControlAllowOrigin] == "https://portal.example")
            let session = try await server.request(.options, "/whip/lobby/x", listed)
            #expect(session.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
            #expect(
                session.headers[.accessControlAllowMethods]
                    == "DELETE, GET, HEAD, OPTIONS, PATCH"
            )
            #expect(session.headers[.accessControlAllowHeaders]?.contains("If-Match") == true)
            let foreign = try await server.request(.options, "/whip/lobby", evil)
            #expect(foreign.headers[.accessControlAllowOrigin] == nil)
            // The page may read the answer, and also why there is none.
            for (offer, status) in [(Self.offer, 201), ("nonsense", 400)] {
                let reply = try await server.request(
                    .post,
                    "/whip/lobby",
                    Self.sdp + listed,
                    body: offer,
                )
                #expect(reply.status == status)
                #expect(reply.headers[.accessControlAllowOrigin] == "https://portal.example")
                #expect(reply.headers[.accessControlExposeHeaders]?.contains("ETag") == true)
            }
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
            for way in WayIn.all {
                let reply = try await join(server, "/\(way.segment)/lobby")
                #expect(reply.status == 503)
                #expect(reply.headers[.retryAfter] == "10")
            }
            let statuses = try await [status("/readyz"), status("/healthz"), status("/ws")]
            #expect(statuses == [503, 200, 503])
            await #expect(throws: SocketClient.Ending.self) {
                try await SocketClient.run(server) { _ in }
            }
        }
    }
}

func + (left: HTTPFields, right: HTTPFields) -> HTTPFields {
    var sum = left
    sum.append(contentsOf: right)
    return sum
}
