import Conference
import NIOCore
import NIOHTTP1
import NIOWebSocket
import ServiceLifecycle
import Testing

@testable import Server

@Suite struct SignalingTests {
    @Test func joiningTellsWhoAndWhatIsThere() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                let joined = try await socket.join()
                #expect(
                    joined
                        == #"{"type":"joined","participant":"p1","room":"lobby","iceServers":[],"#
                        + #""resume":"secret-p1","roster":[{"participant":"p1","name":"Ada","#
                        + #""hasAudio":false,"hasVideo":false,"audioMuted":false,"#
                        + #""videoMuted":false,"handRaised":false,"reconnecting":false,"#
                        + #""sharing":false,"kind":"participant"}],"#
                        + #""layout":{"name":"grid","width":1280,"height":720,"#
                        + #""rtpTimestamp":null,"transitionMs":300,"easing":"ease-in-out","#
                        + #""regions":["#
                        + #"{"participant":"p1","x":2,"y":4,"w":640,"h":360,"z":0,"radius":0,"#
                        + #""fit":"cover"}]},"speaker":null}"#
                )
            }
        }
    }

    @Test func theSubprotocolIsNamedOnlyIfOffered() async throws {
        try await TestServer.run { server in
            let offered: HTTPHeaders = ["Sec-WebSocket-Protocol": "other, tessera.v1"]
            try await SocketClient.run(server, headers: offered) { socket in
                #expect(socket.subprotocol == "tessera.v1")
            }
            try await SocketClient.run(server) { #expect($0.subprotocol == nil) }
        }
    }

    @Test func anOfferIsAnsweredUnderItsID() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                try await socket.send(#"{"type":"offer","id":7,"sdp":"v=0\r\n"}"#)
                #expect(
                    try await socket.next()
                        == #"{"type":"answer","id":7,"sdp":"answer to v=0\r\n"}"#
                )
                try await socket.send(#"{"type":"offer","id":"b","sdp":"x"}"#)
                #expect(
                    try await socket.next() == #"{"type":"answer","id":"b","sdp":"answer to x"}"#
                )
            }
        }
    }

    @Test(arguments: [
        ("nonsense", #""code":"bad-offer","message":"line 1: not a session description""#),
        ("foreign", #""code":"no-common-codec","message":"no codec in common""#),
        ("odd", #""code":"unsupported","message":"no BUNDLE""#),
    ])
    func aBadOfferIsNamed(offer: String, complaint: String) async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                try await socket.send(#"{"type":"offer","id":3,"sdp":"\#(offer)"}"#)
                let error = try await socket.next("error")
                #expect(error.contains(complaint) && error.contains(#""id":3"#))
                #expect(error.contains(#""supported":["VP8","opus"]"#) == (offer == "foreign"))
                try await socket.send(#"{"type":"offer","id":4,"sdp":"fine"}"#)
                #expect(try await socket.next("answer").contains(#""id":4"#))
            }
        }
    }

    @Test func whatAClientAsksReachesItsSeat() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                try await socket.send(#"{"type":"mute","audio":true}"#)
                try await socket.send(#"{"type":"mute","audio":false,"video":true}"#)
                try await socket.send(#"{"type":"hand","raised":true}"#)
                try await socket.send(#"{"type":"candidate","candidate":"x","sdpMid":"0"}"#)
                try await socket.send(#"{"type":"leave"}"#)
                #expect(try await socket.next() == #"{"type":"bye","reason":"left"}"#)
                #expect(try await socket.closing().code == .normalClosure)
                let deeds = await server.parlour.deeds
                #expect(
                    deeds == [
                        "join lobby Ada", "mute audio=true", "mute audio=false video=true",
                        "hand true", "leave p1 left",
                    ]
                )
            }
        }
    }

    @Test func chatGoesToAllOrToOne() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { ada in
                _ = try await ada.join()
                try await ada.send(#"{"type":"chat","text":"hello \"all\""}"#)
                #expect(
                    try await ada.next()
                        == #"{"type":"chat","from":"p1","text":"hello \"all\"","private":false}"#
                )
                try await ada.send(#"{"type":"chat","text":"psst","to":"p1"}"#)
                #expect(try await ada.next().contains(#""text":"psst","private":true"#))
                try await ada.send(#"{"type":"chat","text":"psst","to":"nobody"}"#)
                #expect(try await ada.next().contains(#""code":"no-such-participant""#))
                let long = String(repeating: "x", count: Conversation.maximumChatBytes + 1)
                try await ada.send(#"{"type":"chat","text":"\#(long)"}"#)
                #expect(try await ada.next().contains(#""code":"too-long""#))
            }
        }
    }

    @Test func everyEventIsPassedOn() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                var entry = RosterEntry(participant: ParticipantID("q"), name: "Bea")
                entry.handRaised = true
                await server.parlour.tell(.rosterJoined(entry))
                #expect(
                    try await socket.next().hasPrefix(
                        #"{"type":"roster","joined":{"participant":"q","name":"Bea""#
                    )
                )
                await server.parlour.tell(.rosterUpdated(entry))
                #expect(try await socket.next().hasPrefix(#"{"type":"roster","updated":{"#))
                await server.parlour.tell(.rosterLeft(entry.participant))
                #expect(
                    try await socket.next() == #"{"type":"roster","left":{"participant":"q"}}"#
                )
                await server.parlour.tell(.speaker(entry.participant))
                #expect(try await socket.next() == #"{"type":"speaker","participant":"q"}"#)
                await server.parlour.tell(.speaker(nil))
                #expect(try await socket.next() == #"{"type":"speaker","participant":null}"#)
                await server.parlour.tell(
                    .levels([entry.participant: -23, ParticipantID("b"): -40])
                )
                #expect(try await socket.next() == #"{"type":"levels","levels":{"b":-40,"q":-23}}"#)
                await server.parlour.tell(.levels([:]))
                #expect(try await socket.next() == #"{"type":"levels","levels":{}}"#)
                var layout = Parlour.layout
                layout.rtpTimestamp = .max
                await server.parlour.tell(.layout(layout))
                #expect(try await socket.next().contains(#""rtpTimestamp":4294967295"#))
                await server.parlour.tell(.bye(reason: "closed by the host"))
                #expect(
                    try await socket.next() == #"{"type":"bye","reason":"closed by the host"}"#
                )
                let closing = try await socket.closing()
                #expect(closing.code == .normalClosure && closing.reason == "closed by the host")
            }
            // Whom the room sent away is not lost.
            #expect(await !server.parlour.deeds.contains("lost p1"))
        }
    }

    @Test func aPingIsAnsweredAtAnyTime() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(#"{"type":"ping"}"#)
                #expect(try await socket.next() == #"{"type":"pong"}"#)
                _ = try await socket.join()
                try await socket.send(#"{"type":"ping","id":"a\"b"}"#)
                #expect(try await socket.next() == #"{"type":"pong","id":"a\"b"}"#)
                try await socket.send(#"{"type":"ping","id":-7}"#)
                #expect(try await socket.next() == #"{"type":"pong","id":-7}"#)
            }
        }
    }

    @Test func aScreenIsToldAsOne() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(#"{"type":"share","active":true}"#)
                #expect(try await socket.next().contains(#""code":"not-joined""#))
                _ = try await socket.join()
                try await socket.send(#"{"type":"share","active":true}"#)
                await server.parlour.wait(for: "share true")
                try await socket.send(#"{"type":"share","active":false}"#)
                await server.parlour.wait(for: "share false")
            }
        }
    }

    @Test func aSocketThatEndsIsReported() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { _ = try await $0.join() }
            await server.parlour.wait(for: "lost p1")
        }
    }

    @Test func comingBackNamesTheSecret() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(
                    #"{"type":"join","room":"lobby","name":"Ada","resume":"secret-p1"}"#
                )
                _ = try await socket.next("joined")
                #expect(await server.parlour.deeds == ["join lobby Ada secret-p1"])
            }
        }
    }

    @Test(arguments: [
        ("nowhere", "no-such-room"), ("packed", "room-full"), ("closing", "draining"),
    ])
    func whoCannotJoinHearsWhy(room: String, code: String) async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(#"{"type":"join","room":"\#(room)","name":"Ada"}"#)
                let error = try await socket.next("error")
                #expect(error.contains(#""code":"\#(code)""#))
                #expect(error.contains(#""retryAfter":7"#) == (room == "packed"))
                // The socket is as good as before.
                _ = try await socket.join()
            }
        }
    }

    @Test func namesAndOrderAreChecked() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                try await socket.send(#"{"type":"offer","id":1,"sdp":"x"}"#)
                #expect(try await socket.next().contains(#""code":"not-joined""#))
                let name = String(repeating: "x", count: 65)
                try await socket.send(#"{"type":"join","room":"lobby","name":"\#(name)"}"#)
                #expect(try await socket.next().contains(#""code":"bad-name""#))
                _ = try await socket.join()
                try await socket.send(#"{"type":"join","room":"lobby","name":"Bea"}"#)
                #expect(try await socket.next().contains(#""code":"already-joined""#))
                try await socket.send(#"{"type":"view","layout":"grid"}"#)
                #expect(try await socket.next().contains(#""code":"unsupported""#))
            }
        }
    }

    @Test func aShutdownClosesWhoIsInNoRoom() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                await server.group.triggerGracefulShutdown()
                let closing = try await socket.closing()
                #expect(closing.code == .goingAway)
            }
        }
    }

    @Test func aShutdownWaitsForTheRoomsGoodbye() async throws {
        try await TestServer.run { server in
            try await SocketClient.run(server) { socket in
                _ = try await socket.join()
                await server.group.triggerGracefulShutdown()
                await server.parlour.tell(.bye(reason: "good night"))
                let bye = try await socket.next()
                #expect(bye == #"{"type":"bye","reason":"good night"}"#)
                let closing = try await socket.closing()
                #expect(closing.code == .normalClosure)
            }
        }
    }
}
