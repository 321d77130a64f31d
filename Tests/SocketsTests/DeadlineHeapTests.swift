import Media
import TestKit
import Testing

@testable import Sockets

@Suite struct DeadlineHeapTests {
    /// Against a plain dictionary, through thousands of random changes.
    @Test(arguments: UInt64(1)...5)
    func agreesWithAScan(seed: UInt64) {
        var random = SplitMix64(seed: seed)
        var heap = DeadlineHeap()
        var model: [Int: Instant] = [:]
        for _ in 0..<2000 {
            let slot = Int.random(in: 0..<40, using: &random)
            if Int.random(in: 0..<4, using: &random) == 0 {
                heap.set(nil, of: slot)
                model[slot] = nil
            } else {
                let deadline = Instant(nanoseconds: .random(in: 0..<1000, using: &random))
                heap.set(deadline, of: slot)
                model[slot] = deadline
            }
            #expect(heap.first?.deadline == model.values.min())
            if let first = heap.first { #expect(model[first.slot] == first.deadline) }
        }
    }

    @Test func emptiesInOrder() {
        var heap = DeadlineHeap()
        for slot in 0..<100 {
            heap.set(Instant(nanoseconds: Int64(slot * 37 % 101)), of: slot)
        }
        var last = Instant(nanoseconds: -1)
        var count = 0
        while let first = heap.first {
            #expect(first.deadline > last)
            last = first.deadline
            heap.set(nil, of: first.slot)
            count += 1
        }
        #expect(count == 100)
    }
}

@Suite struct RateLimitTests {
    @Test func burstThenRate() {
        var limit = RateLimit(perSecond: 10, burst: 5)
        var now = Instant(nanoseconds: 0)
        var taken = 0
        for _ in 0..<100 where limit.take(now: now) { taken += 1 }
        #expect(taken == 5)
        for _ in 0..<1000 {
            now += .milliseconds(10)
            if limit.take(now: now) { taken += 1 }
        }
        #expect((104...106).contains(taken))
        // A long silence saves no more than the burst.
        now += .seconds(100)
        taken = 0
        for _ in 0..<100 where limit.take(now: now) { taken += 1 }
        #expect(taken == 5)
    }
}
