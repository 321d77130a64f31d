import Conference
import Glibc
import ICE
import Layout
import Logging
import Media
import Scheduling
import SecureTransport
import Server
import ServiceLifecycle
import Sockets
import UnixSignals

/// The running server: its parts, made in the order in which they need each other.
struct Program {
    /// After this the process ends, whatever still runs.
    private static let drainTime = Duration.seconds(8)

    private let configuration: Configuration
    private let logger: Logger

    /// - Parameter warnings: what is odd about the configuration, to be logged at start.
    init(_ configuration: Configuration, warnings: [String]) {
        self.configuration = configuration
        var logger = Logger(label: "tessera") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = configuration.logLevel
        self.logger = logger
        for warning in warnings { logger.warning("\(warning)") }
    }

    /// Serves until SIGTERM or SIGINT, then lets everybody go and returns.
    func run() async throws {
        let scheduler = try Scheduler()
        let shard = try Shard(
            configuration.shard,
            identity: try DTLSIdentity(),
            wallClock: MonotonicClock.wallClock(),
        )
        logger.info("media on UDP \(shard.addresses.map(\.description).joined(separator: ", "))")
        let conference = Conference(
            configuration: configuration.conference,
            scheduler: scheduler,
            host: shard,
            layouts: [LayoutDocument.grid.name: .grid],
        )
        try await serve(conference)
        shard.stop()
        scheduler.stop()
    }

    private func serve(_ conference: Conference) async throws {
        let readiness = Readiness()
        let host = Self.browsableHost(configuration.httpHost)
        let web = WebServer(
            configuration: configuration.webServer,
            reception: conference,
            readiness: readiness,
            logger: logger,
            onRunning: { port in
                print("Tessera is ready: http://\(host):\(port)/r/lobby")
                // Whoever reads a pipe gets the link now.
                fflush(nil)
            },
        )
        let farewell = Farewell(conference: conference, readiness: readiness)
        // Shut down in reverse: everybody is let go before the server stops to listen.
        var group = ServiceGroupConfiguration(
            services: [web, farewell],
            gracefulShutdownSignals: [.sigterm, .sigint],
            logger: logger,
        )
        group.maximumGracefulShutdownDuration = Self.drainTime
        try await ServiceGroup(configuration: group).run()
    }

    /// What to put in a link so that a browser on this machine gets camera and microphone.
    static func browsableHost(_ host: String) -> String {
        if ["127.0.0.1", "::1", "0.0.0.0", "::", "localhost"].contains(host) { return "localhost" }
        return host.contains(":") ? "[\(host)]" : host
    }
}

/// What happens between the signal and the end: no new joins, a `bye` to everybody.
private struct Farewell: Service, CustomStringConvertible {
    let conference: Conference
    let readiness: Readiness
    let description = "Farewell"

    func run() async throws {
        try await gracefulShutdown()
        readiness.drain()
        await conference.drain(reason: "the server is shutting down")
    }
}

extension Configuration {
    /// What the conference needs of it.
    var conference: ConferenceConfiguration {
        var conference = ConferenceConfiguration()
        conference.canvas = PixelSize(width: canvasWidth, height: canvasHeight)
        conference.frameRate = canvasFramesPerSecond
        conference.roomCapacity = roomCapacity
        conference.maximumRooms = roomLimit
        conference.opensRooms = opensRooms
        return conference
    }

    /// What the sockets of media need of it.
    var shard: ShardConfiguration {
        var shard = ShardConfiguration(port: UInt16(mediaPort))
        if !mediaHosts.isEmpty { shard.addresses = mediaHosts }
        shard.announced = mediaAddresses
        return shard
    }

    /// What the web server needs of it.
    var webServer: WebServerConfiguration {
        var web = WebServerConfiguration()
        web.host = httpHost
        web.port = httpPort
        web.origins = OriginPolicy(allowed: httpOrigins)
        return web
    }
}
