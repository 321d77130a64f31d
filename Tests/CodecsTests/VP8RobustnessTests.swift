import Codecs
import Media
import Testing

@Suite("VP8 decoding of anything")
struct VP8RobustnessTests {
    private static let size = PixelSize(width: 96, height: 64)

    private static func frames(_ count: Int) throws -> [CodedFrame] {
        try VP8CodecTests.encode(count, size: size, bitRate: .kilobits(150))
    }

    /// Decodes and says what came of it.
    private func outcome(_ decoder: inout VP8Decoder, _ bytes: [UInt8]) -> Result<Bool, CodecError>
    {
        do throws(CodecError) {
            return .success(try decoder.decode(bytes.span) { $0.size } != nil)
        } catch {
            return .failure(error)
        }
    }

    @Test("Every truncation of a key frame is an error or a picture; a whole key frame heals")
    func truncatedKeyFrame() throws {
        let whole = try Self.frames(1)[0].bytes
        var decoder = try VP8Decoder()
        for length in 0..<whole.count {
            let result = outcome(&decoder, Array(whole[..<length]))
            if length < 10 { #expect(result == .failure(.corrupt)) }
        }
        #expect(outcome(&decoder, whole) == .success(true))
    }

    @Test("Every truncation of a later frame; then the key frame heals")
    func truncatedFrame() throws {
        let frames = try Self.frames(2)
        var decoder = try VP8Decoder()
        for length in 0..<frames[1].bytes.count {
            #expect(outcome(&decoder, frames[0].bytes) == .success(true))
            let result = outcome(&decoder, Array(frames[1].bytes[..<length]))
            if length < 3 { #expect(result == .failure(.corrupt)) }
            guard case .failure = result else { continue }
            #expect(outcome(&decoder, frames[1].bytes) == .failure(.keyFrameNeeded))
        }
        #expect(outcome(&decoder, frames[0].bytes) == .success(true))
        #expect(outcome(&decoder, frames[1].bytes) == .success(true))
    }

    @Test("Random bytes and random damage never trap")
    func random() throws {
        var generator = SplitMix64(seed: 42)
        let frames = try Self.frames(4)
        var decoder = try VP8Decoder()
        var refused = 0
        for _ in 0..<400 {
            var bytes = frames[Int.random(in: 0..<4, using: &generator)].bytes
            for _ in 0..<Int.random(in: 1...12, using: &generator) {
                // The size stays: allocating for a random one has a test of its own.
                let place = Int.random(in: 10..<bytes.count, using: &generator)
                bytes[place] = UInt8.random(in: 0...255, using: &generator)
            }
            if case .failure = outcome(&decoder, bytes) { refused += 1 }
        }
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8.random(in: 0...255, using: &generator) }
            if case .failure = outcome(&decoder, bytes) { refused += 1 }
        }
        #expect(refused >= 190)
        #expect(outcome(&decoder, frames[0].bytes) == .success(true))
        #expect(outcome(&decoder, frames[1].bytes) == .success(true))
    }

    @Test("A later frame before any key frame asks for one")
    func keyFrameNeeded() throws {
        let frames = try Self.frames(2)
        var decoder = try VP8Decoder()
        #expect(outcome(&decoder, frames[1].bytes) == .failure(.keyFrameNeeded))
        #expect(outcome(&decoder, frames[0].bytes) == .success(true))
        #expect(outcome(&decoder, frames[1].bytes) == .success(true))
    }

    @Test("A size over 4096×4096 is refused by its header, and the stream goes on")
    func tooLarge() throws {
        let frames = try Self.frames(2)
        var decoder = try VP8Decoder()
        #expect(outcome(&decoder, frames[0].bytes) == .success(true))
        for (low, high) in [(6, 7), (8, 9)] {
            var bytes = frames[0].bytes
            bytes[low] = 0x01
            bytes[high] = 0x10
            let announced = VP8Decoder.keyFrameSize(bytes.span)
            #expect(max(announced?.width ?? 0, announced?.height ?? 0) == 4097)
            #expect(outcome(&decoder, bytes) == .failure(.pictureTooLarge(announced ?? Self.size)))
        }
        #expect(outcome(&decoder, frames[0].bytes) == .success(true))
    }

    @Test("A size of zero is refused")
    func empty() throws {
        var bytes = try Self.frames(1)[0].bytes
        bytes[6] = 0
        bytes[7] = 0xC0
        var decoder = try VP8Decoder()
        #expect(VP8Decoder.keyFrameSize(bytes.span) == nil)
        #expect(outcome(&decoder, bytes) == .failure(.corrupt))
    }

    @Test("The header of RFC 6386 §9.1: 176×144, with scaling bits set")
    func header() throws {
        let bytes: [UInt8] = [0x50, 0x01, 0x00, 0x9D, 0x01, 0x2A, 0xB0, 0x40, 0x90, 0x80]
        let header = try VP8Header(bytes.span)
        #expect(header.isKeyFrame && header.isShown)
        #expect(header.size == PixelSize(width: 176, height: 144))
        for length in bytes.indices {
            #expect(throws: CodecError.corrupt) { try VP8Header(Array(bytes[..<length]).span) }
        }
        var wrongStart = bytes
        wrongStart[4] = 0x02
        #expect(throws: CodecError.corrupt) { try VP8Header(wrongStart.span) }
        let later = try VP8Header([0x31, 0x02, 0x00].span)
        #expect(!later.isKeyFrame && later.isShown && later.size == nil)
        #expect(try !VP8Header([0x21, 0x02, 0x00].span).isShown)
    }
}
