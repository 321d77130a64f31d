import Media
import RTP
import Testing

@Suite struct VP8PayloadTests {
    private func samples(_ payload: [UInt8]) -> Int? { OpusPayload.samples(in: payload.span) }

    private func parse(_ bytes: [UInt8]) throws(MalformedPacket) -> (VP8PayloadDescriptor, Int) {
        var length = 0
        let descriptor = try VP8PayloadDescriptor(parsing: bytes.span, length: &length)
        return (descriptor, length)
    }

    /// RFC 7741 §4.2, each with one byte of data: its bytes, and what they mean.
    static let vectors: [([UInt8], VP8PayloadDescriptor)] = [
        ([0x10], make { $0.startsPartition = true }),
        ([0x23], make { ($0.isNonReference, $0.partition) = (true, 3) }),
        (
            [0x90, 0x80, 0x11],
            make {
                $0.startsPartition = true
                $0.pictureID = .init(0x11, isLong: false)
            },
        ),
        ([0x80, 0x80, 0x92, 0x34], make { $0.pictureID = .init(0x1234) }),
        (
            [0x90, 0xE0, 0xFF, 0xFF, 0x7E, 0xA0],
            make {
                $0.startsPartition = true
                $0.pictureID = .init(0x7FFF)
                $0.baseLayerIndex = 0x7E
                $0.layer = .init(index: 2, isSync: true)
            },
        ),
        ([0x80, 0x10, 0x1F], make { $0.keyIndex = 31 }),
        (
            [0x80, 0x30, 0x45],
            make {
                $0.layer = .init(index: 1, isSync: false)
                $0.keyIndex = 5
            },
        ),
    ]

    private static func make(
        _ change: (inout VP8PayloadDescriptor) -> Void
    ) -> VP8PayloadDescriptor {
        var descriptor = VP8PayloadDescriptor()
        change(&descriptor)
        return descriptor
    }

    @Test(arguments: vectors.indices)
    func vectorsAreReadAndWritten(index: Int) throws {
        let (bytes, expected) = Self.vectors[index]
        let (descriptor, length) = try parse(bytes + [0])
        #expect(descriptor == expected)
        #expect(length == bytes.count)
        #expect(descriptor.byteCount == bytes.count)
        #expect(written { descriptor.write(into: &$0, at: 0) } == bytes)
        #expect(written(bytes.count - 1) { descriptor.write(into: &$0, at: 0) } == nil)
        for cut in 0...bytes.count - 1 {
            #expect(throws: MalformedPacket.self) { _ = try parse(Array(bytes[..<cut])) }
        }
        // The descriptor alone describes nothing.
        #expect(throws: MalformedPacket(.truncated, at: bytes.count)) { _ = try parse(bytes) }
    }

    @Test func pictureIDsWrap() {
        #expect(VP8PayloadDescriptor.PictureID(0x7FFF).next == .init(0))
        #expect(
            VP8PayloadDescriptor.PictureID(0x7F, isLong: false).next == .init(0, isLong: false)
        )
    }

    @Test(arguments: [1, 2, 999, 1000, 1001, 5000, 123_457])
    func frameIsSplitEvenly(frameBytes: Int) throws {
        let frame = (0..<frameBytes).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        var descriptor = VP8PayloadDescriptor()
        descriptor.pictureID = .init(77)
        let packetizer = VP8Packetizer(
            frameBytes: frameBytes,
            descriptor: descriptor,
            maximumPayloadBytes: 1004,
        )
        #expect(packetizer.count == (frameBytes + 999) / 1000)
        var joined: [UInt8] = []
        var sizes: [Int] = []
        for index in 0..<packetizer.count {
            let payload = try #require(
                written { packetizer.writePayload(index, of: frame.span, into: &$0, at: 0) }
            )
            #expect(payload.count == packetizer.payloadBytes(of: index))
            #expect(payload.count <= 1004)
            let (read, length) = try parse(payload)
            #expect(read.startsFrame == (index == 0))
            #expect(read.pictureID == .init(77))
            #expect(packetizer.isLast(index) == (index == packetizer.count - 1))
            joined += payload[length...]
            sizes.append(payload.count)
        }
        #expect(joined == frame)
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
    }

    @Test func payloadThatDoesNotFitIsRefused() {
        let frame = [UInt8](repeating: 1, count: 100)
        let packetizer = VP8Packetizer(
            frameBytes: 100,
            descriptor: .init(),
            maximumPayloadBytes: 200,
        )
        #expect(
            written(100) { packetizer.writePayload(0, of: frame.span, into: &$0, at: 0) } == nil
        )
    }

    /// RFC 6716 §3.1: configuration, frame count, samples at 48 kHz.
    @Test(
        arguments: [
            ([0x00], 480), ([0x18], 2880), ([0x19], 5760), ([0x60], 480), ([0x78], 960),
            ([0x80], 120), ([0xF8], 960), ([0xFA], 1920), ([0xFB, 0x03], 2880),
            ([0x83, 0x30], 5760),
        ] as [([UInt8], Int)]
    )
    func opusDurationsAreKnown(payload: [UInt8], expected: Int) {
        #expect(samples(payload) == expected)
    }

    @Test(arguments: [[], [0x03], [0xFB, 0x00], [0x1B, 0x03], [0x83, 0x31]] as [[UInt8]])
    func impossibleOpusHasNoDuration(payload: [UInt8]) {
        #expect(samples(payload) == nil)
    }
}
