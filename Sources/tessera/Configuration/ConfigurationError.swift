/// Why there is no configuration: every fault, each with its place and what would be right.
struct ConfigurationError: Error, Hashable, CustomStringConvertible {
    let faults: [String]

    var description: String {
        faults.count == 1
            ? faults[0] : (["the configuration is wrong:"] + faults).joined(separator: "\n  ")
    }
}
