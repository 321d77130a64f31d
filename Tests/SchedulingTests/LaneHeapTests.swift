import Media
import Testing

@testable import Scheduling

@Suite struct LaneHeapTests {
    @Test(arguments: [1, 2, 3, 4] as [UInt64])
    func lanesComeOutInOrder(seed: UInt64) throws {
        let scheduler = try Scheduler.testing(video: 1)
        let lanes = (0..<40).map { scheduler.makeLane(.video, name: "\($0)") }
        var random = SplitMix64(seed: seed)
        var heap = LaneHeap()
        heap.reserve(lanes.count)
        var expected: [(Int64, UInt64, String)] = []
        for (tag, lane) in lanes.enumerated() {
            let key = Int64.random(in: 0..<10, using: &random)
            heap.insert(LaneHeap.Entry(key: key, tag: UInt64(tag), lane: lane))
            expected.append((key, UInt64(tag), lane.name))
        }
        for _ in 0..<10 {
            let lane = lanes[Int.random(in: 0..<lanes.count, using: &random)]
            let known = expected.contains { $0.2 == lane.name }
            #expect(heap.remove(lane) == known)
            expected.removeAll { $0.2 == lane.name }
        }
        expected.sort { ($0.0, $0.1) < ($1.0, $1.1) }
        var seen: [String] = []
        while let entry = heap.popFirst() { seen.append(entry.lane.name) }
        #expect(seen == expected.map(\.2))
        let isEmpty = heap.isEmpty
        #expect(isEmpty)
        scheduler.stop()
    }
}
