import FoundationEssentials

/// Where a bot's server is, from the URL that a person would open.
package struct ServerAddress: Hashable, Sendable {
    package var host: String
    package var port: Int
    package var isSecure: Bool

    package init(host: String, port: Int, isSecure: Bool) {
        self.host = host
        self.port = port
        self.isSecure = isSecure
    }

    /// Reads `http://`, `https://`, `ws://` or `wss://` and a host; a path is ignored.
    package init(url text: String) throws(MediaFault) {
        guard let url = URL(string: text), let scheme = url.scheme?.lowercased(),
            ["http", "https", "ws", "wss"].contains(scheme), let host = url.host, !host.isEmpty
        else { throw MediaFault("\"\(text)\" is no URL like http://localhost:8080") }
        isSecure = scheme == "https" || scheme == "wss"
        // The brackets of an IPv6 address belong to the URL.
        self.host = host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host
        port = url.port ?? (isSecure ? 443 : 80)
    }

    /// As the `Host` field wants it.
    var authority: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return port == (isSecure ? 443 : 80) ? name : "\(name):\(port)"
    }

    /// Names this machine; a bot then offers loopback addresses only.
    package var isLoopback: Bool {
        host == "localhost" || host == "::1" || host.hasPrefix("127.")
    }
}
