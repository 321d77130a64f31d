import Codecs
import Glibc
import Media
import Testing

@testable import Bots

@Suite struct MediaFileTests {
    /// A short clip to be put into files.
    private static let clip = Result { () throws in
        var settings = PatternSettings()
        settings.size = PixelSize(width: 160, height: 90)
        settings.frameRate = 5
        return try VideoClip.pattern(number: 1, settings)
    }

    private static func bytes(of frame: VideoClip.Frame, in clip: VideoClip) -> [UInt8] {
        Array(clip.bytes[frame.range])
    }

    private static func littleEndian(_ value: Int, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
    }

    private static func ivf() throws -> [UInt8] {
        let clip = try clip.get()
        var file = Array("DKIF".utf8) + [0, 0, 32, 0] + Array("VP80".utf8)
        file += littleEndian(160, 2) + littleEndian(90, 2) + littleEndian(1000, 4)
        file += littleEndian(1, 4) + littleEndian(clip.frames.count, 4) + [0, 0, 0, 0]
        for frame in clip.frames {
            let bytes = bytes(of: frame, in: clip)
            file += littleEndian(bytes.count, 4)
            file += littleEndian(Int(frame.time.milliseconds), 8) + bytes
        }
        return file
    }

    /// An element with a length of four bytes.
    private static func element(_ identifier: [UInt8], _ payload: [UInt8]) -> [UInt8] {
        let count = payload.count
        let length = [UInt8(0x10 | count >> 24), UInt8(count >> 16 & 0xFF)]
        return identifier + length + [UInt8(count >> 8 & 0xFF), UInt8(count & 0xFF)] + payload
    }

    /// A streamed file: the lengths of segment and clusters are not known.
    private static func webM() throws -> [UInt8] {
        let clip = try clip.get()
        let unknown: [UInt8] = [0x01, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF]
        func track(_ number: UInt8, _ codec: String) -> [UInt8] {
            element([0xAE], element([0xD7], [number]) + element([0x86], Array(codec.utf8)))
        }
        var file = element([0x1A, 0x45, 0xDF, 0xA3], element([0x42, 0x82], Array("webm".utf8)))
        file += [0x18, 0x53, 0x80, 0x67] + unknown
        file += element(
            [0x15, 0x49, 0xA9, 0x66],
            element([0x2A, 0xD7, 0xB1], [0x0F, 0x42, 0x40]),
        )
        file += element([0x16, 0x54, 0xAE, 0x6B], track(1, "A_OPUS") + track(2, "V_VP8"))
        for (index, frame) in clip.frames.enumerated() {
            let time = Int(frame.time.milliseconds)
            if index % 5 == 0 {
                file += [0x1F, 0x43, 0xB6, 0x75] + unknown
                file += element([0xE7], [UInt8(time >> 8), UInt8(time & 0xFF)])
            }
            let offset = time % 1000
            let block =
                [0x82, UInt8(offset >> 8), UInt8(offset & 0xFF), 0]
                + bytes(of: frame, in: clip)
            file +=
                index % 2 == 0 ? element([0xA3], block) : element([0xA0], element([0xA1], block))
            file += element([0xA3], [0x81, 0, 0, 0] + Array(OpusPacket.silence.span.bytesOfTest))
        }
        return file
    }

    private static func ogg(_ packets: [[UInt8]]) -> [UInt8] {
        let head = Array("OpusHead".utf8) + [UInt8](repeating: 1, count: 11)
        let tags = Array("OpusTags".utf8) + [UInt8](repeating: 0, count: 8)
        var file: [UInt8] = []
        for packet in [head, tags] + packets {
            var lacing = [UInt8](repeating: 255, count: packet.count / 255)
            lacing.append(UInt8(packet.count % 255))
            file += Array("OggS".utf8) + [0, 0] + [UInt8](repeating: 0, count: 8)
            file += [7, 0, 0, 0] + [UInt8](repeating: 0, count: 8) + [UInt8(lacing.count)]
            file += lacing + packet
        }
        return file
    }

    private static func wav(_ samples: [Int16], rate: Int, channels: Int) -> [UInt8] {
        var format = littleEndian(1, 2) + littleEndian(channels, 2) + littleEndian(rate, 4)
        format += littleEndian(rate * channels * 2, 4) + littleEndian(channels * 2, 2)
        format += littleEndian(16, 2)
        let data = samples.flatMap { littleEndian(Int(UInt16(bitPattern: $0)), 2) }
        return Array("RIFF".utf8) + littleEndian(0x7FFF_FFFF, 4) + Array("WAVEfmt ".utf8)
            + littleEndian(16, 4) + format + Array("LIST".utf8) + littleEndian(3, 4)
            + [1, 2, 3, 0] + Array("data".utf8) + littleEndian(0x7FFF_FFFF, 4) + data
    }

