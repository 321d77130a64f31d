/// Which web pages may talk to the server: its own, and those that are listed.
///
/// A browser names the page's origin (RFC 6454) in each WebSocket handshake and cross-origin
/// request; other clients name none and are not restricted by this.
package struct OriginPolicy: Hashable, Sendable {
    /// Origins as browsers send them, for example `https://portal.example.org`; `*` is any.
    private let allowed: Set<String>
    /// Whether the server itself speaks TLS: then its own pages came by https, and one that came by
    /// http from the same host and port is somebody else's.
    package var isSecure = false
    /// Whether the server is reached from this machine only.
    ///
    /// Then a page that came by plain http from another name than this machine's came from a name
    /// that was made to point here (DNS rebinding). Behind a proxy on this machine pages come by
    /// https.
    package var isLocal = false

    package init(allowed: [String] = []) {
        self.allowed = Set(allowed.map { $0.lowercased() })
    }

    /// Whether a request with these headers may be served.
    func admits(origin: String?, host: String?) -> Bool {
        guard let origin else { return true }
        return isListed(origin) || isSame(origin, host: host)
    }

    /// Whether the origin is one that the administrator named.
    func isListed(_ origin: String) -> Bool {
        allowed.contains("*") || allowed.contains(origin.lowercased())
    }

    private func isSame(_ origin: String, host: String?) -> Bool {
        guard let host, let separator = origin.firstRange(of: "://") else { return false }
        let scheme = origin[..<separator.lowerBound].lowercased()
        if isSecure, scheme != "https" { return false }
        if isLocal, scheme == "http", !Loopback.isLoopback(authority: host) { return false }
        let port = scheme == "https" ? ":443" : ":80"
        func authority(_ text: some StringProtocol) -> String {
            let text = text.lowercased()
            return text.hasSuffix(port) ? String(text.dropLast(port.count)) : text
        }
        return authority(origin[separator.upperBound...]) == authority(host)
    }
}
