import FoundationEssentials
import Media
import Testing

@testable import Bots

@Suite struct SignalingTests {
    private static func read(_ json: String) throws -> SignalingMessage {
        try SignalingMessage(json: Data(json.utf8))
    }

    @Test func joinedIsRead() throws {
        let message = try Self.read(
            #"""
            {"type":"joined","participant":"p2","room":"r","iceServers":[],"resume":"s",
            "roster":[{"participant":"p1","name":"Ada","hasAudio":true}],"speaker":null,
            "layout":{"name":"grid","width":1280,"height":720,"rtpTimestamp":null,"regions":[
            {"participant":"p1","x":0,"y":0,"w":640,"h":360,"z":0,"radius":0,"fit":"contain"}]}}
            """#
        )
        guard case .joined(let welcome) = message else {
            Issue.record("not joined")
            return
        }
        #expect(welcome.participant == "p2")
        #expect(welcome.roster == [SignalingMessage.Person(participant: "p1", name: "Ada")])
        let region = try #require(welcome.layout?.regions.first)
        #expect(region.rect == PixelRect(x: 0, y: 0, width: 640, height: 360))
        #expect(region.isContained)
    }

    @Test func layoutThatMakesNoSenseIsPassedOver() throws {
        let message = try Self.read(
            #"{"type":"layout","width":1280,"height":-1,"rtpTimestamp":5,"regions":[]}"#
        )
        guard case .other = message else {
            Issue.record("taken as a layout")
            return
        }
    }

    @Test func unknownTypesArePassedOver() throws {
        guard case .other = try Self.read(#"{"type":"levels","levels":{"p1":-20}}"#) else {
            Issue.record("taken as something")
            return
        }
    }

    @Test(arguments: ["", "[]", "{}", #"{"type":"answer"}"#, #"{"type":7}"#])
    func whatIsNoMessageThrows(json: String) {
        #expect(throws: DecodingError.self) { try Self.read(json) }
    }

    @Test(
        arguments: [
            ("http://localhost:8080", "localhost", 8080, false, true),
            ("https://example.org/r/lobby", "example.org", 443, true, false),
            ("ws://127.0.0.1", "127.0.0.1", 80, false, true),
            ("wss://[::1]:9000/ws", "::1", 9000, true, true),
        ] as [(String, String, Int, Bool, Bool)]
    )
    func addressesAreRead(
        url: String,
        host: String,
        port: Int,
        isSecure: Bool,
        isLoopback: Bool,
    ) throws {
        let address = try ServerAddress(url: url)
        #expect(address == ServerAddress(host: host, port: port, isSecure: isSecure))
        #expect(address.isLoopback == isLoopback)
    }

    @Test(arguments: ["", "localhost", "ftp://localhost", "http://", "http:///r/x"])
    func whatIsNoAddressIsNamed(url: String) {
        #expect(throws: MediaFault.self) { try ServerAddress(url: url) }
    }
}
