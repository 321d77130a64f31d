internal import CLinux

/// How the C library keeps the memory of this process.
package enum ProcessMemory {
    /// Memory from which on a block gets pages of its own, which go back with it.
    private static let ownPagesBytes: Int32 = 128 << 10
    /// Heaps that threads share; the default is eight for each processor.
    private static let arenas: Int32 = 4

    /// Lets what calls needed go back to the system when they end; call it once, before any thread.
    ///
    /// By default glibc raises its threshold to the largest block that was ever freed (mallopt(3)):
    /// coders and pictures of the next calls then lie in heaps that small blocks keep from
    /// shrinking. Nothing of that is on the way of a packet or a frame, which allocate nothing.
    package static func returnWhatIsFreed() {
        tess_tune_allocator(ownPagesBytes, arenas)
    }

    /// Gives the pages back that freed small blocks still hold.
    ///
    /// A heap shrinks by itself from its end only, which whatever lives longest keeps in its place:
    /// after ten calls at once most of what they needed would stay with the process. It takes some
    /// 6 ms for 100 MB, during which nobody else can allocate from the heap at hand: for a thread
    /// that nothing waits for.
    package static func returnFreedPages() { tess_trim_heaps() }
}
