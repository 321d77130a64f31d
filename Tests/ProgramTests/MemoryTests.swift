import Scheduling
import Testing

@testable import tessera

@Suite struct MemoryTests {
    /// A block every now and then that outlives its neighbours keeps a heap from shrinking.
    @Test func pagesOfFreedBlocksGoBack() {
        let blockBytes = 16 << 10
        let blocks = (0..<6144).map { _ in
            let block = UnsafeMutableRawBufferPointer.allocate(
                byteCount: blockBytes,
                alignment: 16,
            )
            block.initializeMemory(as: UInt8.self, repeating: 1)
            return block
        }
        for (index, block) in blocks.enumerated() where index % 64 > 0 { block.deallocate() }
        let before = ProcessUsage.now().residentBytes
        ProcessMemory.returnFreedPages()
        let after = ProcessUsage.now().residentBytes
        for (index, block) in blocks.enumerated() where index % 64 == 0 { block.deallocate() }
        // Of 96 MiB; half of it leaves room for what other tests do meanwhile.
        #expect(before - after > 48 << 20)
    }

    @Test func memoryIsLookedForWhenSomebodyHasLeft() {
        var watch = MemoryUpkeep.Watch()
        let shrinks = [0, 3, 3, 5, 4, 4, 0, 0, 1].map { watch.hasShrunk(to: $0) }
        #expect(shrinks == [false, false, false, false, true, false, true, false, false])
    }
}
