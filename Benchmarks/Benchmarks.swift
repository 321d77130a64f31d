import ArgumentParser

/// Measures what the server costs, beside a floor or a peer measured in the same run.
@main
struct Benchmarks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "benchmarks",
        abstract: "Measure kernels, rooms, viewers and the idle server; prints tables and JSON.",
        discussion: """
            Machines are noisy: compare the ratios within one run, not the figures of two. \
            `make benchmark` builds the server and this program and runs `all`.
            """,
        subcommands: [
            KernelsCommand.self, RoomsCommand.self, ViewersCommand.self, IdleCommand.self,
            GStreamerCommand.self, SoakCommand.self, AllCommand.self,
        ],
        defaultSubcommand: AllCommand.self,
    )
}
