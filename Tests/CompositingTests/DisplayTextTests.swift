import Media
import Testing

@testable import Compositing

@Suite("Words from outside are made fit for drawing")
struct DisplayTextTests {
    private func clean(_ text: String, limit: Int = DisplayText.nameLimit) -> String {
        DisplayText.cleaned(text, limit: limit)
    }

    @Test(
        "What is drawn is what was meant",
        arguments: [
            ("Ada Lovelace", "Ada Lovelace"), ("  Ada \t\n Lovelace\r\n", "Ada Lovelace"),
            ("Ada\u{0}\u{7}\u{1B}[31mBob", "Ada[31mBob"), ("Ada\u{2028}\u{3000}Bob", "Ada Bob"),
            ("<b>Ada</b> & Bob", "<b>Ada</b> & Bob"), ("", ""), (" \u{200B}\u{FEFF}\u{202E} ", ""),
            // Turned round, this would read "exe.gpj".
            ("a\u{202E}jpg.exe\u{202C}", "ajpg.exe"), ("\u{2067}b\u{2069}\u{200F}c", "bc"),
            ("A\u{E000}\u{10FFFF}\u{FFFE}\u{FFFC}B", "AB"),
            ("e\u{301}a\u{308}", "e\u{301}a\u{308}"), ("\u{301}\u{302}a \u{301}b", "a b"),
            ("👩\u{200D}🔬 ❤\u{FE0F}", "👩\u{200D}🔬 ❤\u{FE0F}"),
            ("می\u{200C}خواهم", "می\u{200C}خواهم"),
            (
                "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
                "🏴\u{E0067}\u{E0062}\u{E0073}\u{E0063}\u{E0074}\u{E007F}",
            ),
        ],
    )
    func cleaned(text: String, expected: String) {
        #expect(Array(clean(text).unicodeScalars) == Array(expected.unicodeScalars))
    }

    @Test("A text of the limit stays, a longer one ends in an ellipsis")
    func limit() {
        let whole = String(repeating: "a", count: 10)
        #expect(clean(whole, limit: 10) == whole)
        #expect(clean(whole + "\n\u{0}", limit: 10) == whole)
        #expect(clean(whole + "b", limit: 10) == "aaaaaaaaa…")
        #expect(clean(String(repeating: "a ", count: 1_000_000), limit: 10).count == 10)
    }

    @Test("Marks, joiners and scripts are counted")
    func counts() {
        let marks = "Z" + String(repeating: "\u{0301}", count: 40) + "y"
        #expect(clean(marks).unicodeScalars.count == 8)
        #expect(clean("a" + String(repeating: "\u{200D}", count: 40)).unicodeScalars.count == 7)
        // Latin, Greek, Cyrillic, Hebrew, Arabic, Devanagari: six, with what belongs to none.
        let six = "a1 α🙂 я, ש ع क"
        #expect(clean(six) == six)
        #expect(clean(six + "ก too") == six.dropLast(0) + "…")
    }

    @Test("Whatever comes, it ends within its limits, and cleaning it again changes nothing")
    func hostile() {
        var generator = SplitMix64(seed: 0xC1EA)
        for _ in 0..<400 {
            let clean = clean(.hostile(using: &generator), limit: 60)
            #expect(clean.unicodeScalars.count <= 60)
            #expect(clean == self.clean(clean, limit: 60))
            for scalar in clean.unicodeScalars {
                let category = scalar.properties.generalCategory
                #expect(category != .control && category != .unassigned && category != .privateUse)
                let keeps = [0x200C, 0x200D].contains(scalar.value) || scalar.value >= 0xE0020
                #expect(category != .format || keeps)
            }
        }
    }

    @Test(
        "Initials",
        arguments: [
            ("Ada Lovelace", "AL"), ("ada lovelace", "AL"), ("Ada", "A"), ("李明", "李"),
            ("Augusta Ada King (Countess)", "AK"), ("Bob (guest)", "B"), ("Shaun O'Neil", "SO"),
            ("ada.lovelace@example.org", "AL"), ("@ada", nil), ("Room 42", "R4"),
            ("🦊 Fox", "🦊"), ("Zoë 🦊", "Z"), ("👩\u{200D}🔬", "👩\u{200D}🔬"), ("🇫🇷 Équipe", "🇫🇷"),
            ("محمد علي", "م"), ("רבקה כהן", "רכ"), ("राम शर्मा", "रा"), ("เอก ชัย", "เอ"),
            ("김 민준", "김"), ("さくら 直子", "さ"), ("Юлия Петрова", "ЮП"), ("გიორგი დ", "გდ"),
            ("ßtraße", "S"), ("e\u{301}ric", "É"), ("???", nil), ("", nil), ("\u{202E}", nil),
            ("Ada-Marie 李", "A"),
        ] as [(String, String?)],
    )
    func initials(name: String, expected: String?) {
        #expect(Initials.of(name) == expected)
    }
}

extension String {
    /// Up to 200 scalars, most of them of a kind that does something to those beside them.
    static func hostile(using generator: inout SplitMix64) -> String {
        let blocks: [ClosedRange<UInt32>] = [
            0x00...0x9F, 0x41...0x7A, 0x0300...0x036F, 0x0590...0x06FF, 0x0900...0x0DFF,
            0x0E00...0x0EFF, 0x0F00...0x0FFF, 0x1000...0x109F, 0x1780...0x17FF, 0x1AB0...0x1AFF,
            0x2000...0x206F, 0x20D0...0x20FF, 0x3000...0x30FF, 0x4E00...0x9FFF, 0xAC00...0xD7A3,
            0xFB50...0xFFFF, 0x1F1E6...0x1F1FF, 0x1F300...0x1FAFF, 0x20000...0x2A6DF,
            0xE0000...0xE01EF, 0x0...0x10FFFF,
        ]
        var scalars = String.UnicodeScalarView()
        for _ in 0..<Int.random(in: 0...200, using: &generator) {
            let block = blocks.randomElement(using: &generator) ?? 0...0
            guard let scalar = Unicode.Scalar(.random(in: block, using: &generator)) else {
                continue
            }
            let isRun = Int.random(in: 0..<20, using: &generator) == 0
            scalars.append(contentsOf: repeatElement(scalar, count: isRun ? 30 : 1))
        }
        return String(scalars)
    }
}
