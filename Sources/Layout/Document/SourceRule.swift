extension LayoutDocument {
    /// Who may stand in a slot, or what.
    package enum SourceRule: Hashable, Sendable {
        /// A participant by its id.
        case id(String)
        /// A participant by its name.
        case name(String)
        /// All who have a role, in the order in which they came.
        case role(String)
        /// All who carry a tag, in the order in which they came.
        case tag(String)
        /// All who are pinned, in the order in which they came.
        case pinned
        /// All who share a screen, in the order in which they came.
        case screen
        /// Who spoke last.
        case speaker
        /// Who spoke before the speaker.
        case previousSpeaker
        /// All in the order in which they spoke last; then who never spoke, as they came.
        case recentSpeakers
        /// Everybody but the viewer, in the order in which they came.
        case others
        /// The viewer.
        case `self`
        /// A picture; the name of a file.
        case image(String)
        /// Nobody: the place stays free.
        case empty

        /// The rules that are one word, in the order of the guide.
        package static let words: [(word: String, rule: SourceRule)] = [
            ("pinned", .pinned), ("screen", .screen), ("speaker", .speaker),
            ("previous-speaker", .previousSpeaker), ("recent-speakers", .recentSpeakers),
            ("others", .others), ("self", .self), ("empty", .empty),
        ]

        /// The rules that name something after a colon.
        package static let prefixes = ["id", "name", "role", "tag", "image"]

        /// From its text; nil if it is no rule.
        package init?(_ text: String) {
            if let word = Self.words.first(where: { $0.word == text }) {
                self = word.rule
                return
            }
            guard let colon = text.firstIndex(of: ":") else { return nil }
            let rest = String(text[text.index(after: colon)...])
            guard !rest.isEmpty else { return nil }
            switch text[..<colon] {
            case "id": self = .id(rest)
            case "name": self = .name(rest)
            case "role": self = .role(rest)
            case "tag": self = .tag(rest)
            case "image": self = .image(rest)
            default: return nil
            }
        }

        /// The text that `init(_:)` reads.
        package var text: String {
            switch self {
            case .id(let id): "id:" + id
            case .name(let name): "name:" + name
            case .role(let role): "role:" + role
            case .tag(let tag): "tag:" + tag
            case .image(let name): "image:" + name
            default: Self.words.first { $0.rule == self }?.word ?? ""
            }
        }

        /// Whether it is about everybody, so that whoever stands there may stay.
        var isGeneral: Bool {
            switch self {
            case .others, .self, .recentSpeakers: true
            default: false
            }
        }

        /// Whether it leaves nothing for the rules after it.
        var isLast: Bool {
            switch self {
            case .empty, .image: true
            default: false
            }
        }
    }
}
