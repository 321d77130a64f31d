/// Reads sound out of a WAV file: PCM of 8, 16, 24 or 32 bits, or 32-bit float.
struct WAVFile {
    private static let integers = 1
    private static let floats = 3
    private static let extensible = 0xFFFE

    /// Mono, −1…1: the mean of the file's channels.
    let samples: [Float]
    let sampleRate: Int

    /// - Throws: `MediaFault`.
    init(_ bytes: [UInt8]) throws(MediaFault) {
        var reader = ByteReader(bytes)
        guard try reader.tag() == "RIFF" else { throw MediaFault("it is no WAV file") }
        try reader.skip(4)
        guard try reader.tag() == "WAVE" else { throw MediaFault("it is no WAV file") }
        var format: Format?
        while true {
            let name = try reader.tag()
            let size = try reader.littleEndian(4)
            switch name {
            case "fmt ":
                format = try Format(&reader, size: size)
            case "data":
                guard let format else { throw MediaFault("it does not say its format") }
                // A program that wrote into a pipe did not know the length.
                let count = min(size, reader.remaining)
                samples = format.decode(bytes[try reader.take(count)])
                sampleRate = format.sampleRate
                return
            default:
                try reader.skip(size + size % 2)
            }
        }
    }

    static func isWAV(_ bytes: [UInt8]) -> Bool { bytes.starts(with: Array("RIFF".utf8)) }

    private struct Format {
        let isFloat: Bool
        let channels: Int
        let sampleRate: Int
        let bits: Int

        init(_ reader: inout ByteReader, size: Int) throws(MediaFault) {
            guard size >= 16 else { throw MediaFault("its format is cut short") }
            let end = reader.position + size + size % 2
            var code = try reader.littleEndian(2)
            channels = try reader.littleEndian(2)
            sampleRate = try reader.littleEndian(4)
            try reader.skip(6)
            bits = try reader.littleEndian(2)
            if code == WAVFile.extensible, size >= 26 {
                try reader.skip(8)
                code = try reader.littleEndian(2)
            }
            try reader.skip(end - reader.position)
            isFloat = code == WAVFile.floats
            guard (1...8).contains(channels), (4000...192_000).contains(sampleRate),
                isFloat ? bits == 32 : code == WAVFile.integers && [8, 16, 24, 32].contains(bits)
            else { throw MediaFault("its format is none of PCM 8…32 bit and 32-bit float") }
        }

        func decode(_ bytes: ArraySlice<UInt8>) -> [Float] {
            let width = bits / 8
            let count = bytes.count / (width * channels)
            return (0..<count).map { index in
                var sum: Float = 0
                for channel in 0..<channels {
                    let start = bytes.startIndex + (index * channels + channel) * width
                    sum += value(bytes[start..<start + width])
                }
                return sum / Float(channels)
            }
        }

        private func value(_ bytes: ArraySlice<UInt8>) -> Float {
            var raw: UInt32 = 0
            for byte in bytes.reversed() { raw = raw << 8 | UInt32(byte) }
            if isFloat {
                let value = Float(bitPattern: raw)
                return value.isFinite ? min(max(value, -1), 1) : 0
            }
            // Eight bits are without a sign, more are with one.
            if bits == 8 { return (Float(raw) - 128) / 128 }
            return Float(Int32(bitPattern: raw << UInt32(32 - bits))) / 2_147_483_648
        }
    }
}
