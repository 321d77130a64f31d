import HTTPTypes
import JSON
import NIOCore
import Testing

@testable import Server

@Suite struct AdminGateTests {
    private func refusal(
        host: String? = "localhost:8080",
        bound: String = "127.0.0.1",
        remote: String = "127.0.0.1",
        isSecure: Bool = false,
        _ headers: HTTPFields = [:],
    ) throws -> AdminGate.Refusal? {
        let request = HTTPRequest(
            method: .get,
            scheme: "http",
            authority: host,
            path: "/api/v1/rooms",
            headerFields: headers,
        )
        let address = try SocketAddress(ipAddress: remote, port: 40000)
        let gate = AdminGate(boundHost: bound, isSecure: isSecure)
        return gate.refusal(of: request, from: address)
    }

    @Test func aProgramOnThisMachineIsLetIn() throws {
        for bound in ["127.0.0.1", "localhost", "::1", "127.4.5.6"] {
            #expect(try refusal(bound: bound) == nil)
        }
        for remote in ["127.0.0.1", "127.8.8.8", "::1", "::ffff:127.0.0.1"] {
            #expect(try refusal(remote: remote) == nil)
        }
    }

    @Test(arguments: ["0.0.0.0", "::", "192.168.1.2", "meet.example.org", "", "127.0.0.1.nip.io"])
    func aServerThatIsReachedFromElsewhereLetsNobodyIn(bound: String) throws {
        #expect(try refusal(bound: bound) == .boundElsewhere)
    }

    @Test(arguments: ["192.0.2.1", "10.0.0.1", "128.0.0.1", "2001:db8::1", "::ffff:192.0.2.1"])
    func anotherMachineIsRefused(remote: String) throws {
        #expect(try refusal(remote: remote) == .remote)
    }

    @Test func whoHasNoAddressIsRefused() {
        let request = HTTPRequest(method: .get, scheme: nil, authority: "localhost", path: "/")
        let gate = AdminGate(boundHost: "::1", isSecure: false)
        #expect(gate.refusal(of: request, from: nil) == .remote)
    }

    @Test(arguments: [
        "Forwarded", "Via", "X-Forwarded-For", "x-forwarded-host", "X-Forwarded-Proto",
        "X-FORWARDED-SERVER", "X-Real-IP",
    ])
    func whatCameThroughAProxyIsRefused(name: String) throws {
        let field = try #require(HTTPField.Name(name))
        #expect(try refusal([field: "anything"]) == .proxied)
    }

    @Test(arguments: [
        "localhost", "LocalHost:1", "127.0.0.1", "127.0.0.1:8080", "127.1.2.3:65535", "[::1]",
        "[::1]:8080",
    ])
    func theseNamesMeanThisMachine(host: String) throws {
        #expect(try refusal(host: host) == nil)
    }

    /// A page of `evil.example` whose name was made to point to 127.0.0.1 sends its own name.
    @Test(arguments: [
        nil, "", "evil.example", "evil.example:8080", "localhost.evil.example", "localhost.",
        "127.0.0.1.evil.example", "127.1", "127.0.0.1.", "0x7f.0.0.1", "2130706433", "127.0.0.256",
        "127.0.0.+1", "0.0.0.0", "[::]", "[::1", "[::1]x", "[::1]:x", "localhost:", "localhost:+1",
        "localhost:99999", "user@localhost", "evil.example@127.0.0.1", "[127.0.0.1", "::1",
    ])
    func otherNamesAreRefused(host: String?) throws {
        #expect(try refusal(host: host) == .otherHost)
    }

    @Test(arguments: [
        "http://evil.example", "null", "http://localhost:9999", "http://127.0.0.1:8080", "",
        "https://localhost:80800", "chrome-extension://abc",
    ])
    func pagesOfOtherSitesAreRefused(origin: String) throws {
        #expect(try refusal([.origin: origin]) == .otherOrigin)
    }

    @Test func pagesOfTheServerItselfAreLetIn() throws {
        #expect(try refusal([.origin: "http://localhost:8080"]) == nil)
        #expect(try refusal([.secFetchSite: "same-origin"]) == nil)
        #expect(try refusal([.secFetchSite: "none"]) == nil)
        let headers: HTTPFields = [.origin: "https://localhost:8080"]
        #expect(try refusal(isSecure: true, headers) == nil)
    }

    @Test func behindTLSAPageWithoutItIsAnotherSite() throws {
        let headers: HTTPFields = [.origin: "http://localhost:8080"]
        #expect(try refusal(isSecure: true, headers) == .otherOrigin)
    }

    /// What a page embeds as a picture bears no `Origin`.
    @Test(arguments: ["cross-site", "same-site", "SAME-ORIGIN", ""])
    func whatAnotherSiteEmbedsIsRefused(site: String) throws {
        #expect(try refusal([.secFetchSite: site]) == .otherOrigin)
    }

    @Test func everyRefusalSaysWhatToDo() async throws {
        #expect(Set(AdminGate.Refusal.allCases.map(\.advice)).count == 5)
        try await TestServer.run { server in
            let refused: [(HTTPFields, String?)] = [
                ([:], "evil.example"), ([.origin: "http://evil.example"], nil),
            ]
            for (headers, host) in refused {
                let reply = try await server.request(.get, "/api/v1/rooms", headers, host: host)
                #expect(reply.status == 403)
                #expect(reply.headers[.contentType] == "application/problem+json")
                #expect(reply.headers[.accessControlAllowOrigin] == nil)
                #expect(try reply.json()["type"] == "urn:tessera:problem:not-administrator")
            }
        }
    }

    /// Even the origins that may use the signaling socket may not administer.
    @Test func listedOriginsAreNotAdministrators() async throws {
        let origin = "https://portal.example"
        try await TestServer.run({ $0.origins = OriginPolicy(allowed: [origin]) }) { server in
            let reply = try await server.request(.get, "/api/v1/rooms", [.origin: origin])
            #expect(reply.status == 403)
        }
    }

    @Test func everyPathOfTheAPIStandsBehindTheGate() async throws {
        try await TestServer.run { server in
            let paths = server.web.makeRoutes().routes.filter { $0.path.hasPrefix("/api/") }
            #expect(paths.count > 10)
            for route in paths {
                #expect(route.endpoint?.isAdministrative == true)
                let path = route.path.replacing("{room}", with: "x")
                    .replacing("{participant}", with: "y").replacing("{layout}", with: "z")
                let reply = try await server.request(route.method, path, host: "evil.example")
                #expect(reply.status == 403, "\(route.method) \(path)")
            }
            #expect(await server.bureau.deeds.isEmpty)
        }
    }
}
