import Media
import Server
import TestKit
import Testing

/// What fuzzers begin with, and inputs near to it, break nothing that reads texts.
@Suite struct TextCorpusTests {
    @Test(arguments: TextFuzzTarget.allCases)
    func committedInputsBreakNothing(target: TextFuzzTarget) throws {
        let inputs = try FuzzCorpus.inputs(of: target.rawValue)
        #expect(!inputs.isEmpty)
        for input in inputs { target.run(input) }
    }

    @Test(arguments: TextFuzzTarget.allCases)
    func changedInputsBreakNothing(target: TextFuzzTarget) throws {
        let inputs = try FuzzCorpus.inputs(of: target.rawValue)
        var generator = SplitMix64(seed: 1)
        for _ in 0..<1000 {
            let input = try #require(inputs.randomElement(using: &generator))
            target.run(FuzzCorpus.changed(input, among: inputs, using: &generator))
        }
    }
}
