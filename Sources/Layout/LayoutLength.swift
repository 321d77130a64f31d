/// A length in a layout document: a part of the canvas, or pixels; exact.
///
/// Written as a fraction (`"1/3"`, `"0"`, `"1"`), percent (`"25%"`), 360ths (`"90u"`) or pixels
/// (`"320px"`).
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

    package static let zero = LayoutLength(numerator: 0, denominator: 1)
    package static let whole = LayoutLength(numerator: 1, denominator: 1)

    private init(numerator: Int, denominator: Int) {
        self.numerator = numerator
        self.denominator = denominator
        unit = .canvas
    }

    /// From its text; nil if it is none of the four forms.
    package init?(_ text: String) {
        if let number = Self.number(text, before: "%") {
            self.init(number, over: 100)
        } else if let number = Self.number(text, before: "u") {
            self.init(number, over: 360)
        } else if let number = Self.number(text, before: "px") {
            self.init(number, over: 1, .pixels)
        } else {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard parts.count <= 2, let first = parts.first, let top = Self.digits(first) else {
                return nil
            }
            guard parts.count == 2 else {
                self.init(top, over: 1)
                return
            }
            guard let bottom = Self.digits(parts[1]) else { return nil }
            self.init(top, over: bottom)
        }
    }

    /// The length in pixels of a canvas that has `extent` of them in this direction.
    package func pixels(of extent: Int) -> Double {
        let value = Double(numerator) / Double(denominator)
        return unit == .pixels ? value : value * Double(extent)
    }

    private static func number(_ text: String, before suffix: String) -> Int? {
        guard text.hasSuffix(suffix) else { return nil }
        return digits(text.dropLast(suffix.count))
    }

    /// A number without a sign; `Int` alone would take "+1" and "-0".
    private static func digits(_ text: Substring) -> Int? {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
    }
}

extension LayoutLength: Codable {
    package init(from decoder: any Decoder) throws {
        let text = try decoder.singleValueContainer().decode(String.self)
        guard let length = LayoutLength(text) else {
            throw DecodingError.fault(
                decoder,
                "\"\(text)\" is no length: a fraction, percent, 360ths (u) or pixels (px)",
            )
        }
        self = length
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch (unit, denominator) {
        case (.pixels, _): try container.encode("\(numerator)px")
        case (.canvas, 1): try container.encode("\(numerator)")
        case (.canvas, _): try container.encode("\(numerator)/\(denominator)")
        }
    }
}
