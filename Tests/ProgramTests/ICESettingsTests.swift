import Server
import Testing

@testable import tessera

/// The STUN and TURN servers that clients are told of.
@Suite struct ICESettingsTests {
    private func layers(_ yaml: String) -> ConfigurationLayers {
        ConfigurationLayers(file: ConfigurationFile(name: "t.yaml", yaml: yaml))
    }

    @Test func relaysGetTheCredential() throws {
        let yaml = """
            ice:
              servers: ["stun:stun.example.org", "turn:turn.example.org:3478?transport=udp"]
              username: ada
              credential: "s3cret, with a comma"
            """
        let configuration = try layers(yaml).resolve()
        let expected = [
            ICEServer(uri: "stun:stun.example.org"),
            ICEServer(
                uri: "turn:turn.example.org:3478?transport=udp",
                username: "ada",
                credential: "s3cret, with a comma",
            ),
        ]
        #expect(configuration.iceServersForClients == expected)
        #expect(configuration.webServer.iceServers == expected)
        #expect(!layers(yaml).printed().contains("s3cret"))
    }

    @Test(arguments: [
        (
            "ice:\n  servers: [\"turn:t.example\"]\n  username: ada",
            "t.yaml:2: ice.servers has a TURN server, which needs ice.username and ice.credential",
        ),
        (
            "ice:\n  servers: [\"http://t.example\"]",
            "t.yaml:2: ice.servers is \"http://t.example\", must be a list of URIs such as"
                + " stun:stun.example.org or turn:turn.example.org?transport=udp",
        ),
    ])
    func whatIsWrongIsNamed(yaml: String, fault: String) {
        let error = #expect(throws: ConfigurationError.self) { try layers(yaml).resolve() }
        #expect(error?.faults == [fault])
    }

    @Test func serversAreGivenByFlagToo() throws {
        var layers = ConfigurationLayers()
        layers.flags = ["ice.servers": "stun:a.example,stun:b.example:3478"]
        #expect(
            try layers.resolve().iceServersForClients.map(\.uri)
                == ["stun:a.example", "stun:b.example:3478"]
        )
    }
}
