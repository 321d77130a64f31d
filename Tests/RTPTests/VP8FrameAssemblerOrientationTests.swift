import Media
import RTP
import Testing

/// What packets say of the orientation holds for their frame and for those after it (3GPP TS 26.114
/// §7.4.5).
@Suite struct VP8FrameAssemblerOrientationTests {
    private let harness = AssemblerHarness()
    private var stream = VP8TestStream()

    private static let turned = PictureOrientation(quarterTurns: 1)
    private static let mirrored = PictureOrientation(quarterTurns: 2, isMirrored: true)

    /// The next frame, whose last packet says something.
    private mutating func frame(
        isKey: Bool = false,
        packets: Int = 3,
        telling orientation: PictureOrientation? = nil,
    ) -> [TestPacket] {
        var packets = stream.frame(isKey: isKey, packets: packets)
        packets[packets.count - 1].orientation = orientation
        return packets
    }

    @Test mutating func itIsKeptUntilItChanges() {
        let frames = [
            frame(isKey: true, telling: Self.turned), frame(), frame(packets: 1),
            frame(telling: Self.mirrored), frame(), frame(telling: .upright), frame(),
        ]
        for (index, frame) in frames.enumerated() {
            harness.insert(frame, at: milliseconds(index * 33))
        }
        let expected: [PictureOrientation] = [
            Self.turned, Self.turned, Self.turned, Self.mirrored, Self.mirrored, .upright, .upright,
        ]
        #expect(harness.units.map(\.orientation) == expected)
    }

    /// Who says nothing with a key frame has nothing to say: an upright one, or another sender.
    @Test mutating func aKeyFrameBeginsAnew() {
        harness.insert(frame(isKey: true, telling: Self.turned), at: milliseconds(0))
        harness.insert(frame(isKey: true), at: milliseconds(33))
        harness.insert(frame(), at: milliseconds(66))
        #expect(harness.units.map(\.orientation) == [Self.turned, .upright, .upright])
    }

    @Test mutating func theOrderOfPacketsMakesNoDifference() {
        let frames = [
            frame(isKey: true), frame(telling: Self.turned), frame(), frame(telling: .upright),
        ]
        harness.insert(frames[0], at: milliseconds(0))
        harness.insert(frames[3] + frames[2], at: milliseconds(33))
        harness.insert(frames[1].reversed(), at: milliseconds(66))
        #expect(harness.numbers == [0, 1, 2, 3])
        #expect(
            harness.units.map(\.orientation) == [.upright, Self.turned, Self.turned, .upright]
        )
    }

    /// A packet of padding is part of no frame.
    @Test mutating func paddingSaysNothing() {
        harness.insert(frame(isKey: true), at: milliseconds(0))
        var padding = stream.padding()
        padding.orientation = Self.turned
        harness.insert([padding] + frame(), at: milliseconds(33))
        #expect(harness.units.map(\.orientation) == [.upright, .upright])
    }
}
