import Conference
import HTTPTypes
import Media
import Testing

@testable import Server

/// What can be done to a session that one request has made: RFC 9725 §4.3.
@Suite struct SessionChangeTests {
    private static let fragment: HTTPFields = [.contentType: "application/trickle-ice-sdpfrag"]
    private static let candidates =
        "a=ice-ufrag:abcd\r\na=ice-pwd:x\r\nm=audio 9 RTP/AVP 0\r\na=mid:0\r\n"
        + "a=candidate:1 1 UDP 2130706431 192.0.2.1 3478 typ host\r\na=end-of-candidates\r\n"
    private static let restart = "a=ice-ufrag:new\r\na=ice-pwd:x\r\n"

    private func session(
        _ server: TestServer,
        _ way: String = "whip",
    ) async throws -> (path: String, tag: String) {
        let reply = try await server.request(
            .post,
            "/\(way)/lobby",
            SessionRoutesTests.sdp,
            body: SessionRoutesTests.offer,
        )
        return (try #require(reply.headers[.location]), try #require(reply.headers[.eTag]))
    }

    private func patch(
        _ server: TestServer,
        _ path: String,
        _ match: String?,
        _ body: String,
    ) async throws -> Reply {
        var headers = Self.fragment
        headers[.ifMatch] = match
        return try await server.request(.patch, path, headers, body: body)
    }

    @Test(arguments: ["join", "whip", "whep"])
    func candidatesAreTaken(way: String) async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server, way)
            for match in [tag, "*", "\"*\"", "\"other\", \(tag)"] {
                let reply = try await patch(server, path, match, Self.candidates)
                #expect(reply.status == 204 && reply.body.isEmpty)
                #expect(reply.headers[.eTag] == nil)
            }
            #expect(await server.parlour.deeds.filter { $0 == "trickle 1" }.count == 4)
        }
    }

    @Test func aRestartGetsNewCredentialsAndAnotherTag() async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            let reply = try await patch(server, path, "*", Self.restart)
            #expect(reply.status == 200)
            #expect(reply.headers[.contentType] == "application/trickle-ice-sdpfrag")
            #expect(reply.body == "a=ice-ufrag:ice1\r\na=ice-pwd:secret\r\n")
            let newTag = try #require(reply.headers[.eTag])
            #expect(newTag == "\"ice1\"" && newTag != tag)
            // What was on its way for the former ICE session is refused.
            #expect(try await patch(server, path, tag, Self.candidates).status == 412)
            #expect(try await patch(server, path, newTag, Self.candidates).status == 204)
        }
    }

    @Test(arguments: [
        (nil, "a=x", 428, "If-Match"),
        ("\"old\"", "a=x", 412, "not the present ICE session"),
        ("W/\"ice0\"", "a=x", 412, "not the present ICE session"),
        ("ice0", "a=x", 400, "neither * nor a list"),
        ("\"ice0\"", "words", 400, "line 1"),
        ("\"ice0\"", "", 400, "line 1"),
        ("\"ice0\"", "a=candidate:1 1 udp 1 192.0.2.1 9 typ host", 400, "outside of an m-section"),
        ("\"ice0\"", "a=ice-ufrag:bad", 400, "a=candidate: port"),
        ("\"ice0\"", "a=ice-ufrag:odd", 422, "a=mid:7"),
        ("\"ice0\"", "huge", 413, "may take"),
    ])
    func whatCannotBeDoneSaysWhy(
        match: String?,
        body: String,
        status: Int,
        detail: String,
    ) async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            let huge = String(repeating: "a=x\n", count: SessionLimits().maximumBodyBytes / 4 + 1)
            let reply = try await patch(server, path, match, body == "huge" ? huge : body)
            #expect(reply.status == status)
            #expect(reply.body.contains(detail))
            // The session goes on as it was.
            #expect(try await patch(server, path, tag, Self.candidates).status == 204)
        }
    }

    @Test func anotherMediaTypeIsRefused() async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            let headers: HTTPFields = [.contentType: "application/sdp", .ifMatch: tag]
            let reply = try await server.request(.patch, path, headers, body: "v=0")
            #expect(reply.status == 415)
            #expect(reply.headers[.acceptPatch] == "application/trickle-ice-sdpfrag")
        }
    }

    @Test func deletingLeavesOnceWhateverTheTag() async throws {
        try await TestServer.run { server in
            for way in ["join", "whip", "whep"] {
                let (path, _) = try await session(server, way)
                let headers: HTTPFields = [.ifMatch: "\"old\""]
                #expect(try await server.request(.delete, path, headers).status == 200)
                #expect(try await server.request(.delete, path).status == 404)
            }
            let deeds = await server.parlour.deeds
            #expect(deeds.filter { $0.hasPrefix("leave") && $0.hasSuffix(" left") }.count == 3)
            #expect(try await server.request(.delete, "/join/lobby/guess").status == 404)
        }
    }

    @Test func aSessionBelongsToItsRoomAndItsWay() async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            let others = [
                path.replacing("/lobby/", with: "/attic/"), path.replacing("whip", with: "whep"),
            ]
            for other in others {
                #expect(try await server.request(.delete, other).status == 404)
                #expect(try await patch(server, other, tag, Self.candidates).status == 404)
            }
            #expect(try await server.request(.delete, path).status == 200)
        }
    }

    @Test func whomTheRoomLetsGoHasNoSession() async throws {
        try await TestServer.run { server in
            let (path, tag) = try await session(server)
            await server.parlour.tell(.bye(reason: "connection lost"))
            // The table hears of it on its own time; the outcome is certain, the moment is not.
            for _ in 0..<1000 {
                if try await patch(server, path, tag, "a=x").status == 404 { return }
                await Task.yield()
            }
            Issue.record("the session outlives its seat")
        }
    }

    @Test func changesOfOneSessionAreLimited() async throws {
        try await TestServer.run {
            $0.sessions.changes = Rate(oneEach: .seconds(1000), burst: 2)
        } _: { server in
            let (path, tag) = try await session(server)
            var statuses: [Int] = []
            for _ in 0..<3 {
                statuses.append(try await patch(server, path, tag, Self.candidates).status)
            }
            #expect(statuses == [204, 204, 429])
            let (other, otherTag) = try await session(server)
            #expect(try await patch(server, other, otherTag, Self.candidates).status == 204)
        }
    }
}
