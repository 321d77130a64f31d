import HTTPTypes
import NIOCore

/// Decides whether a request may administer the server.
///
/// There are no keys yet, so that the place from which a request comes has to do: a program on this
/// machine is let in, and nothing else is. Three roads lead from elsewhere to a loopback address,
/// and each has its sign: a proxy in front (it adds a header), a web page in a browser on this
/// machine (it has an `Origin`, or `Sec-Fetch-Site`), and such a page whose name was made to point
/// here (DNS rebinding: the `Host` is that name). Keys and tokens will be checked here as well.
struct AdminGate: Sendable {
    /// Why a request is not let in.
    enum Refusal: Hashable, Sendable, CaseIterable {
        case boundElsewhere
        case remote
        case proxied
        case otherHost
        case otherOrigin

        /// What is the matter and what to do.
        var advice: String {
            switch self {
            case .boundElsewhere:
                "the server listens to more than this machine: start it with --http-host 127.0.0.1"
            case .remote:
                "this came from another machine: ask from the one that the server runs on"
            case .proxied:
                "this came through a proxy (Forwarded, X-Forwarded-…, X-Real-IP or Via): ask the "
                    + "server directly"
            case .otherHost:
                "the Host must be localhost, 127.0.0.1 or [::1]: ask under one of these names"
            case .otherOrigin:
                "this comes from a page of another site"
            }
        }
    }

    private let boundHost: String
    /// The server's own pages may ask; origins that are listed may use it, not run it.
    private let pages: OriginPolicy

    /// - Parameters:
    ///   - boundHost: the address or name that the server was told to listen on.
    ///   - isSecure: whether it speaks TLS.
    init(boundHost: String, isSecure: Bool) {
        self.boundHost = boundHost
        var pages = OriginPolicy()
        pages.isSecure = isSecure
        self.pages = pages
    }

    /// - Throws: `Problem` (403) that says what to do.
    func check(_ request: HTTPRequest, from remote: SocketAddress?) throws(Problem) {
        guard let refusal = refusal(of: request, from: remote) else { return }
        throw Problem(
            .forbidden,
            .notAdministrator,
            "until there are keys, only this machine may administer the server; \(refusal.advice)",
        )
    }

    /// Why the request is not let in; nil if it is.
    func refusal(of request: HTTPRequest, from remote: SocketAddress?) -> Refusal? {
        guard Loopback.isLoopback(host: boundHost) else { return .boundElsewhere }
        guard let remote, Loopback.isLoopback(remote) else { return .remote }
        guard !request.headerFields.contains(where: { Self.isOfProxy($0.name) }) else {
            return .proxied
        }
        guard let host = request.authority, Loopback.isLoopback(authority: host) else {
            return .otherHost
        }
        let origin = request.headerFields[.origin]
        guard pages.admits(origin: origin, host: host) else { return .otherOrigin }
        // Fetch Metadata: `none` is a person who typed the address.
        let site = request.headerFields[.secFetchSite]
        guard site == nil || site == "same-origin" || site == "none" else { return .otherOrigin }
        return nil
    }

    private static func isOfProxy(_ name: HTTPField.Name) -> Bool {
        let name = name.canonicalName
        return ["forwarded", "via", "x-real-ip"].contains(name) || name.hasPrefix("x-forwarded-")
    }
}
