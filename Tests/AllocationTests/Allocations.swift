import CAllocationCounter
import Testing

/// What allocates, counted by standing in for the C library's allocator.
enum Allocations {
    /// Whether counts mean something: unoptimised code allocates where optimised code does not, and
    /// a sanitizer has an allocator of its own.
    static var areCounted: Bool {
        #if DEBUG
            false
        #else
            tess_allocations_are_counted() == 1
        #endif
    }

    /// Why a suite does not run.
    static let whyNot: Comment = "counts are those of an optimised build: scripts/allocation-budget"

    /// Allocations of the calling thread since it began.
    static var ofThisThread: Int { Int(tess_allocations_of_thread()) }

    /// How many allocations the calling thread makes in `body`.
    static func count(_ body: () -> Void) -> Int {
        let before = tess_allocations_of_thread()
        tess_watch_allocations(1)
        body()
        tess_watch_allocations(0)
        return Int(tess_allocations_of_thread() - before)
    }

    /// Allocations of all threads whose name begins so, since they began.
    static func ofThreads(_ prefix: String) -> Int { Int(tess_allocations_of_threads(prefix)) }

    /// Prints where the next counted allocations of the calling thread come from; 0 stops it.
    static func printNext(_ count: Int) { tess_print_next_allocations(Int32(count)) }

    /// The same for threads whose name begins so; nil stops it.
    static func printNext(_ count: Int, ofThreads prefix: String?) {
        tess_print_next_allocations_of_threads(prefix, Int32(count))
    }

    /// Asserts that `body` allocates nothing in so many rounds after a warm-up.
    ///
    /// Of what does allocate the places are printed.
    ///
    /// - Parameter body: gets the number of the round.
    static func expectNone(
        _ what: Comment,
        warmUp: Int = 50,
        rounds: Int = 200,
        sourceLocation: SourceLocation = #_sourceLocation,
        _ body: (Int) -> Void,
    ) {
        for round in 0..<warmUp { body(round) }
        printNext(3)
        let allocations = count { for round in warmUp..<warmUp + rounds { body(round) } }
        printNext(0)
        #expect(allocations == 0, what, sourceLocation: sourceLocation)
    }
}
