import ArgumentParser
import FoundationEssentials

/// `tessera serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Every setting can be given as a flag, as an environment variable (--http-port is \
            TESSERA_HTTP_PORT) or in a YAML file (http: port:), in this order of precedence.
            """,
    )

    @Option(help: "YAML file of settings; none is needed.") var config: String?
    @Flag(help: "Print the effective configuration and where each value comes from, and stop.")
    var printConfig = false

    @OptionGroup(title: "Settings") var settings: SettingFlags

    func run() async throws {
        let environment = ProcessInfo.processInfo.environment
        var layers = ConfigurationLayers(flags: settings.given, environment: environment)
        if let path = config ?? environment["TESSERA_CONFIG"] {
            layers.file = try Self.readFile(path)
        }
        let configuration = try layers.resolve()
        guard !printConfig else { return print(layers.printed()) }
        let program = Program(configuration, unknownVariables: layers.unknownVariables)
        try await program.run()
    }

    private static func readFile(_ path: String) throws -> ConfigurationFile {
        do {
            let yaml = try String(contentsOf: URL(filePath: path), encoding: .utf8)
            return ConfigurationFile(name: path, yaml: yaml)
        } catch {
            throw ConfigurationError(faults: ["\(path): cannot be read as UTF-8 text"])
        }
    }
}

/// A flag for each setting; their values are read where those of the file are.
struct SettingFlags: ParsableArguments {
    @Option(help: "Address of HTTP and WebSocket (default: 127.0.0.1).") var httpHost: String?
    @Option(help: "Port of HTTP and WebSocket (default: 8080).") var httpPort: String?
    @Option(help: "Other sites whose pages may use this server, separated by commas.")
    var httpOrigins: String?
    @Option(help: "UDP port of all media (default: 10000).") var mediaPort: String?
    @Option(help: "Folder for what persists (default: ./data).") var data: String?
    @Option(help: "trace, debug, info, notice, warning, error or critical (default: info).")
    var logLevel: String?
    @Option(help: "Participants a room holds (default: 50).") var roomsCapacity: String?
    @Option(help: "Rooms that may be open at once (default: 100).") var roomsLimit: String?
    @Option(help: "Whether joining a room opens it: true or false (default: true).")
    var roomsOpen: String?
    @Option(help: "Width of the mosaic in pixels (default: 1280).") var canvasWidth: String?
    @Option(help: "Height of the mosaic in pixels (default: 720).") var canvasHeight: String?
    @Option(help: "Frames a second of the mosaic (default: 30).") var canvasFps: String?

    /// What was given, by key.
    var given: [String: String] {
        let all: [(String, String?)] = [
            ("http.host", httpHost), ("http.port", httpPort), ("http.origins", httpOrigins),
            ("media.port", mediaPort), ("data", data), ("log.level", logLevel),
            ("rooms.capacity", roomsCapacity), ("rooms.limit", roomsLimit),
            ("rooms.open", roomsOpen), ("canvas.width", canvasWidth),
            ("canvas.height", canvasHeight), ("canvas.fps", canvasFps),
        ]
        return Dictionary(
            uniqueKeysWithValues: all.compactMap { key, value in
                value.map { (key, $0) }
            }
        )
    }
}
