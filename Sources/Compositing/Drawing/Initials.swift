/// What stands for a name on a disc: two letters, one sign, or nothing.
enum Initials {
    /// The first letters of the first and the last word, in capitals.
    ///
    /// One letter of a name of one word and in scripts whose letters join or are words; an emoji
    /// where the name begins with one.
    ///
    /// - Returns: nil if no word begins with a letter, a digit or an emoji.
    static func of(_ name: String) -> String? {
        let clean = DisplayText.cleaned(name, limit: DisplayText.nameLimit)
        // An address: what stands before the host.
        let local = clean.firstIndex(of: "@").map { clean[..<$0] } ?? clean[...]
        let words = (local.isEmpty ? clean[...] : local)
            .split { $0.isWhitespace || $0 == "." || $0 == "_" }
            .filter { $0.first.map(isSign) ?? false }
        guard let first = words.first.flatMap(firstLetter) else { return nil }
        guard words.count > 1, let last = words.last.flatMap(firstLetter),
            standsBesideAnother(first), standsBesideAnother(last)
        else { return first }
        return first + last
    }

    private static func isSign(_ character: Character) -> Bool {
        character.isLetter || character.isNumber || isEmoji(character)
    }

    private static func isEmoji(_ character: Character) -> Bool {
        let scalars = character.unicodeScalars
        guard let properties = scalars.first?.properties else { return false }
        return properties.isEmojiPresentation
            || properties.isEmoji && scalars.contains { $0.value == 0xFE0F }
    }

    private static func firstLetter(of word: Substring) -> String? {
        guard let letter = word.first, let scalar = letter.unicodeScalars.first else { return nil }
        switch scalar.value {
        // Thai and Lao write some vowels before the consonant that they follow.
        case 0x0E40...0x0E44, 0x0EC0...0x0EC4: return String(word.prefix(2))
        // Capitals of Georgian are not for single words.
        case 0x10A0...0x10FF: return String(letter)
        default: return letter.uppercased().first.map { String($0) }
        }
    }

    /// Digits and the letters of Latin, Greek, Cyrillic, Armenian, Hebrew and Georgian.
    private static func standsBesideAnother(_ letter: String) -> Bool {
        guard let scalar = letter.unicodeScalars.first, letter.count == 1,
            letter.allSatisfy({ !isEmoji($0) })
        else { return false }
        return switch scalar.value {
        case 0x30..<0x0600, 0x10A0...0x10FF, 0x1C90...0x1CBF, 0x1E00...0x1FFF: true
        default: false
        }
    }
}
