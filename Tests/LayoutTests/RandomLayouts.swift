import Layout
import Media

/// Random documents and rooms, the same for the same seed.
struct RandomLayouts {
    private var generator: SplitMix64

    init(seed: UInt64) { generator = SplitMix64(seed: seed) }

    mutating func number(_ range: ClosedRange<Int>) -> Int {
        Int.random(in: range, using: &generator)
    }

    mutating func chance(_ percent: Int) -> Bool { number(1...100) <= percent }

    private mutating func pick<Element>(_ elements: [Element]) -> Element {
        elements[number(0...(elements.count - 1))]
    }

    // MARK: Documents

    mutating func document() -> LayoutDocument {
        var document = LayoutDocument(name: "random", title: "Random", variants: [])
        for _ in 0..<number(0...2) {
            document.variants.append(LayoutDocument.Variant(when: condition(), slots: slots()))
        }
        document.variants.append(LayoutDocument.Variant(slots: slots()))
        document.canvas.gap = length(pick([0, 0, 1, 3, 40]), 160)
        document.canvas.margin = length(pick([0, 0, 1, 5, 40]), 160)
        if chance(5) { document.canvas.gap = pixels(pick([1, 7, 100, 1_000_000])) }
        if chance(5) { document.canvas.margin = pixels(pick([1, 7, 100, 1_000_000])) }
        if chance(20) { document.overflow.rotateSeconds = number(1...60) }
        if chance(20) { document.overflow.show = .none }
        if chance(20) { document.selfView = pick(LayoutDocument.SelfView.allCases) }
        return document
    }

    private mutating func condition() -> LayoutDocument.Condition {
        var condition = LayoutDocument.Condition()
        if chance(50) {
            let lower = number(0...6)
            condition.participants = LayoutDocument.CountRange(lower, to: lower + number(0...4))
        }
        if chance(30) { condition.portrait = chance(50) }
        if chance(20) { condition.screen = chance(50) }
        if chance(10) { condition.weak = chance(50) }
        return condition
    }

    private mutating func slots() -> [LayoutDocument.Slot] {
        (0..<number(1...6)).map { index in
            var slot = LayoutDocument.Slot(id: "s\(index)", area: area(), source: sources())
            slot.z = chance(30) ? number(-5...5) : 0
            slot.repeats = chance(10)
            slot.style.fit = pick(Fit.allCases)
            slot.style.radius = chance(5) ? pixels(1_000_000) : length(number(0...2), 100)
            let line = length(number(0...2), 640)
            slot.style.idleBorder.width = chance(5) ? pixels(1_000_000) : line
            if chance(5) { slot.style.label?.size = pixels(1_000_000) }
            if chance(20) { slot.style.minHeight = length(1, number(4...20)) }
            if chance(20) { slot.style.label = nil }
            slot.whenEmpty = pick([.collapse, .collapse, .keep, .image("closed.png")])
            return slot
        }
    }

    private mutating func area() -> LayoutDocument.Slot.Area {
        let rect = rect()
        switch number(0...2) {
        case 0: return .rect(rect)
        case 1: return .grid(LayoutDocument.Grid(rect: rect))
        default:
            let shape = LayoutDocument.Grid.Shape.fixed(
                columns: number(1...8),
                rows: number(1...8),
            )
            return .grid(LayoutDocument.Grid(rect: rect, shape: shape))
        }
    }

    private mutating func rect() -> LayoutRect {
        func span() -> (LayoutLength, LayoutLength) {
            if chance(5) { return (pixels(number(0...2000)), pixels(number(0...2000))) }
            let parts = pick([1, 2, 3, 4, 5, 7, 8, 9, 12, 16, 360, 1000, 1_000_000])
            let start = number(0...(parts - 1))
            return (length(start, parts), length(number(1...(parts - start)), parts))
        }
        let (x, width) = span()
        let (y, height) = span()
        return LayoutRect(x: x, y: y, width: width, height: height)
    }

    private mutating func sources() -> [LayoutDocument.SourceRule] {
        var rules: [LayoutDocument.SourceRule] = []
        let all: [LayoutDocument.SourceRule] = [
            .pinned, .screen, .speaker, .previousSpeaker, .recentSpeakers, .others, .others, .self,
            .role("host"), .tag("vip"), .name("P3"), .id("p5"),
        ]
        for _ in 0..<number(1...4) {
            let rule = pick(all)
            if !rules.contains(rule) { rules.append(rule) }
        }
        if chance(10) { rules.append(.image("logo.png")) }
        return rules
    }

    private func pixels(_ number: Int) -> LayoutLength {
        LayoutLength(number, over: 1, .pixels) ?? .zero
    }

    private func length(_ numerator: Int, _ denominator: Int) -> LayoutLength {
        LayoutLength(numerator, over: denominator) ?? .zero
    }

    // MARK: Rooms

    mutating func situation() -> LayoutSituation {
        let canvas = pick([
            PixelSize(width: 1280, height: 720), PixelSize(width: 720, height: 1280),
            PixelSize(width: 640, height: 360), PixelSize(width: 1920, height: 1080),
            PixelSize(width: 854, height: 480), PixelSize(width: 162, height: 90),
        ])
        let count = number(0...60)
        let people = (0..<count).map { number in person(number) }
        var situation = LayoutSituation(canvas: canvas, participants: people)
        var speakers = Array(situation.participants.indices)
        speakers.shuffle(using: &generator)
        for (rank, index) in speakers.prefix(number(0...8)).enumerated() {
            situation.participants[index].speakingRank = rank
        }
        if chance(40) { situation.viewer = LayoutViewer(id: "p\(number(0...max(0, count)))") }
        if chance(20) { situation.viewer.selfView = pick(LayoutDocument.SelfView.allCases) }
        situation.viewer.isWeak = chance(20)
        if chance(20) {
            for _ in 0..<number(1...3) {
                let region = "s\(number(0...5))" + (chance(50) ? ".\(number(1...9))" : "")
                situation.pins[region] = "p\(number(0...max(1, count)))"
            }
        }
        situation.turn = number(0...3)
        return situation
    }

    mutating func person(_ number: Int) -> LayoutParticipant {
        var person = LayoutParticipant(id: "p\(number)", hasVideo: chance(80))
        person.name = "P\(number)"
        person.aspect = pick([16.0 / 9, 16.0 / 9, 4.0 / 3, 9.0 / 16])
        person.role = chance(10) ? "host" : nil
        person.tags = chance(10) ? ["vip"] : []
        person.isSharing = chance(4)
        person.isPinned = chance(4)
        return person
    }

    /// The situation after somebody came, left, spoke or started to share.
    mutating func changed(_ situation: LayoutSituation) -> LayoutSituation {
        var situation = situation
        let count = situation.participants.count
        switch number(0...3) {
        case 0: situation.participants.append(person(100 + number(0...999)))
        case 1 where count > 0: situation.participants.remove(at: number(0...(count - 1)))
        case 2 where count > 0:
            let speaker = number(0...(count - 1))
            for index in situation.participants.indices {
                situation.participants[index].speakingRank? += 1
            }
            situation.participants[speaker].speakingRank = 0
        default: situation.turn += 1
        }
        situation.isHeld = chance(30)
        return situation
    }
}
