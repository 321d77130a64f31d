import Media
import NIOWebSocket
import Testing

@testable import Server

@Suite struct MessageAllowanceTests {
    private static let start = Instant(nanoseconds: 0)

    private static func at(_ milliseconds: Int) -> Instant { start + .milliseconds(milliseconds) }

    @Test func aBurstIsGrantedAndThenOneEachInterval() {
        var limit = RateLimit(Rate(oneEach: .milliseconds(50), burst: 40))
        let burst = (0..<100).count { _ in limit.take(now: Self.start) }
        #expect(burst == 40)
        let early = limit.take(now: Self.at(49))
        #expect(!early)
        let dripping = (1...100).count { limit.take(now: Self.at($0 * 50)) }
        #expect(dripping == 100)
        let more = limit.take(now: Self.at(5049))
        #expect(!more)
    }

    @Test func aPauseFillsTheBucketButNoMore() {
        var limit = RateLimit(Rate(oneEach: .milliseconds(200), burst: 10))
        for _ in 0..<10 { _ = limit.take(now: Self.start) }
        let half = (0..<20).count { _ in limit.take(now: Self.at(1000)) }
        #expect(half == 5)
        let full = (0..<20).count { _ in limit.take(now: Self.at(1_000_000)) }
        #expect(full == 10)
    }

    /// Ten times what is allowed, for three seconds.
    @Test func twentyAreObeyedEachSecond() {
        var allowance = MessageAllowance(SignalingLimits())
        var verdicts: [MessageAllowance.Verdict: Int] = [:]
        for index in 0..<600 {
            verdicts[allowance.judge(now: Self.at(index * 5)), default: 0] += 1
        }
        // 40 at once, and one each 50 ms of 2995 ms.
        #expect(verdicts[.obey] == 40 + 59)
        // 200, and one each second; patience began to be used up with the first refusal.
        #expect(verdicts[.refuse] == 202)
        #expect(verdicts[.letGo] == 600 - 99 - 202)
    }

    @Test func chatHasLimitsOfItsOwn() {
        var allowance = MessageAllowance(SignalingLimits())
        let lines = (0..<30).map { _ in allowance.judgeChat(now: Self.start) }
        #expect(lines.prefix(10).allSatisfy { $0 == .obey })
        #expect(lines.dropFirst(10).allSatisfy { $0 == .refuse })
        // Other messages are still welcome.
        let other = allowance.judge(now: Self.start)
        #expect(other == .obey)
        let later = allowance.judgeChat(now: Self.at(200))
        #expect(later == .obey)
    }

    @Test func occasionalRefusalsAreForgiven() {
        var allowance = MessageAllowance(SignalingLimits())
        var verdicts: Set<MessageAllowance.Verdict> = []
        for second in 0..<1000 {
            // One more than there is room for.
            for _ in 0..<(second == 0 ? 41 : 21) {
                verdicts.insert(allowance.judge(now: Self.at(second * 1000)))
            }
        }
        #expect(verdicts == [.obey, .refuse])
    }

    // MARK: Over a socket; the next grant is an hour away

    private static let hardly = Interval.seconds(3600)

    @Test func whatComesTooFastIsNotObeyed() async throws {
        try await TestServer.run {
            $0.signaling.chat = Rate(oneEach: Self.hardly, burst: 1)
            $0.signaling.messages = Rate(oneEach: Self.hardly, burst: 5)
        } _: { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                for text in ["one", "two"] {
                    try await socket.send(#"{"type":"chat","text":"\#(text)"}"#)
                }
                // The line comes by way of the room, so either may be first.
                let heard = [try await socket.next(), try await socket.next()]
                let refusal = try #require(heard.first { $0.contains(#""code":"too-fast""#) })
                #expect(refusal.contains(#""about":"chat""#))
                #expect(heard.contains { $0.contains(#""text":"one""#) })
                // The socket is as good as before, as long as it has any messages left.
                try await socket.send(#"{"type":"hand","raised":true}"#)
                try await socket.send(#"{"type":"offer","id":1,"sdp":"x"}"#)
                #expect(try await socket.next().hasPrefix(#"{"type":"answer""#))
                try await socket.send(#"{"type":"mute","audio":true}"#)
                #expect(try await socket.next().contains(#""code":"too-fast""#))
                try await socket.send("no message")
                #expect(try await socket.next().contains(#""code":"too-fast""#))
                let deeds = await server.parlour.deeds
                #expect(deeds == ["join lobby Ada", "hand true", "offer p1"])
            }
        }
    }

    @Test func whoFloodsIsLetGo() async throws {
        try await TestServer.run {
            $0.signaling.messages = Rate(oneEach: Self.hardly, burst: 1)
            $0.signaling.refusals = Rate(oneEach: Self.hardly, burst: 2)
        } _: { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                for _ in 0..<3 { try await socket.send(#"{"type":"hand","raised":true}"#) }
                for _ in 0..<2 {
                    #expect(try await socket.next().contains(#""code":"too-fast""#))
                }
                let closing = try await socket.closing()
                #expect(closing.code == .policyViolation)
                #expect(closing.reason == Closing.tooFast.reason)
            }
            await server.parlour.wait(for: "lost p1")
            #expect(await server.parlour.deeds == ["join lobby Ada", "lost p1"])
        }
    }
}
