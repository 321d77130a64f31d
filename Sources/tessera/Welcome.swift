import ICE
import SecureTransport
import Server

/// What is printed when the server runs: where to go, from where it can be reached, and what it
/// lets nobody do.
struct Welcome {
    let configuration: Configuration
    /// The port of HTTP, which the kernel may have chosen.
    let port: Int
    /// Where media is received.
    let media: [TransportAddress]
    /// The addresses of this machine, the most used first.
    let addresses: [TransportAddress]
    /// Whether the demo room is open.
    var hasDemo = false
    /// Of the certificate of HTTPS.
    var fingerprint: Fingerprint?

    /// More links than this help nobody.
    private static let maximumLinks = 6

    var text: String {
        (["Tessera is ready: \(link(host))"] + notes.map { "    " + $0 }).joined(separator: "\n")
    }

    private var notes: [String] {
        var notes: [String] = []
        if hasDemo { notes.append("with company, if you are alone: \(link(host, room: "demo"))") }
        if isLoopback {
            notes.append(
                "reached from this machine only; from others with --http-host 0.0.0.0"
                    + (isSecure ? "" : " --tls self-signed")
            )
        } else {
            let links = remoteHosts.prefix(Self.maximumLinks).map { link($0) }
            if !links.isEmpty { notes.append("on the network: " + links.joined(separator: " ")) }
        }
        notes += secrecy
        let hosts = media.map(\.host).joined(separator: ", ")
        notes.append("media: UDP \(media.first?.port ?? 0) on \(hosts)")
        notes.append(
            isLoopback
                ? "administration (/api/v1): from this machine only, without a key"
                : "administration (/api/v1): from nowhere, as others reach this server and it has"
                    + " no keys"
        )
        return notes
    }

    /// What there is to know about TLS, or the lack of it.
    private var secrecy: [String] {
        switch configuration.tls {
        case .off:
            isLoopback
                ? []
                : [
                    "browsers give no camera to a page that came by plain HTTP from another"
                        + " machine: add --tls self-signed, or a proxy that speaks HTTPS"
                ]
        case .selfSigned:
            [
                "the certificate is self-signed: browsers will warn of it; go on if it has this one's"
                    + " fingerprint:",
                fingerprint?.sdpValue ?? "",
            ]
        case .files(let certificate, _):
            ["certificate: \(certificate), reached under the names in it"]
        }
    }

    private var isSecure: Bool { configuration.tls != .off }

    private var isLoopback: Bool { configuration.webServer.isLoopback }

    /// What to put in a link so that a browser on this machine gets camera and microphone.
    private var host: String {
        let host = configuration.httpHost
        return ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].contains(host)
            ? "localhost" : host
    }

    /// What to put in links for others.
    private var remoteHosts: [String] {
        guard let bound = TransportAddress(host: configuration.httpHost, port: 0),
            bound.isUnspecified
        else { return [] }
        return
            addresses.filter { !$0.isLoopback && (bound.family == .ipv6 || $0.family == .ipv4) }
            .map(\.host)
    }

    private func link(_ host: String, room: String = "lobby") -> String {
        let authority = host.contains(":") ? "[\(host)]" : host
        return "\(isSecure ? "https" : "http")://\(authority):\(port)/r/\(room)"
    }
}
