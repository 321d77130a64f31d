/// A length in a layout document: a part of the canvas, or pixels; exact.
///
/// Written as a fraction (`"1/3"`, `"0"`, `"1"`), percent (`"25%"`, `"12.5%"`), 360ths (`"90u"`) or
/// pixels (`"320px"`).
package struct LayoutLength: Hashable, Sendable {
    /// What the number counts.
    package enum Unit: Hashable, Sendable {
        /// Parts of the canvas's width or height.
        case canvas
        case pixels
    }

    package let numerator: Int
    /// Positive.
    package let denominator: Int
    package let unit: Unit

    /// Numbers above this are a mistake; the bound keeps products in range.
    private static let limit = 1_000_000

    /// - Returns: nil unless both numbers are 0…1,000,000 and the denominator is not 0.
    package init?(_ numerator: Int, over denominator: Int, _ unit: Unit = .canvas) {
        guard (0...Self.limit).contains(numerator), (1...Self.limit).contains(denominator) else {
            return nil
        }
        self.numerator = numerator
        self.denominator = denominator
        self.unit = unit
    }

    package static let zero = LayoutLength(0, of: 1)
    package static let whole = LayoutLength(1, of: 1)

    /// A fraction that is known to be in range.
    init(_ numerator: Int, of denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
        unit = .canvas
    }

    /// From its text; nil if it is none of the four forms.
    package init?(_ text: String) {
        if text.hasSuffix("%") {
            self.init(percent: text.dropLast())
        } else if let number = Self.number(text, before: "u") {
            self.init(number, over: 360)
        } else if let number = Self.number(text, before: "px") {
            self.init(number, over: 1, .pixels)
        } else {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let first = parts.first, let top = Int(digits: first) else {
                return nil
            }
            guard parts.count == 2 else {
                self.init(top, over: 1)
                return
            }
            guard let bottom = Int(digits: parts[1]) else { return nil }
            self.init(top, over: bottom)
        }
    }

    /// The length in pixels of a canvas that has `extent` of them in this direction.
    package func pixels(of extent: Int) -> Double {
        let value = Double(numerator) / Double(denominator)
        return unit == .pixels ? value : value * Double(extent)
    }

    /// The text that `init(_:)` reads, as a fraction or in pixels.
    package var text: String {
        switch (unit, denominator) {
        case (.pixels, _): "\(numerator)px"
        case (.canvas, 1): "\(numerator)"
        case (.canvas, _): "\(numerator)/\(denominator)"
        }
    }

    /// From digits, with up to three after a point.
    private init?(percent text: Substring) {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Int(digits: $0) }), whole <= 100 else { return nil }
        guard parts.count > 1 else {
            self.init(whole, over: 100)
            return
        }
        guard parts.count == 2, (1...3).contains(parts[1].count) else { return nil }
        guard let decimals = Int(digits: parts[1]) else { return nil }
        let scale = parts[1].reduce(1) { scale, _ in scale * 10 }
        self.init(whole * scale + decimals, over: 100 * scale)
    }

    private static func number(_ text: String, before suffix: String) -> Int? {
        guard text.hasSuffix(suffix) else { return nil }
        return Int(digits: text.dropLast(suffix.count))
    }
}
