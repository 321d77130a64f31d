import HTTPTypes
import Hummingbird
import HummingbirdCore
package import Logging
import NIOCore
import NIOHTTP1
import ServiceLifecycle

/// Where the server listens and what it lets in.
package struct WebServerConfiguration: Sendable {
    package var host = "127.0.0.1"
    /// 0 lets the kernel choose.
    package var port = 8080
    /// What to show in TLS handshakes; nil speaks plain HTTP.
    package var tls: TLSCredentials?
    /// Whether browsers are told to come by HTTPS only: for certificates that they accept.
    package var keepsHTTPS = false
    package var origins = OriginPolicy()
    package var connections = ConnectionLimits()
    package var signaling = SignalingLimits()
    /// Of the program, as its OpenAPI document names it.
    package var version = "0"
    package var sessions = SessionLimits()
    /// Told to clients, for what they gather candidates with.
    package var iceServers: [ICEServer] = []

    package init() {}

    /// Whether only programs on this machine reach the server.
    package var isLoopback: Bool { Loopback.isLoopback(host: host) }
}

/// HTTP and WebSocket on one port: signaling, joining by one request, the API, pages, health.
package struct WebServer: Service, CustomStringConvertible {
    /// The subprotocol of the signaling socket.
    static let subprotocol = "tessera.v1"

    private let configuration: WebServerConfiguration
    private let reception: any Reception
    private let administration: any Administration
    private let readiness: Readiness
    private let logger: Logger
    let census: ConnectionCensus
    private let onRunning: @Sendable (_ port: Int) -> Void

    /// - Parameter onRunning: called once with the port on which the server listens.
    package init(
        configuration: WebServerConfiguration,
        reception: any Reception,
        administration: any Administration,
        readiness: Readiness,
        logger: Logger,
        onRunning: @escaping @Sendable (_ port: Int) -> Void = { _ in },
    ) {
        var configuration = configuration
        configuration.origins.isSecure = configuration.tls != nil
        configuration.origins.isLocal = configuration.isLoopback
        self.configuration = configuration
        self.reception = reception
        self.administration = administration
        self.readiness = readiness
        self.logger = logger
        census = ConnectionCensus(configuration.connections)
        self.onRunning = onRunning
    }

    package var description: String { "WebServer" }

    /// Serves until the graceful shutdown of the service group, and then until every connection is
    /// done: those who are in a room are waited for, so the room has to send them away first.
    ///
    /// - Throws: `ListenError` if it cannot listen where it was told.
    package func run() async throws {
        let application = Application(
            router: makeRouter(),
            server: HTTPServerBuilder { makeConnections($0) },
            configuration: ApplicationConfiguration(
                address: .hostname(configuration.host, port: configuration.port),
                serverName: "tessera",
            ),
            onServerRunning: { onRunning($0.localAddress?.port ?? configuration.port) },
            logger: logger,
        )
        do {
            try await application.run()
        } catch let error as IOError {
            throw ListenError(host: configuration.host, port: configuration.port, error)
        }
    }

    private func makeRouter() -> Router<WebContext> { makeRoutes().makeRouter() }

    /// All that is answered, in one table.
    func makeRoutes() -> RouteTable {
        var routes = RouteTable(keepsHTTPS: configuration.keepsHTTPS)
        HealthRoutes(readiness: readiness).add(to: &routes)
        DocumentRoute(version: configuration.version).add(to: &routes)
        APIRoutes(
            administration: administration,
            census: census,
            gate: AdminGate(
                boundHost: configuration.host,
                isSecure: configuration.tls != nil,
            ),
        ).add(to: &routes)
        PageRoutes().add(to: &routes)
        SessionRoutes(
            reception: reception,
            readiness: readiness,
            configuration: configuration,
        ).add(to: &routes)
        routes.add(undocumented: .get, "/ws") { request, _ in try refuse(request) }
        return routes
    }

    // MARK: The signaling socket

    private func makeConnections(
        _ responder: @escaping HTTPChannelHandler.Responder
    ) -> any ServerChildChannel {
        let connections = WebSocketCapableHTTP1(
            responder: responder,
            isSecure: configuration.tls != nil,
            maximumMessageBytes: configuration.signaling.maximumMessageBytes,
            limits: configuration.connections,
            census: census,
            accept: accept,
            session: { frames, logger in
                let session = SignalingSession(
                    reception: reception,
                    iceServers: configuration.iceServers,
                    limits: configuration.signaling,
                    logger: logger,
                )
                do {
                    try await session.run(frames)
                } catch {
                    logger.debug("a signaling socket broke: \(error)")
                }
            },
        )
        guard let credentials = configuration.tls else {
            return CountedChannel(base: connections, census: census, isPlain: true)
        }
        let encrypted = TLSChannel(base: connections, credentials: credentials)
        return CountedChannel(base: encrypted, census: census, isPlain: false)
    }

    /// Headers of the response to a handshake; nil leaves it to `refuse`.
    private func accept(_ head: HTTPRequestHead) -> HTTPHeaders? {
        let path = head.uri.prefix { $0 != "?" }
        let origin = head.headers.first(name: "origin")
        guard path == "/ws", !readiness.isDraining,
            configuration.origins.admits(origin: origin, host: head.headers.first(name: "host"))
        else { return nil }
        // RFC 6455 §4.2.2: only what the client offered may be named.
        let offered = head.headers[canonicalForm: "sec-websocket-protocol"]
        return offered.contains(Self.subprotocol[...])
            ? ["Sec-WebSocket-Protocol": Self.subprotocol] : [:]
    }

    /// What a `GET /ws` hears that does not become a socket.
    private func refuse(_ request: Request) throws -> Response {
        if readiness.isDraining { throw Problem.draining }
        let origin = request.headers[.origin]
        guard configuration.origins.admits(origin: origin, host: request.head.authority) else {
            throw Problem(.forbidden, "this origin is not allowed")
        }
        var problem = Problem(.upgradeRequired, "this is a WebSocket: \(Self.subprotocol)")
        problem.headers[.upgrade] = "websocket"
        problem.headers[.secWebSocketVersion] = "13"
        throw problem
    }
}
