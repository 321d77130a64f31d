import JSON

/// Goes through every situation that conditions can tell apart.
struct Coverage {
    private let conditions: [LayoutDocument.Condition?]
    /// One number of each kind that the conditions tell apart.
    private let participants: [Int]
    private let videoParticipants: [Int]

    init(_ document: LayoutDocument) {
        conditions = document.variants.map(\.when)
        let cameras = conditions.compactMap { $0?.videoParticipants }
        videoParticipants = Self.samples(cameras)
        // A condition about cameras needs as many people to hold.
        participants = Self.samples(conditions.compactMap { $0?.participants } + cameras)
    }

    func faults(at pointer: JSONPointer) -> [LayoutFault] {
        var isReached = conditions.map { _ in false }
        var uncovered: LayoutDocument.Circumstances?
        forEachSituation { facts in
            if let index = conditions.firstIndex(where: { $0?.holds(in: facts) ?? true }) {
                isReached[index] = true
            } else if uncovered == nil, facts.participants > 0 {
                uncovered = facts
            }
        }
        var faults = isReached.indices.filter { !isReached[$0] }.map { index in
            LayoutFault(pointer.appending(index), Self.unreached(index, conditions))
        }
        if let uncovered {
            let reason =
                "nobody would be seen with \(uncovered.words): no variant applies; "
                + "let the last one have no \"when\""
            faults.append(LayoutFault(pointer, reason))
        }
        return faults
    }

    private static func unreached(
        _ index: Int,
        _ conditions: [LayoutDocument.Condition?],
    ) -> String {
        let always = conditions[..<index].firstIndex(of: nil)
        guard let always else {
            return "never applies: its conditions contradict each other or those before it"
        }
        return "never applies: variant \(always) before it has no \"when\""
    }

    private func forEachSituation(_ body: (LayoutDocument.Circumstances) -> Void) {
        for count in participants {
            for videoCount in videoParticipants where videoCount <= count {
                for flags in 0..<8 {
                    var facts = LayoutDocument.Circumstances(
                        participants: count,
                        videoParticipants: videoCount,
                    )
                    facts.hasScreen = flags & 1 != 0
                    facts.isPortrait = flags & 2 != 0
                    facts.isWeak = flags & 4 != 0
                    body(facts)
                }
            }
        }
    }

    /// The first number of each interval between the borders of ranges.
    private static func samples(_ ranges: [LayoutDocument.CountRange]) -> [Int] {
        let borders = ranges.flatMap { [$0.lower, ($0.upper ?? $0.lower) + 1] }
        return Set(borders + [0, 1, LayoutDocument.CountRange.limit + 1]).sorted()
    }
}

extension LayoutDocument.Circumstances {
    /// For messages: "5 people, a shared screen and a portrait canvas".
    fileprivate var words: String {
        var parts = [participants == 1 ? "1 person" : "\(participants) people"]
        parts.append(videoParticipants == 1 ? "1 camera" : "\(videoParticipants) cameras")
        if hasScreen { parts.append("a shared screen") }
        if isPortrait { parts.append("a portrait canvas") }
        if isWeak { parts.append("a weak viewer") }
        return parts.joined(separator: ", ")
    }
}
