internal import Glibc

/// Levels in dBov, dB below overload (RFC 6464 §3).
package enum AudioLevel {
    /// The lowest level that is told from silence, and what silence counts as.
    package static let silence: Float = -127

    /// The level of what has been multiplied with a gain.
    ///
    /// - Parameter gain: linear, not negative.
    package static func amplified(_ level: Float, by gain: Float) -> Float {
        guard level > silence, gain > 0 else { return silence }
        return min(0, max(silence, level + 20 * log10(gain)))
    }

    /// The RMS level of values in −1…1; a full-scale square wave is 0, more is cut to 0.
    package static func rms(_ values: Span<Float>) -> Float {
        guard values.count > 0 else { return silence }
        var energy: Float = 0
        for index in 0..<values.count { energy += values[index] * values[index] }
        let mean = energy / Float(values.count)
        guard mean > 1e-13 else { return silence }
        return min(0, 10 * log10(mean))
    }
}
