import Conference
import HTTPTypes
import JSON
import Media
import Testing

@testable import Server

@Suite struct IdempotencyTests {
    private static func headers(_ key: String) -> HTTPFields {
        [.contentType: "application/json", .idempotencyKey: key]
    }

    private func create(
        _ server: TestServer,
        _ name: String,
        key: String,
    ) async throws -> Reply {
        let body = #"{"name":"\#(name)"}"#
        return try await server.request(.post, "/api/v1/rooms", Self.headers(key), body: body)
    }

    @Test func theSameRequestIsDoneOnce() async throws {
        try await TestServer.run { server in
            let first = try await create(server, "a", key: "k1")
            #expect(first.status == 201 && first.headers[.idempotencyReplayed] == nil)
            // Quoted, as the draft has it, is the same key.
            for key in ["k1", "\"k1\""] {
                let again = try await create(server, "a", key: key)
                #expect(again.status == 201 && again.body == first.body)
                #expect(again.headers[.location] == first.headers[.location])
                #expect(again.headers[.idempotencyReplayed] == "true")
            }
            #expect(await server.bureau.deeds == ["create a"])
            #expect(try await create(server, "a", key: "k2").status == 409)
        }
    }

    @Test func aRefusalIsRepeatedToo() async throws {
        try await TestServer.run { server in
            await server.bureau.furnish("a")
            let first = try await create(server, "a", key: "k")
            #expect(first.status == 409)
            try await server.bureau.deleteRoom("a")
            let again = try await create(server, "a", key: "k")
            #expect(again.status == 409 && again.headers[.idempotencyReplayed] == "true")
        }
    }

    /// What is repeated is the answer, not the deed: what was made may be gone meanwhile.
    @Test func aRepeatedAnswerMakesNothingAnew() async throws {
        try await TestServer.run { server in
            let first = try await create(server, "a", key: "k")
            #expect(try await server.request(.delete, "/api/v1/rooms/a").status == 204)
            let again = try await create(server, "a", key: "k")
            #expect(again.status == 201 && again.body == first.body)
            #expect(again.headers[.idempotencyReplayed] == "true")
            #expect(try await server.request(.get, "/api/v1/rooms/a").status == 404)
            // With a key of its own it is made again.
            #expect(try await create(server, "a", key: "l").status == 201)
            #expect(try await server.request(.get, "/api/v1/rooms/a").status == 200)
        }
    }

    @Test func whatFailedOnTheServersSideMayBeTriedAgain() async throws {
        try await TestServer.run { server in
            await server.bureau.fail(.draining)
            let first = try await create(server, "a", key: "k")
            #expect(first.status == 503)
            #expect(try await create(server, "a", key: "k").status == 201)
        }
    }

    @Test func aKeyBelongsToOneRequest() async throws {
        try await TestServer.run { server in
            #expect(try await create(server, "a", key: "k").status == 201)
            let other = try await create(server, "b", key: "k")
            #expect(other.status == 422)
            #expect(try other.json()["type"] == "urn:tessera:problem:key-reused")
            let path = "/api/v1/rooms/a"
            #expect(try await server.request(.delete, path, Self.headers("k")).status == 422)
            #expect(await server.bureau.deeds == ["create a"])
        }
    }

    @Test func aRequestThatIsBeingDoneIsNotBegunAgain() async throws {
        try await TestServer.run { server in
            await server.bureau.hold()
            async let first = create(server, "a", key: "k")
            while await server.bureau.deeds.isEmpty { await Task.yield() }
            let second = try await create(server, "a", key: "k")
            #expect(second.status == 409)
            #expect(try second.json()["type"] == "urn:tessera:problem:key-in-use")
            await server.bureau.release()
            #expect(try await first.status == 201)
            #expect(await server.bureau.deeds == ["create a"])
        }
    }

    @Test(arguments: ["", "\"\"", "a b", "é", String(repeating: "x", count: 256)])
    func aKeyThatIsNoneIsRefused(key: String) throws {
        #expect(throws: Problem.self) { try IdempotencyKey(header: key) }
    }

    // MARK: The store's bounds

    private static func key(_ number: Int) throws -> IdempotencyKey {
        try IdempotencyKey(header: "k\(number)")
    }

    private static func print(_ number: Int, bytes: Int = 0) -> IdempotencyStore.Fingerprint {
        IdempotencyStore.Fingerprint(
            method: "POST",
            target: "/\(number)",
            body: Array(repeating: 0, count: bytes),
        )
    }

    private func isNew(_ verdict: IdempotencyStore.Verdict) -> Bool {
        if case .isNew = verdict { true } else { false }
    }

    @Test func theOldestAnswersAreForgotten() async throws {
        let store = IdempotencyStore(.init(answers: 3, bytes: 1 << 20, age: .seconds(60)))
        for number in 0..<5 {
            let verdict = await store.begin(
                try Self.key(number),
                Self.print(number),
                now: Instant(nanoseconds: 0),
            )
            #expect(isNew(verdict))
            await store.finish(try Self.key(number), .noContent)
        }
        #expect(await store.count == 3)
        for (number, isForgotten) in [(4, false), (1, true)] {
            let verdict = await store.begin(
                try Self.key(number),
                Self.print(number),
                now: Instant(nanoseconds: 0),
            )
            #expect(isNew(verdict) == isForgotten)
        }
    }

    @Test func largeAnswersTakeThePlaceOfMany() async throws {
        let store = IdempotencyStore(.init(answers: 1000, bytes: 10_000, age: .seconds(60)))
        for number in 0..<20 {
            let print = Self.print(number, bytes: 3000)
            _ = await store.begin(try Self.key(number), print, now: Instant(nanoseconds: 0))
            await store.finish(try Self.key(number), .noContent)
        }
        #expect(await store.count == 3)
    }

    @Test func anAnswerIsForgottenAfterItsTime() async throws {
        let store = IdempotencyStore(.init(answers: 3, bytes: 1 << 20, age: .seconds(60)))
        let start = Instant(nanoseconds: 0)
        _ = await store.begin(try Self.key(1), Self.print(1), now: start)
        await store.finish(try Self.key(1), .noContent)
        let kept = await store.begin(try Self.key(1), Self.print(1), now: start + .seconds(60))
        #expect(!isNew(kept))
        let late = await store.begin(try Self.key(1), Self.print(1), now: start + .seconds(61))
        #expect(isNew(late))
    }
}
