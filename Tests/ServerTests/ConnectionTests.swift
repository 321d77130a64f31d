import HTTPTypes
import JSON
import NIOCore
import NIOPosix
import NIOWebSocket
import Testing

@testable import Server

/// How many connections there may be.
@Suite struct ConnectionTests {
    private static func census(total: Int, perAddress: Int) -> ConnectionCensus {
        var limits = ConnectionLimits()
        limits.total = total
        limits.perAddress = perAddress
        return ConnectionCensus(limits)
    }

    @Test func anAddressMayHaveSoManyAndThisMachineAsManyAsThereAre() throws {
        let census = Self.census(total: 6, perAddress: 2)
        func origin(_ host: String) throws -> ConnectionCensus.Origin {
            ConnectionCensus.Origin(try SocketAddress(ipAddress: host, port: 1))
        }
        let crowd = try origin("192.0.2.1")
        #expect(try origin("::ffff:192.0.2.1") == crowd)
        #expect(try origin("127.0.0.1") == .anywhere && origin("::1") == .anywhere)
        #expect(ConnectionCensus.Origin(nil) == .anywhere)
        #expect([census.admit(crowd), census.admit(crowd)] == [.welcome, .welcome])
        #expect(census.admit(crowd) == .refuse)
        // Somebody else is not kept out by it.
        #expect(census.admit(try origin("192.0.2.2")) == .welcome)
        for _ in 0..<3 { #expect(census.admit(.anywhere) == .welcome) }
        #expect(census.admit(.anywhere) == .refuse)
        #expect(census.tally == ConnectionCensus.Tally(open: 6, refused: 2, tooSlow: 0))
        // A place that is given back is there for the next one.
        census.leave(crowd)
        #expect(census.admit(crowd) == .welcome)
        #expect(census.admit(crowd) == .refuse)
    }

    @Test func refusalsAreBoundedThemselves() {
        let census = Self.census(total: 0, perAddress: 1)
        let most = ConnectionCensus.maximumRefusals
        let verdicts = (0..<most + 2).map { _ in census.admit(.anywhere) }
        #expect(verdicts.filter { $0 == .refuse }.count == most)
        #expect(verdicts.suffix(2) == [.cut, .cut])
        census.refused()
        #expect(census.admit(.anywhere) == .refuse)
        #expect(census.tally.refused == most + 3)
    }

    @Test func oneTooManyIsToldSoAndCounted() async throws {
        try await TestServer.run {
            $0.connections.total = 1
        } _: { server in
            try await SocketClient.run(server) { first in
                _ = try await first.join()
                // It need not even ask.
                let refusal = try await Self.converse(server, "")
                #expect(refusal.hasPrefix("HTTP/1.1 503 Service Unavailable\r\n"))
                #expect(refusal.contains("\r\nRetry-After: 10\r\n"))
                #expect(refusal.hasSuffix("\r\n\r\nthere are too many connections\n"))
            }
            // When the first one is gone there is room again; how soon, the kernel decides.
            var statistics = Reply()
            while statistics.status != 200 {
                statistics = (try? await server.request(.get, "/api/v1/stats")) ?? statistics
            }
            let connections = try #require(try statistics.json()["connections"])
            #expect(connections["open"] == 1 && connections["tooSlow"] == 0)
            guard case .integer(let count) = connections["refused"] else {
                return #expect(Bool(false))
            }
            #expect(count >= 1)
        }
    }

    @Test func aSocketThatJoinsNoRoomIsGivenUp() async throws {
        try await TestServer.run {
            $0.signaling.joining = .milliseconds(1)
        } _: { server in
            try await SocketClient.run(server) { socket in
                let closing = try await socket.closing()
                #expect(closing.code == .policyViolation)
                #expect(closing.reason == "no room was joined in time")
            }
        }
    }

    @Test func aRequestThatDoesNotEndIsAnsweredAndCounted() async throws {
        try await TestServer.run {
            $0.connections.request = .milliseconds(1)
        } _: { server in
            let unfinished = [
                "GET /healthz HTTP/1.1\r\nHost: a\r\nX-Slow",
                "POST /join/a HTTP/1.1\r\nHost: a\r\nContent-Type: application/sdp\r\n"
                    + "Content-Length: 9\r\n\r\nv=0\r",
            ]
            for text in unfinished {
                let answer = try await Self.converse(server, text)
                #expect(answer.hasPrefix("HTTP/1.1 408 Request Timeout\r\n"), "\(answer)")
                #expect(answer.hasSuffix("\r\n\r\nthe request did not end\n"))
            }
            #expect(server.web.census.tally.tooSlow == unfinished.count)
            // Nobody was let in by half an offer.
            #expect(await server.parlour.deeds.isEmpty)
        }
    }

    /// Sends a text, if there is any, and reads until the other side closes.
    private static func converse(_ server: TestServer, _ text: String) async throws -> String {
        let channel = try await ClientBootstrap(group: .singletonMultiThreadedEventLoopGroup)
            .connect(host: "127.0.0.1", port: server.port) { channel in
                channel.eventLoop.makeCompletedFuture {
                    try NIOAsyncChannel<ByteBuffer, ByteBuffer>(
                        wrappingChannelSynchronously: channel
                    )
                }
            }
        return try await channel.executeThenClose { inbound, outbound in
            if !text.isEmpty { try await outbound.write(ByteBuffer(string: text)) }
            var answer = ""
            for try await bytes in inbound { answer += String(buffer: bytes) }
            return answer
        }
    }
}
