import NIOCore
import NIOEmbedded
import NIOHTTP1
import Testing

@testable import Server

/// A connection whose time is told by the test.
@Suite struct RequestClockTests {
    private final class Line {
        let channel = EmbeddedChannel()
        let census: ConnectionCensus
        private let clock: RequestClock
        private let parts: RequestClock.Parts

        init() throws {
            var limits = ConnectionLimits()
            limits.request = .seconds(30)
            limits.reading = .seconds(20)
            census = ConnectionCensus(limits)
            clock = RequestClock(limits, census)
            parts = RequestClock.Parts(of: clock)
            let sync = channel.pipeline.syncOperations
            try sync.addHandlers([
                clock, HTTPResponseEncoder(), ByteToMessageHandler(HTTPRequestDecoder()), parts,
            ])
            try channel.connect(to: SocketAddress(ipAddress: "192.0.2.1", port: 1)).wait()
        }

        func hear(_ text: String) throws { try channel.writeInbound(ByteBuffer(string: text)) }

        func pass(seconds: Int64) { channel.embeddedEventLoop.advanceTime(by: .seconds(seconds)) }

        func say(_ part: HTTPServerResponsePart) throws { try channel.writeOutbound(part) }

        /// What was written so far.
        func said() throws -> String {
            var text = ""
            while let bytes = try channel.readOutbound(as: ByteBuffer.self) {
                text += String(buffer: bytes)
            }
            return text
        }

        var isOpen: Bool { channel.isActive }
    }

    private static let head = HTTPServerResponsePart.head(
        HTTPResponseHead(version: .http1_1, status: .ok, headers: ["Content-Length": "0"])
    )

    @Test func aByteNowAndThenDoesNotProlongAHead() throws {
        let line = try Line()
        try line.hear("G")
        for byte in "ET / H" {
            line.pass(seconds: 4)
            try line.hear(String(byte))
        }
        #expect(line.isOpen)
        line.pass(seconds: 6)
        #expect(!line.isOpen)
        #expect(try line.said().hasPrefix("HTTP/1.1 408 Request Timeout\r\n"))
        #expect(line.census.tally.tooSlow == 1)
    }

    @Test func norDoesItProlongABody() throws {
        let line = try Line()
        try line.hear("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        for _ in 0..<7 {
            line.pass(seconds: 4)
            try line.hear("x")
        }
        #expect(line.isOpen)
        line.pass(seconds: 2)
        #expect(!line.isOpen)
        #expect(try line.said().hasPrefix("HTTP/1.1 408"))
    }

    @Test func aRequestThatHasEndedMayBeThoughtAbout() throws {
        let line = try Line()
        for _ in 0..<2 {
            try line.hear("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
            line.pass(seconds: 3600)
            try line.say(Self.head)
            try line.say(.end(nil))
            #expect(try line.said().hasPrefix("HTTP/1.1 200 OK\r\n"))
        }
        #expect(line.isOpen)
        #expect(line.census.tally.tooSlow == 0)
    }

    /// What is half written is not mixed with another response.
    @Test func aResponseThatHasBegunIsCutWithoutAWord() throws {
        let line = try Line()
        try line.hear("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 9\r\n\r\n")
        try line.say(Self.head)
        _ = try line.said()
        line.pass(seconds: 30)
        #expect(!line.isOpen)
        #expect(try line.said().isEmpty)
    }

    @Test func norIsTheAnswerToAnEarlierRequestOvertaken() throws {
        let line = try Line()
        try line.hear("GET /a HTTP/1.1\r\nHost: a\r\n\r\n")
        try line.hear("GET /b HT")
        line.pass(seconds: 30)
        #expect(!line.isOpen)
        #expect(try line.said().isEmpty)
    }

    @Test func whoDoesNotReadIsLetGo() throws {
        let line = try Line()
        line.channel.isWritable = false
        line.channel.pipeline.fireChannelWritabilityChanged()
        line.pass(seconds: 19)
        // It has read after all.
        line.channel.isWritable = true
        line.channel.pipeline.fireChannelWritabilityChanged()
        line.pass(seconds: 3600)
        #expect(line.isOpen)
        line.channel.isWritable = false
        line.channel.pipeline.fireChannelWritabilityChanged()
        line.pass(seconds: 20)
        #expect(!line.isOpen)
        #expect(line.census.tally.tooSlow == 1)
    }
}
