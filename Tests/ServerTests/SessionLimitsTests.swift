import Conference
import HTTPTypes
import Media
import NIOCore
import Testing

@testable import Server

/// How much those may use up who come without a socket.
@Suite struct SessionLimitsTests {
    private func open(_ server: TestServer) async throws -> Reply {
        try await server.request(
            .post,
            "/whip/lobby",
            SessionRoutesTests.sdp,
            body: SessionRoutesTests.offer,
        )
    }

    @Test func anAddressMayHaveSoManySessionsWithoutMedia() async throws {
        try await TestServer.run {
            $0.sessions.maximumWaiting = 2
        } _: { server in
            for _ in 0..<2 { #expect(try await open(server).status == 201) }
            let refused = try await open(server)
            #expect(refused.status == 429)
            #expect(refused.headers[.retryAfter] == "5")
            #expect(refused.body.contains("2 sessions of this address wait"))
            // The seat was not even asked for.
            #expect(await server.parlour.deeds.filter { $0.hasPrefix("join") }.count == 2)
            // Media comes to one of them: it waits no longer.
            await server.parlour.tell(.connected, to: ParticipantID("p1"))
            for _ in 0..<1000 {
                if try await open(server).status == 201 { return }
                await Task.yield()
            }
            Issue.record("the session waits for ever")
        }
    }

    @Test func whatFailsOrLeavesGivesItsPlaceBack() async throws {
        try await TestServer.run {
            $0.sessions.maximumWaiting = 1
            $0.sessions.maximumSessions = 1
        } _: { server in
            for offer in ["nonsense", "foreign"] {
                let reply = try await server.request(
                    .post,
                    "/join/lobby",
                    SessionRoutesTests.sdp,
                    body: offer,
                )
                #expect(reply.status >= 400)
            }
            for _ in 0..<3 {
                let reply = try await open(server)
                #expect(reply.status == 201)
                let path = try #require(reply.headers[.location])
                #expect(try await server.request(.delete, path).status == 200)
            }
        }
    }

    @Test func theServerHoldsSoManySessions() async throws {
        try await TestServer.run {
            $0.sessions.maximumSessions = 2
        } _: { server in
            for _ in 0..<2 { #expect(try await open(server).status == 201) }
            let refused = try await open(server)
            #expect(refused.status == 503)
            #expect(refused.headers[.retryAfter] == "10")
        }
    }

    @Test func anAddressMayAskSoOften() async throws {
        try await TestServer.run {
            $0.sessions.openings = Rate(oneEach: .seconds(1000), burst: 2)
        } _: { server in
            var statuses: [Int] = []
            for _ in 0..<3 {
                // What is refused counts as well: it was work.
                let reply = try await server.request(
                    .post,
                    "/whep/lobby",
                    SessionRoutesTests.sdp,
                    body: "nonsense",
                )
                statuses.append(reply.status)
            }
            #expect(statuses == [400, 400, 429])
        }
    }

    @Test func addressesAreCountedByNetwork() throws {
        func key(_ host: String) throws -> AddressKey {
            AddressKey(try SocketAddress(ipAddress: host, port: 1))
        }
        #expect(try key("192.0.2.1") != key("192.0.2.2"))
        #expect(try key("::ffff:192.0.2.1") == key("192.0.2.1"))
        #expect(try key("2001:db8::1") == key("2001:db8::ffff:2"))
        #expect(try key("2001:db8::1") != key("2001:db8:0:1::1"))
        #expect(AddressKey(nil) == .shared)
        #expect(AddressKey(host: "x") == .shared)
    }

    @Test func theBookOfAddressesIsBounded() throws {
        var limits = SessionLimits()
        limits.openings = Rate(oneEach: .seconds(1), burst: 2)
        limits.maximumWaiting = 1
        var book = AddressBook(limits)
        var now = Instant(nanoseconds: 0)
        let most = AddressBook.maximumEntries
        func opens(_ address: UInt32) -> Bool { book.mayOpen(.ipv4(address), now: now) }
        func reserves(_ address: UInt32) -> AddressKey? {
            book.reserve(.ipv4(address), now: now)
        }
        let granted = (0..<UInt32(most)).filter { opens($0) }.count
        #expect(granted == most)
        // All are busy: the next ones share what one may have.
        let more = (0..<3).map { opens(1 << 30 + $0) }
        #expect(more == [true, true, false])
        let known = opens(7)
        #expect(known)
        #expect(book.count == most + 1)
        // Whoever has been quiet makes room again, and who waits for media does not.
        var key = reserves(7)
        #expect(key == .ipv4(7))
        now = now + .seconds(10)
        key = reserves(9)
        #expect(key == .ipv4(9))
        for number in 0..<UInt32(most) { _ = opens(1 << 20 + number) }
        key = reserves(7)
        #expect(key == nil)
        book.release(.ipv4(7))
        key = reserves(7)
        #expect(key == .ipv4(7))
    }
}
