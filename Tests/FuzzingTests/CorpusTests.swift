import Fuzzing
import Media
import TestKit
import Testing

/// What fuzzers have found once, and what they begin with, breaks nothing.
@Suite struct CorpusTests {
    @Test(arguments: FuzzTarget.allCases)
    func committedInputsBreakNothing(target: FuzzTarget) throws {
        let inputs = try FuzzCorpus.inputs(of: target.rawValue)
        #expect(!inputs.isEmpty)
        for input in inputs { target.run(input.span) }
    }

    /// A few thousand inputs near to the committed ones, the same in each run.
    @Test(arguments: FuzzTarget.allCases)
    func changedInputsBreakNothing(target: FuzzTarget) throws {
        let inputs = try FuzzCorpus.inputs(of: target.rawValue)
        var generator = SplitMix64(seed: 1)
        for _ in 0..<Self.rounds(target) {
            let input = try #require(inputs.randomElement(using: &generator))
            let changed = FuzzCorpus.changed(input, among: inputs, using: &generator)
            target.run(changed.span)
        }
    }

    /// Those that shake hands or make peers take milliseconds each.
    static func rounds(_ target: FuzzTarget) -> Int {
        switch target {
        case .dtls, .demux, .peer, .negotiation: 60
        case .tile, .playout: 200
        default: 2000
        }
    }
}
