import ICE
import JSON

/// A STUN or TURN server that clients may gather candidates with.
package struct ICEServer: Hashable, Sendable {
    /// `stun:` (RFC 7064) or `turn:` (RFC 7065).
    package let uri: String
    /// For TURN: a long-term credential (RFC 8489 §9.2).
    package var username: String?
    package var credential: String?

    /// - Returns: nil if `uri` is not a URI of either kind.
    package init?(uri: String, username: String? = nil, credential: String? = nil) {
        guard let colon = uri.firstIndex(of: ":") else { return nil }
        let scheme = uri[..<colon]
        guard ["stun", "stuns", "turn", "turns"].contains(scheme) else { return nil }
        let rest = uri[colon...].dropFirst()
        let parts = rest.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard Self.isHostAndPort(parts[0]) else { return nil }
        if parts.count > 1 {
            guard scheme.hasPrefix("turn"), ["transport=udp", "transport=tcp"].contains(parts[1])
            else { return nil }
        }
        self.uri = uri
        self.username = username
        self.credential = credential
    }

    /// Whether a credential is needed: without one browsers refuse the whole list.
    package var isRelay: Bool { uri.hasPrefix("turn") }

    /// As the value of a `Link` header (RFC 9725 §4.6).
    var link: String {
        var link = "<\(uri)>; rel=\"ice-server\""
        guard let username, let credential else { return link }
        link += "; username=\(Self.quoted(username)); credential=\(Self.quoted(credential))"
        return link + "; credential-type=\"password\""
    }

    /// As an `RTCIceServer` (W3C WebRTC §4.2.3).
    func write(to writer: inout JSONWriter) {
        writer.array("urls", [uri])
        writer.member("username", username)
        writer.member("credential", credential)
    }

    /// A host name or address, in brackets if it is IPv6, and perhaps a port.
    private static func isHostAndPort(_ text: Substring) -> Bool {
        let hasBrackets = text.first == "["
        let end = hasBrackets ? text.firstIndex(of: "]") : text.firstIndex(of: ":") ?? text.endIndex
        guard let end else { return false }
        let host = text[..<end].dropFirst(hasBrackets ? 1 : 0)
        let rest = text[end...].dropFirst(hasBrackets ? 1 : 0)
        if hasBrackets {
            guard TransportAddress(host: String(host), port: 0)?.family == .ipv6 else {
                return false
            }
        } else {
            guard !host.isEmpty, host.utf8.allSatisfy(isNameCharacter) else { return false }
        }
        guard let colon = rest.first else { return true }
        let port = rest.dropFirst()
        return colon == ":" && port.first != "+" && UInt16(port).map { $0 > 0 } ?? false
    }

    private static func isNameCharacter(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte)
            || (0x61...0x7A).contains(byte) || byte == 0x2D || byte == 0x2E
    }

    /// RFC 9110 §5.6.4.
    private static func quoted(_ text: String) -> String {
        "\"" + text.map { $0 == "\"" || $0 == "\\" ? "\\\($0)" : String($0) }.joined() + "\""
    }
}
