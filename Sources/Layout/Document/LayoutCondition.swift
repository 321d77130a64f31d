extension LayoutDocument {
    /// When a variant applies: all that it names must hold.
    package struct Condition: Hashable, Sendable {
        /// How many are to be shown.
        package var participants: CountRange?
        /// How many of them have a picture.
        package var videoParticipants: CountRange?
        /// Whether somebody shares a screen.
        package var screen: Bool?
        /// Whether the canvas is taller than wide.
        package var portrait: Bool?
        /// Whether the viewer's connection is weak.
        package var weak: Bool?

        package init() {}
    }

    /// A number or an interval of numbers: `4`, `"2..4"`, `"5.."`, `"..4"`.
    package struct CountRange: Hashable, Sendable {
        /// No condition is about more people than this.
        package static let limit = 1000

        package var lower: Int
        /// Nil: no upper limit.
        package var upper: Int?

        /// - Returns: nil unless 0 ≤ lower ≤ upper ≤ `limit`.
        package init?(_ lower: Int, to upper: Int?) {
            guard lower >= 0, lower <= upper ?? Self.limit, upper ?? lower <= Self.limit else {
                return nil
            }
            self.lower = lower
            self.upper = upper
        }

        /// From its text; nil if it is none.
        package init?(_ text: String) {
            guard let dots = text.firstRange(of: "..") else {
                guard let number = Int(digits: text[...]) else { return nil }
                self.init(number, to: number)
                return
            }
            let (first, last) = (text[..<dots.lowerBound], text[dots.upperBound...])
            guard !(first.isEmpty && last.isEmpty) else { return nil }
            guard let lower = first.isEmpty ? 0 : Int(digits: first) else { return nil }
            let upper = Int(digits: last)
            guard last.isEmpty || upper != nil else { return nil }
            self.init(lower, to: upper)
        }

        package func contains(_ count: Int) -> Bool { count >= lower && count <= upper ?? count }
    }

    /// The facts that conditions are about.
    package struct Circumstances: Hashable, Sendable {
        package var participants: Int
        package var videoParticipants: Int
        package var hasScreen = false
        package var isPortrait = false
        package var isWeak = false

        package init(participants: Int, videoParticipants: Int) {
            self.participants = participants
            self.videoParticipants = videoParticipants
        }
    }
}

extension LayoutDocument.Condition {
    /// Whether all of it holds.
    package func holds(in facts: LayoutDocument.Circumstances) -> Bool {
        participants?.contains(facts.participants) ?? true
            && videoParticipants?.contains(facts.videoParticipants) ?? true
            && screen ?? facts.hasScreen == facts.hasScreen
            && portrait ?? facts.isPortrait == facts.isPortrait
            && weak ?? facts.isWeak == facts.isWeak
    }
}

extension Int {
    /// From digits alone; `Int(_:)` would take a sign as well.
    init?(digits text: Substring) {
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        self.init(text)
    }
}
