import Codecs
import Media
import Testing

@Suite("VP8 encode and decode")
struct VP8CodecTests {
    static let size = PixelSize(width: 320, height: 180)

    /// Codes frames of the moving pattern, 30 a second.
    static func encode(
        _ count: Int,
        size: PixelSize = size,
        bitRate: BitRate = .kilobits(600),
        keyFramesAt forced: Set<Int> = [],
        adjust: (Int, inout VP8Encoder) throws -> Void = { _, _ in },
    ) throws -> [CodedFrame] {
        var encoder = try VP8Encoder(VP8EncoderConfiguration(size: size, bitRate: bitRate))
        let pattern = MovingPattern(size: size)
        var frames: [CodedFrame] = []
        for index in 0..<count {
            try adjust(index, &encoder)
            try encoder.encode(
                pattern.picture(index),
                timestamp: Int64(index) * 3000,
                forceKeyFrame: forced.contains(index),
            ) { bytes, isKeyFrame in
                let copy = bytes.withUnsafeBufferPointer(Array.init)
                frames.append(CodedFrame(bytes: copy, isKeyFrame: isKeyFrame))
            }
        }
        return frames
    }

    @Test("A moving pattern survives: 34 dB for each frame, 44 dB on average")
    func quality() throws {
        let frames = try Self.encode(60)
        var decoder = try VP8Decoder()
        var values: [Double] = []
        for (index, frame) in frames.enumerated() {
            let original = MovingPattern(size: Self.size).picture(index)
            let value = try decoder.decode(frame.bytes.span) { planes in
                #expect(planes.size == Self.size)
                return peakSignalToNoise(original, planes)
            }
            values.append(try #require(value))
        }
        #expect(values.count == 60)
        #expect(values.allSatisfy { $0 > 34 })
        #expect(values.reduce(0, +) / 60 > 44)
    }

    @Test("Every picture gives a frame; key frames are the first and those asked for")
    func keyFrames() throws {
        let frames = try Self.encode(130, keyFramesAt: [40, 41, 100])
        #expect(frames.count == 130)
        #expect(frames.indices.filter { frames[$0].isKeyFrame } == [0, 40, 41, 100])
        for frame in frames {
            let size = VP8Decoder.keyFrameSize(frame.bytes.span)
            #expect(size == (frame.isKeyFrame ? Self.size : nil))
        }
    }

    @Test("A cut to something else brings no key frame by itself")
    func sceneCut() throws {
        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: Self.size, bitRate: .kilobits(600))
        )
        var keyFrames: [Int] = []
        for index in 0..<40 {
            let picture = MovingPattern(size: Self.size).picture(index)
            if index >= 20 {
                picture.withPlanes { planes in
                    let count = planes.yStrideBytes * planes.size.height
                    for sample in 0..<count { planes.y[sample] = 255 &- planes.y[sample] }
                }
            }
            try encoder.encode(picture, timestamp: Int64(index) * 3000, forceKeyFrame: false) {
                if $1 { keyFrames.append(index) }
            }
        }
        #expect(keyFrames == [0])
    }

    @Test("The bit rate is kept, and changes when told")
    func bitRate() throws {
        let frames = try Self.encode(240, bitRate: .kilobits(400)) { index, encoder in
            guard index == 120 else { return }
            try encoder.setBitRate(.kilobits(200))
            #expect(encoder.bitRate == .kilobits(200))
        }
        func kilobits(_ range: Range<Int>) -> Int {
            let bytes = frames[range].reduce(0) { $0 + $1.bytes.count }
            return bytes * 8 * 30 / range.count / 1000
        }
        #expect((340...460).contains(kilobits(30..<120)))
        #expect((170...230).contains(kilobits(150..<240)))
        #expect(frames.indices.filter { frames[$0].isKeyFrame } == [0])
    }

    @Test("A still picture costs little")
    func still() throws {
        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: Self.size, bitRate: .kilobits(600))
        )
        let picture = MovingPattern(size: Self.size).picture(0)
        var sizes: [Int] = []
        for index in 0..<90 {
            let timestamp = Int64(index) * 3000
            try encoder.encode(picture, timestamp: timestamp, forceKeyFrame: false) { bytes, _ in
                sizes.append(bytes.count)
            }
        }
        // A fifth of what the bit rate would allow for each.
        #expect(sizes.count == 90)
        #expect(sizes.suffix(30).allSatisfy { $0 < 600_000 / 8 / 30 / 5 })
    }

    @Test(
        "Sizes that are no multiple of a block, odd ones too",
        arguments: [(2, 2), (17, 33), (426, 240), (321, 181), (16, 1000)],
    )
    func sizes(width: Int, height: Int) throws {
        let size = PixelSize(width: width, height: height)
        let frames = try Self.encode(3, size: size)
        var decoder = try VP8Decoder()
        for frame in frames {
            #expect(try decoder.decode(frame.bytes.span) { $0.size } == size)
        }
    }

    @Test("The size may change in mid-stream, with a key frame")
    func sizeChange() throws {
        let sizes = [(640, 360), (320, 180), (1280, 720), (66, 98)].map(PixelSize.init)
        var decoder = try VP8Decoder()
        for size in sizes {
            let frames = try Self.encode(4, size: size, bitRate: .kilobits(2000))
            for (index, frame) in frames.enumerated() {
                let original = MovingPattern(size: size).picture(index)
                let value = try decoder.decode(frame.bytes.span) {
                    $0.size == size ? peakSignalToNoise(original, $0) : 0
                }
                #expect(try #require(value) > 25)
            }
        }
    }

    @Test("A picture of another size and a timestamp that goes back are refused, then it goes on")
    func wrongInput() throws {
        var encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: Self.size, bitRate: .kilobits(600))
        )
        let picture = MovingPattern(size: Self.size).picture(0)
        let other = Picture(size: PixelSize(width: 64, height: 64))
        var count = 0
        try encoder.encode(picture, timestamp: 3000, forceKeyFrame: false) { _, _ in count += 1 }
        #expect(throws: CodecError.timestampNotIncreasing(3000)) {
            try encoder.encode(picture, timestamp: 3000, forceKeyFrame: false) { _, _ in }
        }
        #expect(throws: CodecError.wrongPictureSize(other.size)) {
            try encoder.encode(other, timestamp: 6000, forceKeyFrame: false) { _, _ in }
        }
        try encoder.encode(picture, timestamp: 6000, forceKeyFrame: false) { _, _ in count += 1 }
        #expect(count == 2)
    }

    @Test("Settings out of range are refused by name")
    func configuration() {
        func refused(_ change: (inout VP8EncoderConfiguration) -> Void) -> Bool {
            var configuration = VP8EncoderConfiguration(size: Self.size, bitRate: .kilobits(500))
            change(&configuration)
            do {
                _ = try VP8Encoder(configuration)
                return false
            } catch {
                guard case .invalidConfiguration = error else { return false }
                return true
            }
        }
        #expect(refused { $0.size.width = 0 })
        #expect(refused { $0.size.height = 16_384 })
        #expect(refused { $0.frameRate = 0 })
        #expect(refused { $0.cpuUsed = -17 })
        #expect(refused { $0.bitRate = BitRate(bitsPerSecond: 0) })
        #expect(!refused { $0.cpuUsed = -16 })
    }
}
