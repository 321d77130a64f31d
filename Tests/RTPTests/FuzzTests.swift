import Media
import RTP
import Testing

/// Random bytes, and vectors with random changes: nothing traps.
@Suite struct FuzzTests {
    private static let rounds = 20_000

    private func run(
        seed: UInt64,
        vectors: [[UInt8]],
        longest: Int,
        _ body: (Span<UInt8>) -> Void,
    ) {
        var random = SeededGenerator(seed: seed)
        for round in 0..<Self.rounds {
            var bytes: [UInt8]
            if round % 2 == 0 || vectors.isEmpty {
                bytes = random.bytes(Int.random(in: 0...longest, using: &random))
            } else {
                bytes = vectors[round / 2 % vectors.count]
                for _ in 0..<Int.random(in: 1...4, using: &random) {
                    let place = Int.random(in: 0..<bytes.count, using: &random)
                    bytes[place] = UInt8.random(in: 0...255, using: &random)
                }
                bytes += random.bytes(Int.random(in: 0...8, using: &random))
            }
            // A version and a type that get past the first checks.
            if round % 4 == 0, bytes.count > 1 { bytes[0] = bytes[0] & 0x3F | 0x80 }
            if round % 8 == 0, bytes.count > 3 {
                bytes[1] = UInt8.random(in: 200...207, using: &random)
                bytes[2] = 0
                bytes[3] = UInt8.random(in: 0...16, using: &random)
            }
            body(bytes.span)
        }
    }

    @Test func rtp() {
        run(seed: 1, vectors: [RTPHeaderTests.vector], longest: 64, FuzzBodies.rtp)
    }

    @Test func rtcp() {
        let vectors = RTCPTests.all + [TransportFeedbackTests.vector]
        run(seed: 2, vectors: vectors, longest: 80, FuzzBodies.rtcp)
    }

    @Test func vp8() {
        let vectors = VP8PayloadTests.vectors.map { $0.0 + [0] }
        run(seed: 3, vectors: vectors, longest: 8, FuzzBodies.vp8)
    }

    @Test func assembler() {
        let ring = RecordRing(capacityBytes: 1 << 16)
        var random = SeededGenerator(seed: 4)
        for _ in 0..<400 {
            let bytes = random.bytes(8 * Int.random(in: 1...400, using: &random))
            FuzzBodies.assembler(bytes.span, into: ring)
        }
    }
}
