/// Decides who stands in which slot; in which cell of it is `Seating`'s part.
///
/// 1. Pins. 2. The rules that look for somebody in particular, slot by slot. 3. The rules that are
/// about everybody: who stands in a slot stays in it, then those who wait fill what is free, then
/// the last of later slots close ranks.
struct Casting {
    /// A slot and how many it holds.
    struct Part {
        let slot: LayoutDocument.Slot
        let capacity: Int
        /// Who stood there before, in the order of its places.
        let before: [String]
        /// Found by a pin or by a rule that looks for somebody in particular.
        var special: [String] = []
        /// Found by a rule about everybody.
        var general: [String] = []

        init(slot: LayoutDocument.Slot, capacity: Int, before: [String]) {
            self.slot = slot
            self.capacity = capacity
            self.before = before
        }

        var cast: [String] { special + general }
        fileprivate var hasRoom: Bool { special.count + general.count < capacity }
        fileprivate var rules: ArraySlice<LayoutDocument.SourceRule> {
            slot.source.prefix { !$0.isLast }
        }
    }

    private(set) var parts: [Part]
    private let people: [LayoutParticipant]
    private let present: Set<String>
    /// By `speakingRank`.
    private let speakers: [String]
    private let viewer: String?
    /// The viewer, if a slot is there for it before all others.
    private let reserved: String?
    private var placed: Set<String> = []

    /// - Parameters:
    ///   - people: each once, in the order in which they came.
    ///   - viewer: nil if nobody, or not to be shown.
    init(parts: [Part], people: [LayoutParticipant], viewer: String?) {
        self.parts = parts
        self.people = people
        present = Set(people.map(\.id))
        self.viewer = viewer.flatMap { [present] id in present.contains(id) ? id : nil }
        let ranked = people.filter { $0.speakingRank != nil }
        speakers =
            ranked.enumerated()
            .sorted {
                ($0.element.speakingRank ?? 0, $0.offset) < (
                    $1.element.speakingRank ?? 0, $1.offset,
                )
            }
            .map(\.element.id)
        let hasOwnSlot = parts.contains {
            !$0.slot.repeats && $0.capacity > 0 && $0.slot.source.first == .self
        }
        reserved = hasOwnSlot ? self.viewer : nil
    }

    /// - Parameters:
    ///   - pins: participants by slot or cell.
    ///   - startsAfter: whose turn it was last, if places change hands now.
    mutating func run(pins: [String: String], startsAfter: String??) {
        placePins(pins)
        for index in parts.indices where !parts[index].slot.repeats { castSpecial(index) }
        if startsAfter == nil {
            for index in parts.indices where !parts[index].slot.repeats { keepIncumbents(index) }
        }
        let order = order(startingAfter: startsAfter ?? nil)
        for index in parts.indices where !parts[index].slot.repeats { fill(index, order) }
        closeRanks()
        for index in parts.indices where parts[index].slot.repeats { castRepeating(index) }
    }

    /// The last of those who got their places by rules about everybody.
    var lastGeneral: String? { parts.last { !$0.general.isEmpty }?.general.last }

    // MARK: Somebody in particular

    private mutating func placePins(_ pins: [String: String]) {
        for index in parts.indices {
            let id = parts[index].slot.id
            let regions = pins.keys.filter { $0 == id || $0.hasPrefix(id + ".") }
            for region in regions.sorted() {
                if let person = pins[region] { place(person, index, special: true) }
            }
        }
    }

    private mutating func castSpecial(_ index: Int) {
        for rule in parts[index].rules {
            if rule == .others { return }
            for person in candidates(rule) where person != reserved || rule == .self {
                place(person, index, special: true)
            }
        }
    }

    /// Whom a rule finds that looks for somebody in particular, in order.
    private func candidates(_ rule: LayoutDocument.SourceRule) -> [String] {
        switch rule {
        case .id(let id): people.map(\.id).filter { $0 == id }
        case .name(let name): people.filter { $0.name == name }.map(\.id)
        case .role(let role): people.filter { $0.role == role }.map(\.id)
        case .tag(let tag): people.filter { $0.tags.contains(tag) }.map(\.id)
        case .pinned: people.filter(\.isPinned).map(\.id)
        case .screen: people.filter(\.isSharing).map(\.id)
        case .speaker: Array(speakers.prefix(1))
        case .previousSpeaker: Array(speakers.dropFirst().prefix(1))
        case .recentSpeakers: speakers
        case .self: viewer.map { [$0] } ?? []
        case .others, .image, .empty: []
        }
    }

    // MARK: Everybody

    private mutating func keepIncumbents(_ index: Int) {
        for person in parts[index].before where isWelcome(person, index) {
            place(person, index, special: false)
        }
    }

    private mutating func fill(_ index: Int, _ order: [String]) {
        for person in order {
            guard parts[index].hasRoom else { return }
            if isWelcome(person, index) { place(person, index, special: false) }
        }
    }

    /// Whether a rule about everybody lets somebody in.
    private func isWelcome(_ person: String, _ index: Int) -> Bool {
        parts[index].rules.contains { rule in
            switch rule {
            case .others: person != viewer
            case .self: person == viewer
            case .recentSpeakers: person != reserved
            default: false
            }
        }
    }

    private func order(startingAfter last: String?) -> [String] {
        let ids = people.map(\.id)
        guard let last, let index = ids.firstIndex(of: last) else { return ids }
        return Array(ids[(index + 1)...] + ids[...index])
    }

    private mutating func closeRanks() {
        for index in parts.indices where collapses(index) {
            while parts[index].hasRoom, let donor = donor(for: index) {
                parts[index].general.append(parts[donor].general.removeLast())
            }
        }
    }

    private func collapses(_ index: Int) -> Bool {
        parts[index].slot.whenEmpty == .collapse && !parts[index].slot.repeats
    }

    private func donor(for index: Int) -> Int? {
        parts.indices.last { other in
            guard other > index, collapses(other), let last = parts[other].general.last else {
                return false
            }
            return isWelcome(last, index)
        }
    }

    // MARK: Again

    private mutating func castRepeating(_ index: Int) {
        for rule in parts[index].rules {
            let found: [String]
            switch rule {
            case .others: found = people.map(\.id).filter { $0 != viewer }
            case .recentSpeakers: found = speakers + people.map(\.id)
            default: found = candidates(rule)
            }
            for person in found where parts[index].hasRoom {
                guard !parts[index].special.contains(person) else { continue }
                parts[index].special.append(person)
            }
        }
    }

    private mutating func place(_ person: String, _ index: Int, special: Bool) {
        guard parts[index].hasRoom, present.contains(person) else { return }
        guard placed.insert(person).inserted else { return }
        if special {
            parts[index].special.append(person)
        } else {
            parts[index].general.append(person)
        }
    }
}
