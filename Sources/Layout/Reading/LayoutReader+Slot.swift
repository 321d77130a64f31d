import JSON

extension LayoutReader {
    static let maximumSlots = 128
    static let maximumSources = 16

    mutating func slots(_ node: Node) -> [LayoutDocument.Slot] {
        var slots: [LayoutDocument.Slot] = []
        for node in list(node, "\"slots\"", 1...Self.maximumSlots) {
            slot = nil
            let read = self.slot(node)
            if slots.contains(where: { $0.id == read.id }), !read.id.isEmpty {
                fault(node, "two slots of a variant have this id")
            }
            slots.append(read)
        }
        slot = nil
        return slots
    }

    private mutating func slot(_ node: Node) -> LayoutDocument.Slot {
        if case .text(let id)? = node.value["id"] { slot = id.clipped }
        let members = object(node, "a slot", keys: LayoutKeys.slot, required: ["id", "source"])
        var slot = LayoutDocument.Slot(id: slot ?? "", area: .rect(.whole), source: [])
        guard let members else { return slot }
        slot.id = members["id"].flatMap { slotID($0) } ?? slot.id
        slot.area = area(node, members)
        slot.source = members["source"].map { sources($0) } ?? []
        slot.z = whole(members["z"], "\"z\"", -100...100) ?? slot.z
        slot.repeats = bool(members["repeat"], "\"repeat\"") ?? slot.repeats
        slot.style = style(members)
        slot.whenEmpty = members["whenEmpty"].flatMap { whenEmpty($0) } ?? slot.whenEmpty
        return slot
    }