    private static func expectSame(_ read: VideoClip) throws {
        let clip = try clip.get()
        #expect(read.size == clip.size)
        #expect(read.duration == clip.duration)
        #expect(read.bytes == clip.bytes)
        #expect(read.frames.map(\.range) == clip.frames.map(\.range))
        #expect(read.frames.map(\.isKeyFrame) == clip.frames.map(\.isKeyFrame))
        #expect(read.frames.map(\.time) == clip.frames.map(\.time))
    }

    @Test func videoOfAnIVFFile() throws {
        try Self.expectSame(try IVFFile.clip(try Self.ivf()))
    }

    @Test func videoOfAStreamedWebMFile() throws {
        let file = try Self.webM()
        let frames = try WebMFile(file).frames(of: "V_VP8")
        try Self.expectSame(try VideoClip(vp8: frames, in: file))
        let sound = try WebMFile(file).frames(of: "A_OPUS")
        #expect(sound.map { Array(file[$0.range]) }.allSatisfy { $0 == [0xF8, 0xFF, 0xFE] })
        #expect(throws: MediaFault.self) { try WebMFile(file).frames(of: "V_VP9") }
    }

    @Test func packetsOfAnOggFile() throws {
        let packets = [10, 255, 600, 1].map { [UInt8](repeating: UInt8($0 & 0xFF), count: $0) }
        #expect(try OggFile.packets(Self.ogg(packets)) == packets)
    }

    @Test func soundOfAWAVFile() throws {
        let file = try WAVFile(
            Self.wav([0, 100, 16_384, -16_384, -32_768, 0], rate: 8000, channels: 2)
        )
        #expect(file.sampleRate == 8000)
        #expect(file.samples == [50.0 / 32_768, 0, -0.5])
    }

    /// No file, however it is cut or damaged, does more than throw.
    @Test func damagedFilesAreRefused() throws {
        let files = [
            try Self.ivf(), try Self.webM(), Self.ogg([[1, 2, 3]]),
            Self.wav([1, 2, 3, 4], rate: 48_000, channels: 1),
        ]
        var random = SystemRandomNumberGenerator()
        for file in files {
            for length in 0..<min(file.count, 300) { Self.readAll(Array(file[..<length])) }
            for _ in 0..<300 {
                var damaged = file
                for _ in 0..<4 {
                    let place = Int.random(in: 0..<min(400, file.count), using: &random)
                    damaged[place] = UInt8.random(in: 0...255, using: &random)
                }
                Self.readAll(damaged)
            }
        }
        #expect(throws: MediaFault.self) { try IVFFile.clip([]) }
        #expect(throws: MediaFault.self) { try VideoClip(file: "/nowhere/at/all.ivf") }
    }

    private static func readAll(_ bytes: [UInt8]) {
        _ = try? IVFFile.clip(bytes)
        if let file = try? WebMFile(bytes), let frames = try? file.frames(of: "V_VP8") {
            _ = try? VideoClip(vp8: frames, in: bytes)
        }
        _ = try? OggFile.packets(bytes)
        _ = try? WAVFile(bytes)
    }

    @Test(arguments: [8000, 22_050, 44_100, 96_000])
    func resamplingKeepsATone(rate: Int) throws {
        let tone = (0..<rate).map {
            Float(0.5 * sin(2 * Double.pi * 1000 * Double($0) / Double(rate)))
        }
        let resampled = Resampler.resample(tone, from: rate)
        #expect(abs(resampled.count - 48_000) <= 1)
        for index in 4000..<40_000 {
            let expected = Float(0.5 * sin(2 * Double.pi * 1000 * Double(index) / 48_000))
            #expect(abs(resampled[index] - expected) < 0.01)
        }
    }

    @Test func syntheticVoiceSpeaksAndPauses() throws {
        let samples = SyntheticVoice(number: 2).samples()
        #expect(samples.count > 48_000 * 11)
        #expect(samples.allSatisfy { abs($0) < 1.5 })
        let frames = stride(from: 0, to: samples.count - 960, by: 960).map { start in
            samples[start..<start + 960].reduce(0) { max($0, abs($1)) }
        }
        #expect(frames.filter { $0 == 0 }.count > frames.count / 20)
        #expect(frames.filter { $0 > 0.01 }.count > frames.count / 2)
        #expect(SyntheticVoice(number: 3).samples().prefix(48_000) != samples.prefix(48_000))
    }
}

extension Span where Element == UInt8 {
    fileprivate var bytesOfTest: [UInt8] { indices.map { self[$0] } }
}
