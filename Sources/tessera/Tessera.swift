import ArgumentParser

/// The program: a conference server in one process.
@main
struct Tessera: AsyncParsableCommand {
    static let version = "0.1.0"

    static let configuration = CommandConfiguration(
        commandName: "tessera",
        abstract: "A conference server: everybody gets one mixed picture and one mixed sound.",
        version: version,
        subcommands: [Serve.self, BotCommand.self, LayoutCommand.self, OpenAPICommand.self],
    )
}
