import Glibc
import Media

/// Hears one bot's tone in a mix: how loud it is, and when it comes back after a gap.
///
/// The sound is turned down to the tone's frequency in blocks of a millisecond; of these a window
/// of 20 ms gives the tone's level from instant to instant, and one of a second its level among
/// others. Pure: no clock.
///
/// ```
///  level  ───╮      ╭───      the mark is where the level crosses half of what it was,
///            ╰──────╯         interpolated between two blocks
/// ```
struct ToneListener: Sendable {
    /// Samples a block.
    static let block = 48
    /// The shape of a gap: 60 ms, more or less what coding and stretching do to it.
    private static let gapBlocks = 42...80
    /// Levels under −60 dBFS are no tone.
    private static let floor: Float = 0.001
    private static let window = 20
    private static let hann: [Float] = (0..<window).map { index in
        0.5 - 0.5 * cos(2 * .pi * (Float(index) + 0.5) / Float(window))
    }
    private static let secondBlocks = 1000
    private static let longHann: [Float] = (0..<secondBlocks).map { index in
        0.5 - 0.5 * cos(2 * .pi * (Float(index) + 0.5) / Float(secondBlocks))
    }
    /// cos and sin of multiples of 10 Hz over 100 ms.
    private static let turns: [(Float, Float)] = (0..<4800).map { index in
        let angle = 2 * Float.pi * Float(index) / 4800
        return (cos(angle), sin(angle))
    }

    let number: Int
    private let step: Int
    private var angle = 0
    private var inPhase = [Float](repeating: 0, count: window)
    private var quadrature = [Float](repeating: 0, count: window)
    private var next = 0
    private var blocks = 0
    private var sum: (Float, Float) = (0, 0)
    private var longBlocks = 0
    /// The amplitude over the last whole second; nil before one.
    private(set) var amplitude: Float?

    // The gap.
    private var plateau: Float = 0
    private var previous: Float = 0
    private var fellAt: Int?
    private var roseAt: Double?

    /// - Parameter number: the bot's; its tone must be a multiple of 10 Hz.
    init(number: Int) {
        self.number = number
        step = ToneMark.frequency(of: number) / 10
    }

    /// Takes a block of sound in.
    ///
    /// - Parameter samples: mono, at least `block` after `start`.
    /// - Returns: how many samples before the end of this block the tone came back; nil: it did not.
    mutating func take(_ samples: Span<Float>, from start: Int) -> Double? {
        var real: Float = 0
        var imaginary: Float = 0
        for index in start..<start + Self.block {
            let (cosine, sine) = Self.turns[angle]
            real += samples[index] * cosine
            imaginary -= samples[index] * sine
            angle += step
            if angle >= 4800 { angle -= 4800 }
        }
        inPhase[next] = real
        quadrature[next] = imaginary
        next = (next + 1) % Self.window
        blocks += 1
        addToSecond(real, imaginary)
        return blocks >= Self.window ? follow(level()) : nil
    }

    /// The tone's amplitude around 10 ms ago.
    private func level() -> Float {
        var real: Float = 0
        var imaginary: Float = 0
        for index in 0..<Self.window {
            let slot = (next + index) % Self.window
            real += inPhase[slot] * Self.hann[index]
            imaginary += quadrature[slot] * Self.hann[index]
        }
        // The window's sum is half its length; a tone's half lies at the negative frequency.
        return 4 * (real * real + imaginary * imaginary).squareRoot()
            / Float(Self.window * Self.block)
    }

    private mutating func addToSecond(_ real: Float, _ imaginary: Float) {
        let weight = Self.longHann[longBlocks]
        sum.0 += real * weight
        sum.1 += imaginary * weight
        longBlocks += 1
        guard longBlocks == Self.secondBlocks else { return }
        let magnitude = (sum.0 * sum.0 + sum.1 * sum.1).squareRoot()
        amplitude = 4 * magnitude / Float(Self.secondBlocks * Self.block)
        sum = (0, 0)
        longBlocks = 0
    }

    /// Looks for the end of a gap.
    private mutating func follow(_ level: Float) -> Double? {
        defer { previous = level }
        let half = plateau / 2
        if let risen = roseAt {
            // It counts when the tone is really back.
            if level > 0.8 * plateau { return confirm(risen) }
            if level < half || Double(blocks) - risen > 30 { roseAt = nil }
            return nil
        }
        if let fell = fellAt {
            if level >= half {
                fellAt = nil
                let isGap = Self.gapBlocks.contains(blocks - fell)
                guard isGap, level > previous else { return nil }
                roseAt = Double(blocks) - Double((level - half) / (level - previous))
            } else if blocks - fell > Self.gapBlocks.upperBound {
                // It has stopped, or got quieter.
                fellAt = nil
                plateau = level
            }
            return nil
        }
        if level < half, plateau > Self.floor {
            fellAt = blocks
        } else {
            plateau += (level - plateau) / 32
        }
        return nil
    }

    private mutating func confirm(_ risen: Double) -> Double {
        roseAt = nil
        // The level is that of the window's middle.
        let blocksAgo = Double(blocks) - risen + Double(Self.window) / 2
        return blocksAgo * Double(Self.block)
    }
}
