import Media
import RTP
import Testing

@Suite struct NACKGeneratorTests {
    private func take(
        _ generator: inout NACKGenerator,
        at milliseconds: Int,
        roundTrip: Int = 50,
    ) -> [UInt16] {
        var due: [UInt16] = []
        generator.takeDue(
            now: Instant(nanoseconds: Int64(milliseconds) * 1_000_000),
            roundTrip: .milliseconds(roundTrip),
        ) { for index in 0..<$0.count { due.append($0[index].rawValue) } }
        return due
    }

    private func deadline(of generator: borrowing NACKGenerator) -> Instant? { generator.deadline }

    @Test func reorderingIsNotAskedFor() {
        var generator = NACKGenerator()
        for number in [1, 2, 4, 3, 5, 6] as [Int64] {
            generator.record(number, now: milliseconds(0))
        }
        #expect(take(&generator, at: 100) == [])
        let deadline = generator.deadline
        #expect(deadline == nil)
    }

    @Test func lossIsAskedForAfterTwoLaterPackets() {
        var generator = NACKGenerator()
        for number in [65_535, 65_538] as [Int64] {
            generator.record(number, now: milliseconds(0))
        }
        // 65,536 has two later numbers: the one that came and the one before it.
        #expect(take(&generator, at: 0) == [0])
        generator.record(65_539, now: milliseconds(1))
        #expect(take(&generator, at: 1) == [1])
    }

    @Test func lossIsAskedForAfterTenMilliseconds() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(3, now: milliseconds(0))
        #expect(take(&generator, at: 9) == [])
        let deadline = generator.deadline
        #expect(deadline == milliseconds(10))
        #expect(take(&generator, at: 10) == [2])
    }

    @Test func askedAgainAfterARoundTripAndGivenUpAtLast() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(3, now: milliseconds(0))
        var asked: [Int] = []
        for time in 0..<3000 where !take(&generator, at: time).isEmpty { asked.append(time) }
        #expect(asked == Array(stride(from: 10, through: 460, by: 50)))
        let (missing, abandoned) = (generator.missingCount, generator.abandoned)
        #expect(missing == 0)
        #expect(abandoned == 1)
    }

    @Test func recoveredPacketIsNotAskedForAgain() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(4, now: milliseconds(0))
        #expect(take(&generator, at: 10) == [2, 3])
        generator.record(2, now: milliseconds(30))
        #expect(take(&generator, at: 100) == [3])
        let recovered = generator.recovered
        #expect(recovered == 1)
    }

    @Test func forgottenPacketsAreNotAskedFor() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(10, now: milliseconds(0))
        generator.forget(before: 7)
        #expect(take(&generator, at: 10) == [7, 8, 9])
    }

    @Test func hugeGapIsNotAskedFor() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(3, now: milliseconds(0))
        generator.record(5000, now: milliseconds(0))
        #expect(take(&generator, at: 10) == [])
        for number in stride(from: Int64(5002), to: 9000, by: 2) {
            generator.record(number, now: milliseconds(1))
        }
        let missing = generator.missingCount
        #expect(missing == 512)
    }

    /// The widest gap that is asked for, with each packet.
    @Test func aSenderThatJumpsByTheCapacityKeepsTheNewestGap() {
        var generator = NACKGenerator()
        for index in 0...1000 {
            generator.record(Int64(index) * 512, now: milliseconds(index))
        }
        let (missing, abandoned) = (generator.missingCount, generator.abandoned)
        #expect(missing == 512)
        #expect(abandoned == 1000 * 511 - 512)
        // One is left of the gap before; all but the last number have two packets after them.
        let newest = [999 * 512 - 1] + Array(999 * 512 + 1..<1000 * 512 - 1)
        #expect(take(&generator, at: 1000) == newest.map { UInt16(truncatingIfNeeded: $0) })
        let deadline = generator.deadline
        #expect(deadline == milliseconds(1010))
    }

    @Test func theDeadlineFollowsWhatIsDueFirst() {
        var generator = NACKGenerator()
        generator.record(1, now: milliseconds(0))
        generator.record(3, now: milliseconds(0))
        generator.record(5, now: milliseconds(4))
        #expect(deadline(of: generator) == milliseconds(4))
        #expect(take(&generator, at: 4) == [2])
        #expect(deadline(of: generator) == milliseconds(14))
        #expect(take(&generator, at: 14) == [4])
        #expect(deadline(of: generator) == milliseconds(54))
        generator.forget(before: 5)
        #expect(deadline(of: generator) == nil)
    }
}
