/// A colour with transparency as Cairo takes it: each part 0…1, not multiplied with alpha.
struct Ink {
    var red: Double
    var green: Double
    var blue: Double
    var alpha: Double = 1

    /// Text and signs.
    static let white = Ink(red: 1, green: 1, blue: 1)
    /// Parts of a sign that are off.
    static let faint = Ink(red: 1, green: 1, blue: 1, alpha: 0.38)
    /// What text and signs stand on, whatever the picture behind shows: white on it keeps a contrast
    /// of 4.5 to 1 (WCAG 2.2 §1.4.3) even over a white wall.
    static let ground = Ink(red: 0.055, green: 0.07, blue: 0.1, alpha: 0.64)
    /// Under a line of words across the canvas, which has to be read over anything.
    static let bannerGround = Ink(red: 0.055, green: 0.07, blue: 0.1, alpha: 0.8)
    /// Something is not well.
    static let amber = Ink(red: 1, green: 0.72, blue: 0.2)
    static let red = Ink(red: 0.94, green: 0.23, blue: 0.22)
    /// Frozen.
    static let ice = Ink(red: 0.68, green: 0.87, blue: 1)
}
