import Server

extension Configuration {
    /// What clients are told to gather candidates with: each relay with its credential.
    var iceServersForClients: [ICEServer] {
        iceServers.map { server in
            guard server.isRelay else { return server }
            var server = server
            server.username = iceUsername
            server.credential = iceCredential
            return server
        }
    }

    var iceContradictions: [(key: String, reason: String)] {
        let hasRelay = iceServers.contains(where: \.isRelay)
        // A browser refuses the whole list where a relay has no credential (W3C WebRTC §4.2.3).
        guard hasRelay, iceUsername.isEmpty || iceCredential.isEmpty else { return [] }
        return [("ice.servers", "has a TURN server, which needs ice.username and ice.credential")]
    }

    static let iceSettings: [Setting] = [
        .list(
            "ice.servers",
            \.iceServers,
            of: "URIs such as stun:stun.example.org or turn:turn.example.org?transport=udp",
            "STUN and TURN servers that clients are told of.",
            read: { ICEServer(uri: $0) },
        ),
        .text("ice.username", \.iceUsername, "User name at the TURN servers.", as: "name"),
        secretText("ice.credential", \.iceCredential, "Its password, which clients are told."),
    ]

    private static func secretText(
        _ key: String,
        _ path: any WritableKeyPath<Configuration, String> & Sendable,
        _ purpose: String,
    ) -> Setting {
        var setting = Setting.text(key, path, purpose, as: "password")
        setting.isSecret = true
        return setting
    }
}
