/// How words are set.
struct Typeface: Hashable {
    /// The size of the type, in pixels: what CSS calls `font-size`.
    var letterHeight: Double
    var isBold = false

    /// The fonts in the order in which a letter is looked for.
    ///
    /// Named one by one, so that a picture does not depend on what else a machine has; the last one
    /// stands for anything that it has for the rest of the scripts. The font of emoji is not among
    /// them: Pango asks for it where one stands; named here it would come first, and has digits.
    ///
    /// - Parameter text: kana in it say that its ideographs are Japanese, not Chinese.
    static func families(for text: String) -> String {
        isJapanese(text) ? japanese : others
    }

    private static func isJapanese(_ text: String) -> Bool {
        text.unicodeScalars.contains { (0x3041...0x30FF).contains($0.value) }
    }

    private static let japanese = families(ideographs: ["JP", "SC"])
    private static let others = families(ideographs: ["SC", "JP"])

    private static func families(ideographs: [String]) -> String {
        let scripts = [
            "Arabic", "Hebrew", "Devanagari", "Bengali", "Gurmukhi", "Gujarati", "Oriya", "Tamil",
            "Telugu", "Kannada", "Malayalam", "Sinhala", "Thai", "Lao", "Khmer", "Myanmar",
            "Ethiopic", "Georgian", "Armenian",
        ]
        let all =
            ["Noto Sans"] + scripts.map { "Noto Sans \($0)" }
            + ideographs.map { "Noto Sans CJK \($0)" }
            + ["Noto Sans Symbols", "Noto Sans Symbols2", "sans-serif"]
        return all.joined(separator: ",")
    }
}
