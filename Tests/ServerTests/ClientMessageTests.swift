import FoundationEssentials
import Testing

@testable import Server

@Suite struct ClientMessageTests {
    private func read(_ text: String) throws(MessageFault) -> ClientMessage {
        try ClientMessage(json: Data(text.utf8))
    }

    @Test func everyTypeIsRead() throws {
        let join = ClientMessage.Join(
            room: "r",
            name: "n",
            resume: "s",
            view: "grid",
            quality: "low",
        )
        let cases: [(String, ClientMessage)] = [
            (
                #"{"type":"join","room":"r","name":"n","resume":"s","view":"grid","quality":"low"}"#,
                .join(join),
            ),
            (#"{"type":"offer","id":1,"sdp":"v"}"#, .offer(id: .number(1), sdp: "v")),
            (#"{"type":"offer","id":"x","sdp":"v"}"#, .offer(id: .text("x"), sdp: "v")),
            (#"{"type":"offer","sdp":"v"}"#, .offer(id: nil, sdp: "v")),
            (#"{"type":"candidate","candidate":"","sdpMid":null}"#, .candidate),
            (#"{"type":"mute","audio":true}"#, .mute(audio: true, video: nil)),
            (#"{"type":"mute"}"#, .mute(audio: nil, video: nil)),
            (#"{"type":"hand","raised":false}"#, .hand(raised: false)),
            (#"{"type":"chat","text":"t","to":"p"}"#, .chat(text: "t", to: "p")),
            (#"{"type":"share","active":true}"#, .share(active: true)),
            (#"{"type":"ping"}"#, .ping(id: nil)),
            (#"{"type":"ping","id":7}"#, .ping(id: .number(7))),
            (#"{"type":"view","layout":"x"}"#, .view),
            (#"{"type":"leave"}"#, .leave),
            (#"{"type":"call","to":"x"}"#, .unknown("call")),
        ]
        for (text, message) in cases {
            #expect(try read(text) == message)
            #expect(text.contains(#""type":"\#(message.type)""#))
        }
    }

    @Test(arguments: [
        (#"{"type":"join","room":"r"}"#, "the field \"name\" is missing", "join"),
        (#"{"type":"join","room":1,"name":"n"}"#, "the field \"room\" must be a string", "join"),
        (#"{"type":"mute","video":"x"}"#, "the field \"video\" must be true or false", "mute"),
        (#"{"type":"offer","sdp":"","id":[]}"#, "the field \"id\" must be a string", "offer"),
        (#"{"type":"share"}"#, "the field \"active\" is missing", "share"),
        (#"{}"#, "the field \"type\" is missing", nil),
        (#"{"type":{}}"#, "the field \"type\" must be a string", nil),
        ("[]", "not a JSON object", nil),
        ("", "not a JSON object", nil),
    ])
    func aFaultNamesTheField(text: String, reason: String, type: String?) {
        #expect(throws: MessageFault(reason: reason, type: type)) { try read(text) }
    }

    @Test func everyTruncationIsAFault() {
        let text = #"{"type":"join","room":"lobby","name":"Ada \u00e9","resume":"s"}"#
        for length in 0..<text.utf8.count {
            #expect(throws: MessageFault.self) {
                try ClientMessage(json: Data(text.utf8.prefix(length)))
            }
        }
    }
}