    private mutating func slotID(_ node: Node) -> String? {
        guard let text = string(node, "the id of a slot") else { return nil }
        let isValid =
            (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { $0.isLetterOrDigit || "-_".utf8.contains($0) }
        if !isValid { fault(node, "the id of a slot has 1 to 64 of letters, digits, - and _") }
        if text == LayoutDocument.selfViewSlot {
            fault(node, "\"\(text)\" names the picture of the self view")
        }
        return text
    }

    private mutating func sources(_ node: Node) -> [LayoutDocument.SourceRule] {
        var rules: [LayoutDocument.SourceRule] = []
        for node in list(node, "\"source\"", 1...Self.maximumSources) {
            guard let text = string(node, "a source") else { continue }
            if let rule = LayoutDocument.SourceRule(text) {
                if rules.contains(rule) { fault(node, "\"\(text.clipped)\" stands twice") }
                rules.append(rule)
            } else {
                let known =
                    LayoutDocument.SourceRule.words.map(\.word)
                    + LayoutDocument.SourceRule.prefixes.map { $0 + ":…" }
                let advice = Spelling.advice(for: text, among: known)
                fault(node, "\"\(text.clipped)\" is no source\(advice)")
            }
        }
        return rules
    }

    private mutating func whenEmpty(_ node: Node) -> LayoutDocument.Slot.WhenEmpty? {
        guard let text = string(node, "\"whenEmpty\"") else { return nil }
        switch LayoutDocument.SourceRule(text) {
        case .image(let name)?: return .image(name)
        default: break
        }
        switch text {
        case "collapse": return .collapse
        case "keep": return .keep
        default:
            fault(node, "\"whenEmpty\" is \"collapse\", \"keep\" or \"image:…\"")
            return nil
        }
    }

    // MARK: Geometry

    private mutating func area(_ node: Node, _ members: [String: Node]) -> LayoutDocument.Slot.Area
    {
        switch (members["rect"], members["grid"]) {
        case (let rect?, nil): return .rect(self.rect(rect) ?? .whole)
        case (nil, let grid?): return .grid(self.grid(grid))
        default:
            fault(node, "a slot has either \"rect\" or \"grid\"")
            return .rect(.whole)
        }
    }

    private mutating func grid(_ node: Node) -> LayoutDocument.Grid {
        var grid = LayoutDocument.Grid(rect: .whole)
        guard let members = object(node, "\"grid\"", keys: LayoutKeys.grid, required: ["rect"])
        else { return grid }
        grid.rect = members["rect"].flatMap { rect($0) } ?? .whole
        let isAutomatic = bool(members["auto"], "\"auto\"") ?? false
        let columns = whole(members["columns"], "the number of columns", 1...16)
        let rows = whole(members["rows"], "the number of rows", 1...16)
        switch (members["columns"], members["rows"], isAutomatic) {
        case (nil, nil, true): break
        case (.some, .some, false): grid.shape = .fixed(columns: columns ?? 1, rows: rows ?? 1)
        default: fault(node, "a grid has either \"columns\" and \"rows\" or \"auto\": true")
        }
        if (columns ?? 1) * (rows ?? 1) > Self.maximumSlots {
            fault(node, "a grid has at most \(Self.maximumSlots) cells")
        }
        return grid
    }

    private mutating func rect(_ node: Node) -> LayoutRect? {
        guard case .array(let elements) = node.value, elements.count == 4 else {
            fault(node, "a rectangle is [x, y, width, height], four lengths")
            return nil
        }
        var lengths: [LayoutLength?] = []
        for (index, element) in elements.enumerated() {
            lengths.append(length(Node(element, node.pointer.appending(index)), "a length"))
        }
        guard let x = lengths[0], let y = lengths[1], let width = lengths[2],
            let height = lengths[3]
        else { return nil }
        return LayoutRect(x: x, y: y, width: width, height: height)
    }

    // MARK: Style

    private mutating func style(_ members: [String: Node]) -> SlotStyle {
        var style = SlotStyle()
        style.fit = word(members["fit"], "fit") ?? style.fit
        style.align = word(members["align"], "alignment") ?? style.align
        style.radius = short(members["radius"], "the radius") ?? style.radius
        if let node = members["border"] { borders(node, &style) }
        if let node = members["label"] { style.label = label(node) }
        style.opacity = number(members["opacity"], "the opacity", 0...1) ?? style.opacity
        style.mirror = bool(members["mirror"], "\"mirror\"") ?? style.mirror
        style.minHeight = length(members["minHeight"], "a height") ?? style.minHeight
        style.weight = number(members["weight"], "the weight", 0.1...10) ?? style.weight
        style.content = word(members["content"], "content of a tile") ?? style.content
        return style
    }

    private mutating func borders(_ node: Node, _ style: inout SlotStyle) {
        let members = object(node, "\"border\"", keys: LayoutKeys.borders) ?? [:]
        if let node = members["idle"] { style.idleBorder = border(node, style.idleBorder) }
        if let node = members["speaking"] {
            style.speakingBorder = border(node, style.speakingBorder)
        }
    }

    private mutating func border(_ node: Node, _ before: SlotStyle.Border) -> SlotStyle.Border {
        if node.value == .null { return .none }
        var border = before
        let members = object(node, "a border", keys: LayoutKeys.border) ?? [:]
        border.width = short(members["width"], "the width of a border") ?? border.width
        border.color = color(members["color"], "a color") ?? border.color
        return border
    }

    private mutating func label(_ node: Node) -> SlotStyle.Label? {
        if node.value == .null { return nil }
        var label = SlotStyle.Label()
        let members = object(node, "\"label\"", keys: LayoutKeys.label) ?? [:]
        if let node = members["template"], let text = words(node, "a template", atMost: 200) {
            for name in SlotStyle.Label.unknownVariables(in: text) {
                let known = SlotStyle.Label.variables
                let advice = Spelling.advice(for: name, among: known)
                fault(node, "\"{\(name.clipped)}\" is nothing that a label can say\(advice)")
            }
            label.template = text
        }
        label.place = word(members["place"], "place of a label") ?? label.place
        label.size = short(members["size"], "the size of a label") ?? label.size
        label.minHeight = length(members["minHeight"], "a height") ?? label.minHeight
        return label
    }
}

extension LayoutDocument {
    /// The id of the tile in which a viewer sees itself, by the self-view policy `corner`.
    package static let selfViewSlot = "self-view"
}

extension SlotStyle.Label {
    /// What stands in braces and is no variable.
    static func unknownVariables(in template: String) -> [String] {
        var unknown: [String] = []
        var rest = template[...]
        while let open = rest.firstIndex(of: "{") {
            rest = rest[rest.index(after: open)...]
            guard let close = rest.firstIndex(of: "}") else { return unknown + [String(rest)] }
            let name = String(rest[..<close])
            if !variables.contains(name) { unknown.append(name) }
            rest = rest[rest.index(after: close)...]
        }
        return unknown
    }

    /// The template with its variables filled in.
    package func text(name: String, role: String?, id: String) -> String {
        var text = ""
        var rest = template[...]
        while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
            text += rest[..<open]
            switch rest[rest.index(after: open)..<close] {
            case "name": text += name
            case "role": text += role ?? ""
            case "id": text += id
            default: break
            }
            rest = rest[rest.index(after: close)...]
        }
        return text + rest
    }
}
