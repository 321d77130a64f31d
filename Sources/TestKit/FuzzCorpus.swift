import FoundationEssentials
package import Media

/// The inputs for fuzzers that are committed: seeds, and cases that once broke something.
package enum FuzzCorpus {
    /// All inputs of a target, in the order of their names.
    ///
    /// - Parameter target: the name of a folder in `Fuzz/Seeds`, and perhaps in `Fuzz/Regressions`.
    /// - Throws: if a folder or a file cannot be read.
    package static func inputs(of target: String) throws -> [[UInt8]] {
        let seeds = try files(in: "\(root)/Fuzz/Seeds/\(target)")
        let regressions = "\(root)/Fuzz/Regressions/\(target)"
        guard FileManager.default.fileExists(atPath: regressions) else { return seeds }
        return try seeds + files(in: regressions)
    }

    /// An input with a few changes, as a fuzzer makes them: bits, bytes, pieces.
    package static func changed(
        _ input: [UInt8],
        among all: [[UInt8]],
        using generator: inout SplitMix64,
    ) -> [UInt8] {
        var bytes = input
        for _ in 0..<Int.random(in: 1...5, using: &generator) {
            let place = Int.random(in: 0...bytes.count, using: &generator)
            let end = min(bytes.count, place + Int.random(in: 1...8, using: &generator))
            switch generator.next() % 5 {
            case 0 where place < bytes.count: bytes[place] ^= 1 << UInt8(generator.next() % 8)
            case 1 where place < bytes.count: bytes[place] = UInt8(generator.next() & 0xFF)
            case 2: bytes.removeSubrange(place..<end)
            case 3: bytes.insert(contentsOf: generator.bytes(end - place + 1), at: place)
            default:
                guard let other = all.randomElement(using: &generator) else { continue }
                let start = Int.random(in: 0...other.count, using: &generator)
                bytes.replaceSubrange(place..<end, with: other[start...].prefix(16))
            }
        }
        return bytes
    }

    private static let root = URL(filePath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent().path

    private static func files(in folder: String) throws -> [[UInt8]] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            [UInt8](try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
        }
    }
}
