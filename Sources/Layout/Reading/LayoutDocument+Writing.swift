package import JSON

extension LayoutDocument {
    /// The document as JSON, without what is as by default.
    package var json: JSONValue {
        let plain = LayoutDocument(name: name, title: title, variants: [])
        return .members([
            "name": .text(name),
            "title": .text(title),
            "aliases": JSONValue.array(aliases.map(JSONValue.text)).unless(aliases.isEmpty),
            "canvas": canvas.json.unless(canvas == plain.canvas),
            "variants": .array(variants.map(\.json)),
            "overflow": overflow.json.unless(overflow == plain.overflow),
            "transition": transition.json.unless(transition == plain.transition),
            "selfView": selfView.map { .text($0.rawValue) },
        ])
    }
}

extension JSONValue {
    /// The value, or nothing where it is the default.
    fileprivate func unless(_ isPlain: Bool) -> JSONValue? { isPlain ? .none : self }
}

extension LayoutDocument.Canvas {
    fileprivate var json: JSONValue {
        [
            "background": .text(background.text), "gap": .text(gap.text),
            "margin": .text(margin.text),
        ]
    }
}

extension LayoutDocument.Overflow {
    fileprivate var json: JSONValue {
        .members(["show": .text(show.rawValue), "rotate": rotateSeconds.map(JSONValue.integer)])
    }
}

extension LayoutDocument.Transition {
    fileprivate var json: JSONValue {
        ["ms": .integer(milliseconds), "easing": .text(easing.rawValue)]
    }
}

extension LayoutDocument.Variant {
    fileprivate var json: JSONValue {
        switch content {
        case .slots(let slots):
            .members(["when": when?.json, "slots": .array(slots.map(\.json))])
        case .use(let name, _): .members(["when": when?.json, "use": .text(name)])
        }
    }
}

extension LayoutDocument.Condition {
    fileprivate var json: JSONValue {
        .members([
            "participants": participants?.json,
            "videoParticipants": videoParticipants?.json,
            "screen": screen.map(JSONValue.flag),
            "portrait": portrait.map(JSONValue.flag),
            "weak": weak.map(JSONValue.flag),
        ])
    }
}

extension LayoutDocument.CountRange {
    fileprivate var json: JSONValue {
        upper == lower ? .integer(lower) : .text("\(lower)..\(upper.map { "\($0)" } ?? "")")
    }
}

extension LayoutDocument.Slot {
    fileprivate var json: JSONValue {
        var members: [JSONValue.Member] = []
        func add(_ name: String, _ value: JSONValue, unless isPlain: Bool = false) {
            if !isPlain { members.append(JSONValue.Member(name: name, value: value)) }
        }
        add("id", .text(id))
        switch area {
        case .rect(let rect): add("rect", rect.json)
        case .grid(let grid): add("grid", grid.json)
        }
        add("z", .integer(z), unless: z == 0)
        add("source", .array(source.map { .text($0.text) }))
        add("repeat", true, unless: !repeats)
        members += style.members
        switch whenEmpty {
        case .collapse: break
        case .keep: add("whenEmpty", "keep")
        case .image(let name): add("whenEmpty", .text("image:" + name))
        }
        return .object(members)
    }
}

extension LayoutDocument.Grid {
    fileprivate var json: JSONValue {
        switch shape {
        case .automatic: ["rect": rect.json, "auto": true]
        case .fixed(let columns, let rows):
            ["rect": rect.json, "columns": .integer(columns), "rows": .integer(rows)]
        }
    }
}

extension LayoutRect {
    fileprivate var json: JSONValue {
        .array([x, y, width, height].map { .text($0.text) })
    }
}

extension SlotStyle {
    fileprivate var members: [JSONValue.Member] {
        let plain = SlotStyle()
        var members: [JSONValue.Member] = []
        func add(_ name: String, _ value: JSONValue, unless isPlain: Bool) {
            if !isPlain { members.append(JSONValue.Member(name: name, value: value)) }
        }
        let isIdlePlain = idleBorder == plain.idleBorder
        let isSpeakingPlain = speakingBorder == plain.speakingBorder
        let borders = JSONValue.members([
            "idle": idleBorder.json.unless(isIdlePlain),
            "speaking": speakingBorder.json.unless(isSpeakingPlain),
        ])
        add("fit", .text(fit.rawValue), unless: fit == plain.fit)
        add("align", .text(align.rawValue), unless: align == plain.align)
        add("radius", .text(radius.text), unless: radius == plain.radius)
        add("border", borders, unless: isIdlePlain && isSpeakingPlain)
        add("label", label?.json ?? .null, unless: label == plain.label)
        add("opacity", .number(opacity), unless: opacity == plain.opacity)
        add("mirror", .flag(mirror), unless: mirror == plain.mirror)
        add("minHeight", .text(minHeight.text), unless: minHeight == plain.minHeight)
        add("weight", .number(weight), unless: weight == plain.weight)
        add("content", .text(content.rawValue), unless: content == plain.content)
        return members
    }
}

extension SlotStyle.Border {
    fileprivate var json: JSONValue { ["width": .text(width.text), "color": .text(color.text)] }
}

extension SlotStyle.Label {
    fileprivate var json: JSONValue {
        [
            "template": .text(template), "place": .text(place.rawValue),
            "size": .text(size.text), "minHeight": .text(minHeight.text),
        ]
    }
}
