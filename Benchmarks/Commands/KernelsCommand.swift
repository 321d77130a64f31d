import ArgumentParser

/// `benchmarks kernels`.
struct KernelsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kernels",
        abstract: "Time what the hot path does to each packet, tick and frame.",
    )

    @OptionGroup var output: OutputOptions

    func run() async throws {
        var results = Results()
        try Self.measure(into: &results)
        try output.finish(results)
    }

    /// CPU time of each kernel, and beside it that of copying as many bytes.
    static func measure(into results: inout Results) throws {
        let kernels = try Kernel.packets() + Kernel.sound() + Kernel.picture()
        let timer = KernelTimer()
        var table = Table("Kernels, CPU µs", ["kernel", "of what", "µs", "× plain copy"])
        for kernel in kernels {
            progress("kernel \(kernel.name), \(kernel.unit)")
            let microseconds = timer.nanoseconds(kernel.run) / 1000
            let copy = kernel.bytes > 0 ? copying(kernel.bytes, timer) / 1000 : .nan
            let ratio = microseconds / copy
            table.add([kernel.name, kernel.unit, microseconds.text(2), ratio.text(1)])
            results.add("kernels", ["of": kernel.unit], kernel.name, microseconds, "µs")
        }
        print(table.text)
    }

    private static func copying(_ bytes: Int, _ timer: KernelTimer) -> Double {
        let source = [UInt8](repeating: 1, count: bytes)
        var target = [UInt8](repeating: 0, count: bytes)
        return timer.nanoseconds {
            target.withUnsafeMutableBytes { target in
                source.withUnsafeBytes { target.copyMemory(from: $0) }
            }
        }
    }
}
