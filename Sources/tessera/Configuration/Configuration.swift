import ICE
import Logging
import Server

/// Everything that can be configured, with its defaults.
struct Configuration: Hashable, Sendable {
    var httpHost = "127.0.0.1"
    var httpPort = 8080
    var httpOrigins: [String] = []
    var httpConnections = ConnectionLimits().total
    var httpConnectionsPerAddress = ConnectionLimits().perAddress
    var tlsMode = TLSMode.auto
    /// Paths of PEM files; empty: none.
    var tlsCertificate = ""
    var tlsKey = ""
    var mediaPort = 10000
    /// Where media is received (ports are 0); empty: on every address of the machine.
    var mediaHosts: [TransportAddress] = []
    /// What clients are told before the machine's own addresses (ports are 0).
    var mediaAddresses: [TransportAddress] = []
    /// Without their credentials.
    var iceServers: [ICEServer] = []
    var iceUsername = ""
    var iceCredential = ""
    var dataFolder = "./data"
    var logLevel = Logger.Level.info
    var roomCapacity = 50
    var roomLimit = 100
    var opensRooms = true
    var canvasWidth = 1280
    var canvasHeight = 720
    var canvasFramesPerSecond = 30
}

extension Configuration {
    /// Where the certificate of HTTPS comes from, as it can be said.
    enum TLSMode: String, CaseIterable, Sendable {
        /// Files if they are named, else off.
        case auto
        case off
        case selfSigned = "self-signed"
        case files
    }

    /// Where the certificate of HTTPS comes from.
    enum TLS: Hashable, Sendable {
        case off
        case selfSigned
        case files(certificate: String, key: String)
    }

    var tls: TLS {
        switch tlsMode {
        case .off: .off
        case .selfSigned: .selfSigned
        case .auto where tlsCertificate.isEmpty: .off
        case .auto, .files: .files(certificate: tlsCertificate, key: tlsKey)
        }
    }

    /// What is right for itself but not together: the key to change, and what is wrong with it.
    var contradictions: [(key: String, reason: String)] { tlsContradictions + iceContradictions }

    private var tlsContradictions: [(key: String, reason: String)] {
        guard tlsMode == .auto || tlsMode == .files else { return [] }
        switch (tlsCertificate.isEmpty, tlsKey.isEmpty) {
        case (false, true): return [("tls.certificate", "needs tls.key beside it")]
        case (true, false): return [("tls.key", "needs tls.certificate beside it")]
        case (true, true) where tlsMode == .files:
            return [("tls.mode", "is \"files\", which needs tls.certificate and tls.key")]
        default: return []
        }
    }

    /// All settings, in the order in which they are printed.
    static let settings = httpSettings + mediaSettings + iceSettings + roomSettings

    private static let httpSettings: [Setting] = [
        .text("http.host", \.httpHost, "Address that HTTP and WebSocket listen on."),
        .number("http.port", \.httpPort, in: 0...65535, "Their port; 0 takes any free one."),
        .list(
            "http.origins",
            \.httpOrigins,
            of: "origins such as https://portal.example.org, or *",
            "Other sites whose pages may use this server.",
            read: origin,
        ),
        .number(
            "http.connections",
            \.httpConnections,
            in: 1...65535,
            "Connections that may be open at once, WebSockets among them.",
        ),
        .number(
            "http.connections-per-address",
            \.httpConnectionsPerAddress,
            in: 1...65535,
            "Of them, those from one address, or one IPv6 network; not counted for this machine.",
        ),
        .choice(
            "tls.mode",
            \.tlsMode,
            orSection: "tls",
            "HTTPS: off, with a certificate that the server makes itself, or with files; auto is"
                + " files where they are named.",
        ),
        .text(
            "tls.certificate",
            \.tlsCertificate,
            "PEM file with the certificate and those that signed it.",
            as: "file",
        ),
        .text("tls.key", \.tlsKey, "PEM file with its private key, not encrypted.", as: "file"),
    ]

    private static let mediaSettings: [Setting] = [
        .number("media.port", \.mediaPort, in: 0...65535, "UDP port of all media; 0 takes any."),
        .list(
            "media.host",
            \.mediaHosts,
            of: "IP addresses of this machine",
            "Addresses that media is received on; none: all of the machine.",
            read: address,
        ),
        .list(
            "media.addresses",
            \.mediaAddresses,
            of: "IP addresses",
            "Addresses that clients are told first: the public ones of a server behind NAT.",
            read: address,
        ),
    ]

    private static let roomSettings: [Setting] = [
        .text("data", \.dataFolder, "Folder for what persists.", as: "folder"),
        .choice("log.level", \.logLevel, "Least important line to log."),
        .number("rooms.capacity", \.roomCapacity, in: 1...1000, "Participants a room holds."),
        .number("rooms.limit", \.roomLimit, in: 1...10000, "Rooms that may be open at once."),
        .flag("rooms.open", \.opensRooms, "Whether joining a room opens it."),
        .number(
            "canvas.width",
            \.canvasWidth,
            in: 160...3840,
            isEven: true,
            "Width of the mosaic in pixels.",
        ),
        .number(
            "canvas.height",
            \.canvasHeight,
            in: 90...2160,
            isEven: true,
            "Height of the mosaic in pixels.",
        ),
        .number("canvas.fps", \.canvasFramesPerSecond, in: 1...60, "Its frames a second."),
    ]

    /// A scheme and an authority and nothing after it (RFC 6454 §6.2).
    private static func origin(_ text: String) -> String? {
        if text == "*" { return text }
        for scheme in ["http://", "https://"] where text.hasPrefix(scheme) {
            let authority = text.dropFirst(scheme.count)
            return authority.isEmpty || authority.contains("/") ? nil : text
        }
        return nil
    }

    private static func address(_ text: String) -> TransportAddress? {
        TransportAddress(host: text, port: 0)
    }
}
