import Bots
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
    private let hasDemo: Bool
    private let logger: Logger

    /// - Parameters:
    ///   - warnings: what is odd about the configuration, to be logged at start.
    ///   - hasDemo: whether to open the demo room.
    init(_ configuration: Configuration, warnings: [String], hasDemo: Bool = false) {
        self.hasDemo = hasDemo
        self.configuration = configuration
        var logger = Logger(label: "tessera") { StreamLogHandler.standardError(label: $0) }
        logger.logLevel = configuration.logLevel
        self.logger = logger
        for warning in warnings { logger.warning("\(warning)") }
    }

    /// Serves until SIGTERM or SIGINT, then lets everybody go and returns.
    func run() async throws {
        // First what somebody may have to put right.
        let encryption = try Encryption(
            configuration,
            addresses: InterfaceAddresses.current(),
            logger: logger,
        )
        let scheduler = try Scheduler()
        let shard = try Shard(
            configuration.shard,
            identity: try DTLSIdentity(),
            wallClock: MonotonicClock.wallClock(),
        )
        let folder = LayoutFolder(DataFolder(path: configuration.dataFolder))
        var rooms = configuration.conference
        rooms.imageFolder = folder.path
        let conference = Conference(
            configuration: rooms,
            scheduler: scheduler,
            host: shard,
            library: LayoutLibrary(shipped: .shipped),
            storage: folder,
        )
        let layouts = LayoutUpkeep(folder: folder, conference: conference, logger: logger)
        await layouts.refresh()
        let demo = try hasDemo ? DemoRoom(scheduler: scheduler) : nil
        if demo != nil {
            var settings = conference.defaultSettings
            settings.title = "Demo"
            _ = try await conference.createRoom(DemoRoom.name, settings: settings)
        }
        try await serve(
            conference,
            demo,
            media: shard.addresses,
            encryption: encryption,
            upkeep: [layouts, MemoryUpkeep()],
        )
        shard.stop()
        scheduler.stop()
    }

    private func serve(
        _ conference: Conference,
        _ demo: DemoRoom?,
        media: [TransportAddress],
        encryption: Encryption?,
        upkeep: [any Service],
    ) async throws {
        let readiness = Readiness()
        var settings = configuration.webServer
        let descriptors = FileDescriptors.allow(settings.connections.total)
        if descriptors < settings.connections.total {
            logger.warning(
                "http.connections is \(descriptors): no more files may be open (ulimit -n)"
            )
            settings.connections.total = descriptors
        }
        settings.tls = encryption?.credentials
        settings.keepsHTTPS = encryption?.source.isSigned ?? false
        let web = WebServer(
            configuration: settings,
            reception: demo.map { DemoReception(conference: conference, room: $0) } ?? conference,
            administration: conference,
            readiness: readiness,
            logger: logger,
            onRunning: { port in
                let welcome = Welcome(
                    configuration: configuration,
                    port: port,
                    media: media,
                    addresses: InterfaceAddresses.current(),
                    hasDemo: demo != nil,
                    fingerprint: encryption?.loaded.fingerprint,
                )
                print(welcome.text)
                demo?.connect(to: configuration.ownAddress(port: port))
                // Whoever reads a pipe gets the link now.
                fflush(nil)
            },
        )
        let farewell = Farewell(conference: conference, readiness: readiness)
        // Shut down in reverse: everybody is let go before the server stops to listen.
        var company = upkeep + (encryption.map { [$0.upkeep(logger: logger)] } ?? [])
        if let demo { company.append(Demo(room: demo)) }
        // With certificate files SIGHUP means to read them again, else that the terminal is gone.
        let isReloading = encryption?.source.isSigned ?? false
        var group = ServiceGroupConfiguration(
            services: company + [web, farewell],
            gracefulShutdownSignals: [.sigterm, .sigint] + (isReloading ? [] : [.sighup]),
            logger: logger,
        )
        group.maximumGracefulShutdownDuration = Self.drainTime
        try await ServiceGroup(configuration: group).run()
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

    /// Where the program reaches itself.
    func ownAddress(port: Int) -> ServerAddress {
        let host =
            switch httpHost {
            case "0.0.0.0", "localhost": "127.0.0.1"
            case "::": "::1"
            default: httpHost
            }
        return ServerAddress(host: host, port: port, isSecure: tls != .off)
    }

    /// What the web server needs of it.
    var webServer: WebServerConfiguration {
        var web = WebServerConfiguration()
        web.host = httpHost
        web.port = httpPort
        web.version = Tessera.version
        web.origins = OriginPolicy(allowed: httpOrigins)
        web.connections.total = httpConnections
        web.connections.perAddress = httpConnectionsPerAddress
        web.iceServers = iceServersForClients
        return web
    }
}
