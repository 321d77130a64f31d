import ArgumentParser
import FoundationEssentials
import Scheduling

/// `tessera serve`.
struct Serve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Run the server.",
        discussion: """
            Without any setting it serves a working call on this machine alone: \
            http://localhost:8080. For a first try from a phone on the same network:

              tessera serve --http-host 0.0.0.0 --tls self-signed

            Every setting can be given as a flag, as an environment variable (--http-port is \
            TESSERA_HTTP_PORT) or in a YAML file (http: port:), in this order of precedence. \
            Lists are separated by commas.

            SIGTERM and SIGINT let everybody go and end the program within ten seconds. SIGHUP \
            does so too, but with certificate files it reads them again.
            """,
    )

    @Option(
        help: ArgumentHelp(
            "YAML file of settings; none is needed (or TESSERA_CONFIG).",
            valueName: "file",
        )
    )
    var config: String?
    @Flag(
        help: """
            Print the effective settings and where each comes from, as a file that can be given \
            to --config, and stop.
            """
    )
    var printConfig = false

    @Flag(help: "Open the room \"demo\" too: a few bots come when somebody joins it.")
    var demo = false

    @OptionGroup(title: "Settings") var settings: SettingFlags

    func run() async throws {
        ProcessMemory.returnWhatIsFreed()
        let environment = ProcessInfo.processInfo.environment
        var layers = ConfigurationLayers(flags: settings.given, environment: environment)
        if let path = config ?? environment["TESSERA_CONFIG"] {
            layers.file = ConfigurationFile(name: path, yaml: try NamedFile.text(path))
        }
        let configuration = try layers.resolve()
        guard !printConfig else { return print(layers.printed()) }
        let program = Program(configuration, warnings: layers.warnings, hasDemo: demo)
        try await program.run()
    }
}
