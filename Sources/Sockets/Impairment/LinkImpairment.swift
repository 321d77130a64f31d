package import Media

/// What a bad network does to datagrams in one direction.
///
/// As text: `loss=5,burst=3,delay=80,jitter=30,rate=400k`. Loss is in percent, times are in
/// milliseconds; what is left out does nothing.
package struct LinkImpairment: Hashable, Sendable {
    /// The share of datagrams that are lost, 0…1 (exclusive).
    package var loss = 0.0
    /// How many datagrams in a row a loss takes on average; nil: each is lost by itself.
    package var burst: Double?
    /// What every datagram takes longer.
    package var delay = Interval.zero
    /// Up to so much more, evenly spread; the order is kept.
    package var jitter = Interval.zero
    /// What the link carries; nil: everything.
    package var rate: BitRate?
    /// How long a datagram may wait for the link before it is dropped; counts with `rate` only.
    package var queue = Interval.milliseconds(200)
    /// What is random follows from it.
    package var seed: UInt64 = 1

    package init() {}
}

/// Why a text is no impairment; says what would be right.
package struct ImpairmentFault: Error, Hashable, CustomStringConvertible {
    package let description: String
}

extension LinkImpairment {
    /// Reads `key=value` pairs separated by commas.
    package init(parsing text: String) throws(ImpairmentFault) {
        for pair in text.split(separator: ",", omittingEmptySubsequences: false) {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw ImpairmentFault(description: "\"\(pair)\" is not of the form key=value")
            }
            try set(parts[0], to: parts[1])
        }
    }

    private mutating func set(_ key: Substring, to value: Substring) throws(ImpairmentFault) {
        switch key {
        case "loss": loss = try Self.number(value, of: key, in: 0...99) / 100
        case "burst": burst = try Self.number(value, of: key, in: 1...1000)
        case "delay": delay = try Self.time(value, of: key, in: 0...10_000)
        case "jitter": jitter = try Self.time(value, of: key, in: 0...10_000)
        case "queue": queue = try Self.time(value, of: key, in: 1...10_000)
        case "rate": rate = try Self.rate(value)
        case "seed": seed = UInt64(try Self.number(value, of: key, in: 0...1e9))
        default:
            throw ImpairmentFault(
                description: "\"\(key)\" is none of loss, burst, delay, jitter, rate, queue, seed"
            )
        }
    }

    private static func number(
        _ text: Substring,
        of key: Substring,
        in range: ClosedRange<Double>,
    ) throws(ImpairmentFault) -> Double {
        guard let value = Double(text), range.contains(value) else {
            let bounds = "\(Int(range.lowerBound))…\(Int(range.upperBound))"
            throw ImpairmentFault(description: "\(key)=\(text): a number in \(bounds) is needed")
        }
        return value
    }

    private static func time(
        _ text: Substring,
        of key: Substring,
        in range: ClosedRange<Double>,
    ) throws(ImpairmentFault) -> Interval {
        Interval(seconds: try number(text, of: key, in: range) / 1000)
    }

    private static func rate(_ text: Substring) throws(ImpairmentFault) -> BitRate {
        let factor = text.hasSuffix("k") ? 1000.0 : text.hasSuffix("M") ? 1e6 : 1
        let digits = factor == 1 ? text : text.dropLast()
        guard let value = Double(digits), (8000...1e10).contains(value * factor) else {
            throw ImpairmentFault(
                description: "rate=\(text): bits a second are needed, 8k or more: 400k, 2M"
            )
        }
        return BitRate(bitsPerSecond: Int(value * factor))
    }
}
