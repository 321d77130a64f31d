import Media
import RTP
import Testing

/// What goes on after a loss without a key frame, because it does not depend on what was lost.
@Suite struct VP8FrameAssemblerLayerTests {
    private let harness = AssemblerHarness()
    private var stream = VP8TestStream()

    /// Layers 0 2 1 2; the first frames of the upper layers depend on the base only.
    private mutating func layered(_ count: Int) -> [[TestPacket]] {
        let pattern: [VP8PayloadDescriptor.TemporalLayer] = [
            .init(index: 0, isSync: false), .init(index: 2, isSync: true),
            .init(index: 1, isSync: true), .init(index: 2, isSync: false),
        ]
        return (0..<count).map { index in
            stream.frame(isKey: index == 0, packets: 2, layer: pattern[index % 4])
        }
    }

    private func run(_ frames: [[TestPacket]], losing lost: Set<Int>) {
        for (index, frame) in frames.enumerated() {
            let now = milliseconds(index * 33)
            while let deadline = harness.deadline, deadline <= now {
                harness.handleTimeout(at: deadline)
            }
            harness.insert(lost.contains(index) ? [frame[0]] : frame, at: now)
        }
    }

    @Test mutating func lossInTheTopLayerCostsThatFrameOnly() {
        run(layered(16), losing: [5])
        // Frame 5 (layer 2); 6 (layer 1, sync) does not depend on it; 7 (layer 2) may.
        #expect(harness.numbers == [0, 1, 2, 3, 4, 6, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(harness.frames.filter(\.followsLoss).map(\.number) == [6])
        #expect(harness.counters.skippedFrames == 1)
        #expect(!harness.needsKeyFrame)
    }

    @Test mutating func lossInTheMiddleLayerCostsWhatDependsOnIt() {
        run(layered(16), losing: [6])
        #expect(harness.numbers == [0, 1, 2, 3, 4, 5, 8, 9, 10, 11, 12, 13, 14, 15])
        #expect(!harness.needsKeyFrame)
    }

    @Test mutating func lossInTheBaseLayerNeedsAKeyFrame() {
        run(layered(16), losing: [4])
        #expect(harness.numbers == [0, 1, 2, 3])
        #expect(harness.needsKeyFrame)
    }

    @Test mutating func lossOfAFrameThatNoneDependsOnCostsItOnly() {
        let frames = (0..<12).map {
            stream.frame(isKey: $0 == 0, packets: 2, isNonReference: $0 == 3)
        }
        run(frames, losing: [3])
        #expect(harness.numbers == [0, 1, 2, 4, 5, 6, 7, 8, 9, 10, 11])
        #expect(harness.frames.filter(\.followsLoss).map(\.number) == [4])
        #expect(!harness.needsKeyFrame)
    }

    @Test mutating func withoutPictureIDsNothingIsKnown() {
        stream.hasPictureID = false
        let frames = (0..<12).map {
            stream.frame(isKey: $0 == 0, packets: 2, isNonReference: $0 == 3)
        }
        run(frames, losing: [3])
        #expect(harness.numbers == [0, 1, 2])
        #expect(harness.needsKeyFrame)
    }
}
