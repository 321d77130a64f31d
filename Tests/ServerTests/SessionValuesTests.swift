import Testing

@testable import Server

@Suite struct IfMatchTests {
    @Test(arguments: [
        ("*", IfMatch.any), (" * ", .any), ("\"*\"", .any), ("\"a\"", .tags(["a"])),
        ("\"a\", \"b\"", .tags(["a", "b"])), ("\"a\",,\t\"b\"", .tags(["a", "b"])),
        ("W/\"a\"", .tags([])), ("W/\"a\", \"b+/\"", .tags(["b+/"])), ("\"\"", .tags([""])),
    ])
    func isRead(text: String, expected: IfMatch) {
        #expect(IfMatch(text) == expected)
    }

    @Test(arguments: ["", " ", ",", "a", "\"a", "a\"", "\"", "\"a\" \"b\"", "\"a\", *", "w/\"a\""])
    func isRefused(text: String) {
        #expect(IfMatch(text) == nil)
    }
}

@Suite struct ICEServerTests {
    @Test(arguments: [
        "stun:stun.example.net", "stun:192.0.2.1:3478", "stuns:[2001:db8::1]:5349",
        "stun:[2001:db8::1]", "turn:turn.example.net?transport=udp", "turns:t:443?transport=tcp",
    ])
    func isRead(uri: String) {
        let server = ICEServer(uri: uri)
        #expect(server?.link == "<\(uri)>; rel=\"ice-server\"")
        #expect(server?.isRelay == uri.hasPrefix("turn"))
    }

    @Test(arguments: [
        "", "stun", "stun:", "http://example.net", "stun:a b", "stun:host:0", "stun:host:65536",
        "stun:host:+1", "stun:host:", "stun:[192.0.2.1]", "stun:[::1", "stun:[::1]x", "stun::1",
        "stun:host?transport=udp", "turn:host?transport=sctp", "turn:host?", "STUN:host",
        "turn:user@host", "stun:host>; rel=\"x\"",
    ])
    func isRefused(uri: String) {
        #expect(ICEServer(uri: uri) == nil)
    }
}
