import Codecs
import FoundationEssentials
import Media
import Mixing

/// Files larger than this are not read: they would lie in memory for as long as the bots run.
private let maximumFileBytes = 512 << 20

private func readFile(_ path: String) throws(MediaFault) -> [UInt8] {
    let data: Data
    do {
        data = try Data(contentsOf: URL(filePath: path))
    } catch {
        throw MediaFault("\(path): cannot be read")
    }
    guard data.count <= maximumFileBytes else { throw MediaFault("\(path): over 512 MiB") }
    return Array(data)
}

/// Says of which file a fault tells.
private func naming<R>(
    _ path: String,
    _ body: () throws(MediaFault) -> R,
) throws(MediaFault) -> R {
    do throws(MediaFault) {
        return try body()
    } catch {
        throw MediaFault("\(path): \(error.description)")
    }
}

extension VideoClip {
    /// Reads VP8 from an IVF, WebM or Matroska file; it is neither decoded nor encoded.
    ///
    /// - Throws: `MediaFault`, with the path.
    package init(file path: String) throws(MediaFault) {
        let bytes = try readFile(path)
        self = try naming(path) { () throws(MediaFault) in
            guard WebMFile.isWebM(bytes) else { return try IVFFile.clip(bytes) }
            return try VideoClip(vp8: try WebMFile(bytes).frames(of: "V_VP8"), in: bytes)
        }
    }
}

extension AudioClip {
    /// Reads sound: Opus from an Ogg or WebM file as it is, a WAV file encoded once.
    ///
    /// - Throws: `MediaFault`, with the path, and errors of the coder.
    package init(file path: String) throws {
        let bytes = try readFile(path)
        if WAVFile.isWAV(bytes) {
            let file = try naming(path) { () throws(MediaFault) in try WAVFile(bytes) }
            let samples = Resampler.resample(file.samples, from: file.sampleRate)
            self = try .encoding(samples, isSeamless: false)
            return
        }
        let packets = try naming(path) { () throws(MediaFault) in
            if OggFile.isOgg(bytes) { return try OggFile.packets(bytes) }
            return try WebMFile(bytes).frames(of: "A_OPUS").map { Array(bytes[$0.range]) }
        }
        self = try AudioClip(opus: packets, of: path)
    }

    /// Packets of a file; they are decoded once, for their levels.
    private init(opus coded: [[UInt8]], of path: String) throws {
        var decoder = try OpusDecoder()
        var pcm = [Float](repeating: 0, count: AudioFormat.channels * OpusPacket.maximumSamples)
        var packets: [Packet] = []
        var bytes: [UInt8] = []
        for packet in coded {
            guard OpusPacket.samples(in: packet.span) == AudioFormat.samplesPerFrame else {
                throw MediaFault("\(path): it has Opus packets of other lengths than 20 ms")
            }
            var span = pcm.mutableSpan
            let samples = try decoder.decode(packet.span, into: &span)
            let decoded = pcm.span.extracting(0..<AudioFormat.channels * samples)
            let start = bytes.count
            bytes += packet
            let level = UInt8(min(127, max(0, -AudioLevel.rms(decoded).rounded())))
            packets.append(Packet(range: start..<bytes.count, level: level))
        }
        try self.init(packets: packets, bytes: bytes)
    }
}
