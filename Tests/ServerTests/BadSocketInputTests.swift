import Conference
import HTTPTypes
import NIOCore
import NIOHTTP1
import NIOWebSocket
import Testing

@testable import Server

@Suite struct BadSocketInputTests {
    private static let noMessages: [String: String] = [
        "nothing": "", "a word": "hello", "a bracket": "{", "an array": "[]", "null": "null",
        "a number": "7", "a string": #""join""#, "no type": "{}", "type 7": #"{"type":7}"#,
        "join without a room": #"{"type":"join"}"#,
        "room 7": #"{"type":"join","room":7,"name":{}}"#, "no sdp": #"{"type":"offer"}"#,
        "loud": #"{"type":"mute","audio":"loud"}"#, "no hand": #"{"type":"hand"}"#,
        "null text": #"{"type":"chat","text":null}"#,
        "ten thousand brackets": String(repeating: "[", count: 10_000),
        "no end": #"{"type":"chat","text":""# + String(repeating: "x", count: 50_000),
    ]

    @Test(arguments: noMessages.keys.sorted())
    func whatIsNoMessageGetsAnErrorAndNothingElse(name: String) async throws {
        let text = try #require(Self.noMessages[name])
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(text)
                let error = try await socket.next()
                #expect(error.hasPrefix(#"{"type":"error","code":"malformed","message":""#))
                _ = try await socket.join()
            }
        }
    }

    @Test func binaryIsNoMessage() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(.binary, ByteBuffer(bytes: [0, 255, 254]))
                #expect(try await socket.next().contains(#""code":"malformed""#))
                _ = try await socket.join()
            }
        }
    }

    @Test func whatIsUnknownIsIgnored() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(#"{"type":"teleport","to":"Mars"}"#)
                try await socket.send(
                    #"{"age":7,"type":"join","room":"lobby","name":"Ada","extra":{"a":[1]}}"#
                )
                // The first thing heard is the answer to the second message.
                #expect(try await socket.next().hasPrefix(#"{"type":"joined""#))
            }
        }
    }

    @Test func textThatIsNotUTF8EndsTheSocket() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(.text, ByteBuffer(bytes: [0x22, 0xff, 0x22]))
                #expect(try await socket.closing().code == .dataInconsistentWithMessage)
            }
        }
    }

    @Test func aFrameThatIsTooBigEndsTheSocket() async throws {
        try await TestServer.run {
            $0.signaling.maximumMessageBytes = 1000
        } _: { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(String(repeating: "x", count: 1001))
                #expect(try await socket.closing().code == .messageTooLarge)
            }
        }
    }

    @Test func fragmentsAreJoinedAndTheirSumIsBounded() async throws {
        try await TestServer.run {
            $0.signaling.maximumMessageBytes = 1000
        } _: { server in
            try await SocketClient.run(server) { socket in
                let start = ByteBuffer(string: #"{"type":"join","room":"lob"#)
                try await socket.send(.text, start, fin: false)
                try await socket.send(.continuation, ByteBuffer(string: #"by","name":"Ada"}"#))
                _ = try await socket.next("joined")
                let part = ByteBuffer(repeating: 0x20, count: 600)
                try await socket.send(.text, part, fin: false)
                try await socket.send(.continuation, part)
                #expect(try await socket.closing().code == .messageTooLarge)
            }
            await server.parlour.wait(for: "lost p1")
        }
    }

    @Test func pingsAreAnsweredWithTheirData() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(.ping, ByteBuffer(string: "are you there"))
                let frame = try await socket.nextFrame()
                #expect(frame?.opcode == .pong)
                #expect(frame.map { String(buffer: $0.unmaskedData) } == "are you there")
            }
        }
    }

    @Test func aClosingClientIsAnsweredInKind() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                var data = ByteBuffer()
                data.write(webSocketErrorCode: .normalClosure)
                try await socket.send(.connectionClose, data)
                #expect(try await socket.closing().code == .normalClosure)
                #expect(try await socket.nextFrame() == nil)
            }
        }
    }

    @Test func whoNeverAnswersAPingIsLetGo() async throws {
        try await TestServer.run {
            $0.signaling.keepAlive = .milliseconds(1)
        } _: { server in
            try await SocketClient.run(server) { socket in
                let closing = try await socket.closing()
                #expect(closing.reason == Closing.silent.reason)
            }
        }
    }

    /// More than the kernel's buffers hold is said to a client that reads none of it.
    @Test func whoDoesNotReadIsLetGo() async throws {
        try await TestServer.run {
            $0.signaling.maximumPendingMessages = 4
            $0.signaling.closing = .milliseconds(1)
        } _: { server in
            try await SocketClient.run(server) { slow in
                _ = try await slow.join()
                try await slow.channel.setOption(.autoRead, value: false).get()
                let text = String(repeating: "x", count: 100_000)
                let chat = RoomEvent.chat(from: ParticipantID("q"), text: text, isPrivate: false)
                for _ in 0..<300 { await server.parlour.tell(chat) }
                await server.parlour.wait(for: "lost p1")
            }
        }
    }

    @Test func whoIsLetGoForItsSlownessIsTold() async throws {
        try await TestServer.run {
            $0.signaling.maximumPendingBytes = 1000
        } _: { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                let text = String(repeating: "x", count: 1000)
                let chat = RoomEvent.chat(from: ParticipantID("q"), text: text, isPrivate: false)
                await server.parlour.tell(chat)
                let closing = try await socket.closing()
                #expect(
                    closing.code == .policyViolation && closing.reason == Closing.tooSlow.reason
                )
            }
        }
    }

    @Test(arguments: ["http://evil.example", "null", "https://127.0.0.1"])
    func pagesOfOtherSitesGetNoSocket(origin: String) async throws {
        try await TestServer.run { server in
            await #expect(throws: SocketClient.Ending.self) {
                try await SocketClient.run(server, headers: ["Origin": origin]) { _ in }
            }
            let reply = try await server.request(.get, "/ws", [.origin: origin])
            #expect(reply.status == 403)
        }
    }

    @Test func ownPagesAndListedOnesGetOne() async throws {
        try await TestServer.run {
            $0.origins = OriginPolicy(allowed: ["https://portal.example"])
        } _: { server in
            for origin in ["http://\(server.host)", "https://portal.example"] {
                try await SocketClient.run(server, headers: ["Origin": origin]) {
                    _ = try await $0.join()
                }
            }
        }
    }
}
