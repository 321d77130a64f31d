/// A colour as a picture stores it: BT.601, limited range, 8 bits.
package struct Colour: Hashable, BitwiseCopyable, Sendable {
    /// Luma, 16 (black) … 235 (white).
    package var y: UInt8
    /// Blue difference, 16…240; 128 is grey.
    package var u: UInt8
    /// Red difference, 16…240; 128 is grey.
    package var v: UInt8

    package init(y: UInt8, u: UInt8, v: UInt8) {
        self.y = y
        self.u = u
        self.v = v
    }

    /// From red, green and blue in full range (ITU-R BT.601-7 §3.5.3).
    package init(red: UInt8, green: UInt8, blue: UInt8) {
        let (r, g, b) = (Double(red) / 255, Double(green) / 255, Double(blue) / 255)
        let luma = 0.299 * r + 0.587 * g + 0.114 * b
        y = UInt8((16 + 219 * luma).rounded())
        u = UInt8((128 + 224 * (b - luma) / 1.772).rounded())
        v = UInt8((128 + 224 * (r - luma) / 1.402).rounded())
    }

    package static let black = Colour(y: 16, u: 128, v: 128)
}
