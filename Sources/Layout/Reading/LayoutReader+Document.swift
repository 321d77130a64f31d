import JSON

/// The keys of each object in a document; `layouts/schema.json` has the same.
package enum LayoutKeys {
    package static let document = [
        "$schema", "name", "title", "aliases", "canvas", "variants", "overflow", "transition",
        "selfView",
    ]
    package static let canvas = ["background", "gap", "margin"]
    package static let overflow = ["show", "rotate"]
    package static let transition = ["ms", "easing"]
    package static let variant = ["when", "slots", "use"]
    package static let condition = [
        "participants", "videoParticipants", "screen", "portrait", "weak",
    ]
    package static let slot = [
        "id", "rect", "grid", "z", "source", "repeat", "fit", "align", "radius", "border", "label",
        "opacity", "mirror", "minHeight", "weight", "content", "whenEmpty",
    ]
    package static let grid = ["rect", "columns", "rows", "auto"]
    package static let borders = ["idle", "speaking"]
    package static let border = ["width", "color"]
    package static let label = ["template", "place", "size", "minHeight"]
}

extension LayoutReader {
    /// More are a mistake, or an attack.
    static let maximumVariants = 64
    static let maximumAliases = 32

    mutating func document(_ node: Node) -> LayoutDocument? {
        let what = "a layout"
        guard
            let members = object(
                node,
                what,
                keys: LayoutKeys.document,
                required: ["name", "variants"],
            )
        else { return nil }
        if let schema = members["$schema"] { _ = string(schema, "$schema") }
        let name = members["name"].flatMap { self.name($0, "the name of a layout") } ?? ""
        let title = members["title"].flatMap { words($0, "the title", atMost: 120) }
        var document = LayoutDocument(name: name, title: title ?? name, variants: [])
        if let node = members["aliases"] { document.aliases = aliases(node, of: name) }
        if let node = members["canvas"] { document.canvas = canvas(node) }
        if let node = members["variants"] {
            let variants = list(node, "\"variants\"", 1...Self.maximumVariants)
            for node in variants { document.variants.append(variant(node)) }
        }
        if let node = members["overflow"] { document.overflow = overflow(node) }
        if let node = members["transition"] { document.transition = transition(node) }
        document.selfView = word(members["selfView"], "self view")
        return document
    }

    private mutating func name(_ node: Node, _ what: String) -> String? {
        guard let text = string(node, what) else { return nil }
        if !LayoutDocument.isName(text) {
            let rule = "1 to 64 of letters, digits, - _ . : +, the first a letter or digit"
            fault(node, "\(what) has \(rule)")
        }
        return text
    }

    private mutating func aliases(_ node: Node, of name: String) -> [String] {
        var seen: Set<String> = [name]
        var aliases: [String] = []
        for node in list(node, "\"aliases\"", 0...Self.maximumAliases) {
            guard let alias = self.name(node, "an alias") else { continue }
            if !seen.insert(alias).inserted { fault(node, "the name \"\(alias)\" stands twice") }
            aliases.append(alias)
        }
        return aliases
    }

    private mutating func canvas(_ node: Node) -> LayoutDocument.Canvas {
        var canvas = LayoutDocument.Canvas()
        guard let members = object(node, "\"canvas\"", keys: LayoutKeys.canvas) else {
            return canvas
        }
        canvas.background = color(members["background"], "a background") ?? canvas.background
        canvas.gap = short(members["gap"], "the gap") ?? canvas.gap
        canvas.margin = short(members["margin"], "the margin") ?? canvas.margin
        return canvas
    }

    /// A length between or around tiles; more than a quarter of the canvas leaves no room for them.
    mutating func short(_ node: Node?, _ what: String) -> LayoutLength? {
        guard let node, let length = length(node, what) else { return nil }
        if length.unit == .canvas, length.numerator * 4 > length.denominator {
            fault(node, "\(what) is at most a quarter of the canvas's width")
        }
        return length
    }

    private mutating func overflow(_ node: Node) -> LayoutDocument.Overflow {
        var overflow = LayoutDocument.Overflow()
        guard let members = object(node, "\"overflow\"", keys: LayoutKeys.overflow) else {
            return overflow
        }
        overflow.show = word(members["show"], "way to show overflow") ?? overflow.show
        guard let rotate = members["rotate"], rotate.value != .null else { return overflow }
        overflow.rotateSeconds = whole(rotate, "\"rotate\" in seconds", 1...3600)
        return overflow
    }

    private mutating func transition(_ node: Node) -> LayoutDocument.Transition {
        var transition = LayoutDocument.Transition()
        guard let members = object(node, "\"transition\"", keys: LayoutKeys.transition) else {
            return transition
        }
        let time = whole(members["ms"], "the time of a transition in ms", 0...5000)
        transition.milliseconds = time ?? transition.milliseconds
        transition.easing = word(members["easing"], "easing") ?? transition.easing
        return transition
    }

    // MARK: Variants

    private mutating func variant(_ node: Node) -> LayoutDocument.Variant {
        let members = object(node, "a variant", keys: LayoutKeys.variant) ?? [:]
        let when = members["when"].map { condition($0) }
        switch (members["slots"], members["use"]) {
        case (let slots?, nil):
            return LayoutDocument.Variant(when: when, slots: self.slots(slots))
        case (nil, let use?):
            let name = string(use, "\"use\"") ?? ""
            return LayoutDocument.Variant(when: when, use: name)
        default:
            fault(node, "a variant has either \"slots\" or \"use\"")
            return LayoutDocument.Variant(when: when, slots: [])
        }
    }

    private mutating func condition(_ node: Node) -> LayoutDocument.Condition {
        var condition = LayoutDocument.Condition()
        guard let members = object(node, "\"when\"", keys: LayoutKeys.condition) else {
            return condition
        }
        if let node = members["participants"] { condition.participants = countRange(node) }
        if let node = members["videoParticipants"] {
            condition.videoParticipants = countRange(node)
        }
        condition.screen = bool(members["screen"], "\"screen\"")
        condition.portrait = bool(members["portrait"], "\"portrait\"")
        condition.weak = bool(members["weak"], "\"weak\"")
        return condition
    }

    private mutating func countRange(_ node: Node) -> LayoutDocument.CountRange? {
        if let number = node.value.wholeNumber {
            if let range = LayoutDocument.CountRange(number, to: number) { return range }
        } else if case .text(let text) = node.value {
            if let range = LayoutDocument.CountRange(text) { return range }
        }
        let limit = LayoutDocument.CountRange.limit
        fault(node, "a number of people is 4, \"2..4\", \"5..\" or \"..4\", up to \(limit)")
        return nil
    }
}

extension LayoutDocument {
    /// Whether a text can be the name of a layout: it stands in addresses.
    package static func isName(_ text: String) -> Bool {
        guard (1...64).contains(text.utf8.count), let first = text.utf8.first else { return false }
        return first.isLetterOrDigit
            && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_.:+".utf8.contains($0) }
    }
}

extension UInt8 {
    var isLetterOrDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        default: false
        }
    }
}
