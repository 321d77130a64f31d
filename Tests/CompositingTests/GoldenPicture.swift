import Compositing
import Glibc
import Media
import Testing

/// Pictures that somebody has looked at, in the folder `Golden`, and how new ones compare with them.
///
/// `TESSERA_WRITE_GOLDEN=1 swift test --filter CompositingTests` writes them anew: look at each one
/// that changed before it is committed.
enum GoldenPicture {
    /// Two pictures with such a peak signal to noise ratio look the same, in decibels.
    ///
    /// A letter that is missing, or a row lower, makes it less than 30.
    static let threshold = 35.0

    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast().joined(separator: "/") + "/Golden"

    /// Compares a picture with the one of that name, or writes it if the environment says so.
    static func expect(
        _ picture: Picture,
        _ name: String,
        sourceLocation: SourceLocation = #_sourceLocation,
    ) throws {
        let path = "\(folder)/\(name).png"
        if getenv("TESSERA_WRITE_GOLDEN") != nil {
            try write(try PNG.encode(picture), to: path)
            return
        }
        let file = try #require(
            read(path),
            "there is no \(name).png; TESSERA_WRITE_GOLDEN=1 writes it",
            sourceLocation: sourceLocation,
        )
        let golden = try PNG.decode(file)
        try #require(golden.size == picture.size, "\(name)", sourceLocation: sourceLocation)
        let ratio = peakSignalToNoise(golden, try PNG.decode(try PNG.encode(picture)))
        #expect(ratio >= threshold, "\(name): \(ratio) dB", sourceLocation: sourceLocation)
    }

    /// In decibels over the samples of all planes; infinite for equal pictures.
    static func peakSignalToNoise(_ one: Picture, _ other: Picture) -> Double {
        let (samples, others) = (one.samples, other.samples)
        let sum = zip(samples, others).reduce(0.0) {
            let difference = Double($1.0) - Double($1.1)
            return $0 + difference * difference
        }
        return 10 * log10(255 * 255 * Double(samples.count) / sum)
    }

    private static func read(_ path: String) -> [UInt8]? {
        guard let file = fopen(path, "r") else { return nil }
        defer { fclose(file) }
        var bytes: [UInt8] = []
        var block = [UInt8](repeating: 0, count: 65536)
        while case let count = fread(&block, 1, block.count, file), count > 0 {
            bytes += block[..<count]
        }
        return bytes
    }

    private struct CannotWrite: Error { let path: String }

    private static func write(_ bytes: [UInt8], to path: String) throws {
        guard let file = fopen(path, "w") else { throw CannotWrite(path: path) }
        defer { fclose(file) }
        guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
            throw CannotWrite(path: path)
        }
    }
}
