internal import Glibc

/// How loud a source has been over about its last 100 ms.
package struct LevelMeter: Hashable, Sendable {
    /// The part of a frame of 20 ms in the mean; a time constant of 70 ms.
    private static let weight: Float = 0.25

    private var energy: Float = 0

    package init() {}

    /// Takes in the level of a frame.
    ///
    /// - Parameter level: of the frame, −127…0 dB below overload.
    /// - Returns: the level of the recent past, in the same unit.
    package mutating func note(_ level: Float) -> Float {
        let frame = level > AudioLevel.silence ? pow(10, level / 10) : 0
        energy += (frame - energy) * Self.weight
        return energy > 1e-12 ? min(0, 10 * log10(energy)) : AudioLevel.silence
    }
}
