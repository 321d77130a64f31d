import HTTPTypes
import Testing

@testable import Server

@Suite struct PageRoutesTests {
    private static let types = [
        "html": "text/html; charset=utf-8", "js": "text/javascript; charset=utf-8",
        "css": "text/css; charset=utf-8", "svg": "image/svg+xml",
    ]

    /// Every file of the pages where it is served, with its type.
    static let pages = PageRoutes.files.map { path, name, _ in
        (
            path.replacing("{room}", with: "lobby"),
            types[String(name.drop { $0 != "." }.dropFirst())] ?? "unknown",
        )
    }

    @Test(arguments: pages)
    func pagesAreServedOnceAndGuarded(path: String, type: String) async throws {
        try await TestServer.run { server in
            let page = try await server.request(.get, path)
            #expect(page.status == 200)
            #expect(page.headers[.contentType] == type)
            #expect(page.headers[.xContentTypeOptions] == "nosniff")
            #expect(page.headers[.contentSecurityPolicy]?.hasPrefix("default-src 'none'") == true)
            #expect(!page.body.isEmpty)
            let tag = try #require(page.headers[.eTag])
            let again = try await server.request(.get, path, [.ifNoneMatch: tag])
            #expect(again.status == 304 && again.body.isEmpty)
            let stale = try await server.request(.get, path, [.ifNoneMatch: "\"old\""])
            #expect(stale.status == 200)
            let head = try await server.request(.head, path)
            #expect(head.status == 200 && head.body.isEmpty)
        }
    }

    /// A phone on a slow line loads all of it within seconds.
    @Test func pagesWeighLittle() {
        #expect(PageRoutes.files.reduce(0) { $0 + $1.bytes.count } < 60_000)
    }

    /// What a script imports, or a page names, is served.
    @Test func everythingThatIsNamedIsThere() {
        let served = Set(PageRoutes.files.map { $0.name })
        for (_, file, bytes) in PageRoutes.files {
            let text = String(decoding: bytes, as: UTF8.self)
            for match in text.matches(of: #/"(?:\/assets|\.)\/([a-z.]+)"/#) {
                #expect(served.contains(String(match.1)), "\(file) names \(match.1)")
            }
        }
    }

    /// What the policy forbids would not run: no inline script or style, nothing from elsewhere.
    @Test(arguments: ["/", "/r/lobby"])
    func pagesKeepTheirOwnPolicy(path: String) async throws {
        try await TestServer.run { server in
            let html = try await server.request(.get, path).body
            #expect(!html.contains("<style") && !html.contains(" style="))
            #expect(!html.contains("://"))
            for script in html.split(separator: "<script").dropFirst() {
                #expect(script.contains(/^( type="module")? src="\/assets\//))
            }
        }
    }

    @Test(arguments: [false, true], ["/", "/healthz", "/nowhere", "/join/lobby", "/ws"])
    func everyResponseIsGuarded(keepsHTTPS: Bool, path: String) async throws {
        try await TestServer.run {
            $0.keepsHTTPS = keepsHTTPS
        } _: { server in
            let headers = try await server.request(.get, path).headers
            #expect(headers[values: .xContentTypeOptions] == ["nosniff"])
            #expect(headers[values: .referrerPolicy] == ["no-referrer"])
            let policies = headers[values: .contentSecurityPolicy]
            #expect(policies.count == 1 && policies[0].contains("frame-ancestors 'none'"))
            let year = keepsHTTPS ? ["max-age=31536000"] : []
            #expect(headers[values: .strictTransportSecurity] == year)
        }
    }

    @Test(arguments: ["%2E", "%2e%2E", ".."])
    func whatALinkCannotHoldIsNoRoom(name: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/r/\(name)")
            #expect(reply.status == 400)
            #expect(reply.body.contains("a room cannot be called"))
        }
    }

    @Test(arguments: ["%", "%2", "a%zz", "%ff"])
    func whatIsNotEncodedIsNoRoom(name: String) async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/r/\(name)")
            #expect(reply.status == 400)
            #expect(reply.body.contains("percent-encoded"))
        }
    }

    @Test func whatIsNotThereIsAProblem() async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/nowhere")
            #expect(reply.status == 404)
            #expect(reply.headers[.contentType] == "application/problem+json")
        }
    }

    @Test func pagesAreOnlyRead() async throws {
        try await TestServer.run { server in
            for path in ["/", "/r/lobby", "/assets/call.js"] {
                let reply = try await server.request(.post, path)
                #expect(reply.status == 405)
                #expect(reply.headers[.allow] == "GET, HEAD, OPTIONS")
            }
        }
    }

    @Test func aSocketAddressSaysWhatItIs() async throws {
        try await TestServer.run { server in
            let reply = try await server.request(.get, "/ws")
            #expect(reply.status == 426)
            #expect(reply.headers[.upgrade] == "websocket")
        }
    }
}
