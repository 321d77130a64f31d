import JSON

/// Reads video layouts of the Open WebRTC Toolkit.
///
/// A template is `{"primary"?: id, "region": [{"id", "shape": "rectangle", "area": {"left", "top",
/// "width", "height"}}]}`, where each length is a number, `"p/q"` or `{"numerator",
/// "denominator"}`. Of a list of them the first that has room for all is used. A view's settings
/// may stand around it: `{"layout": {"fitPolicy", "templates": {"base", "custom": […]}},
/// "bgColor", "keepActiveInputPrimary"}`.
struct OpenWebRTCToolkitLayout {
    let name: String

    func imported(_ text: [UInt8]) throws(LayoutFaults) -> ImportedLayouts {
        try LayoutDocument.placed(in: text) { value throws(LayoutFaults) in
            var reader = ToolkitReader()
            let imported = reader.layout(LayoutReader.Node(value, JSONPointer()), name: name)
            guard reader.faults.isEmpty else { throw LayoutFaults(reader.faults) }
            return imported
        }
    }
}

private struct ToolkitReader {
    private var reader = LayoutReader()
    private var notes: [String] = []

    var faults: [LayoutFault] { reader.faults }

    mutating func layout(_ node: LayoutReader.Node, name: String) -> ImportedLayouts {
        let video = node.member("video") ?? node
        let layout = video.member("layout") ?? video
        let templates = layout.member("templates") ?? layout
        let list = templates.member("custom") ?? templates
        // Without a policy the toolkit shows pictures whole.
        let fit: Fit = layout.text("fitPolicy") == "crop" ? .cover : .contain
        let followsSpeaker = video.isTrue("keepActiveInputPrimary")
        if let base = templates.text("base"), base != "void", base != "custom" {
            notes.append(
                "the base template \"\(base)\" is left out: \"grid\" and \"one-plus-…\" do it"
            )
        }
        var layouts: [[LayoutDocument.Slot]] = []
        for node in reader.list(list, "a list of templates", 1...LayoutReader.maximumVariants) {
            layouts.append(template(node, fit: fit, followsSpeaker: followsSpeaker))
        }
        var document = LayoutDocument(
            name: ImportedLayouts.name(name),
            title: name,
            variants: ImportedLayouts.variants(layouts, &notes),
        )
        document.canvas.background = background(video) ?? RGB(red: 0, green: 0, blue: 0)
        document.transition.milliseconds = 0
        var imported = ImportedLayouts()
        imported.documents = [document]
        imported.notes = notes
        return imported
    }

    private mutating func template(
        _ node: LayoutReader.Node,
        fit: Fit,
        followsSpeaker: Bool,
    ) -> [LayoutDocument.Slot] {
        guard let regions = node.member("region") else {
            reader.fault(node, "a template has \"region\"")
            return []
        }
        let list = reader.list(regions, "\"region\"", 1...LayoutReader.maximumSlots)
        let primary = node.text("primary") ?? list.first?.text("id")
        return list.enumerated().map { index, region in
            let id = region.text("id") ?? "\(index + 1)"
            let isPrimary = followsSpeaker && id == primary
            let area = area(region)
            let bytes = id.utf8.map { $0.isLetterOrDigit ? $0 : UInt8(ascii: "-") }
            var slot = LayoutDocument.Slot(
                id: String(decoding: bytes.prefix(64), as: UTF8.self),
                area: .rect(area),
                source: (isPrimary ? [.speaker] : []) + [.others, .self],
            )
            slot.style.fit = fit
            return slot
        }
    }

    private mutating func area(_ region: LayoutReader.Node) -> LayoutRect {
        if let shape = region.text("shape"), shape != "rectangle" {
            reader.fault(
                region,
                "the shape \"\(shape.clipped)\" is not known: only rectangles are",
            )
        }
        guard let area = region.member("area") else {
            reader.fault(region, "a region has \"area\"")
            return .whole
        }
        let x = length(area, "left")
        let y = length(area, "top")
        return LayoutRect(
            x: x,
            y: y,
            width: Self.clipped(length(area, "width"), after: x),
            height: Self.clipped(length(area, "height"), after: y),
        )
    }

    private mutating func length(_ area: LayoutReader.Node, _ name: String) -> LayoutLength {
        guard let node = area.member(name) else {
            reader.fault(area, "an area has \"\(name)\"")
            return .zero
        }
        let length: LayoutLength?
        switch node.value {
        case .integer(let number): length = Self.fraction(Double(number))
        case .number(let number): length = Self.fraction(number)
        case .text(let text): length = LayoutLength(text) ?? Double(text).flatMap(Self.fraction)
        case .object:
            let top = node.whole("numerator")
            let bottom = node.whole("denominator")
            length = top.flatMap { top in bottom.flatMap { LayoutLength(top, over: $0) } }
        default: length = nil
        }
        if length == nil { reader.fault(node, "\"\(name)\" is a part of 1: 0.5 or \"1/2\"") }
        return length ?? .zero
    }

    private mutating func background(_ video: LayoutReader.Node) -> RGB? {
        guard let color = video.member("bgColor") else { return nil }
        let parts = ["r", "g", "b"].map { color.whole($0) ?? -1 }
        guard parts.allSatisfy({ (0...255).contains($0) }) else {
            reader.fault(color, "a background has \"r\", \"g\" and \"b\", 0 to 255")
            return nil
        }
        return RGB(red: UInt8(parts[0]), green: UInt8(parts[1]), blue: UInt8(parts[2]))
    }

    /// A decimal number as the fraction that it was rounded from, if that is a simple one.
    private static func fraction(_ number: Double) -> LayoutLength? {
        guard (0...1).contains(number) else { return nil }
        for denominator in 1...48 {
            let numerator = (number * Double(denominator)).rounded()
            // "0.333" is meant to be a third.
            if abs(numerator / Double(denominator) - number) < 0.000_51 {
                return LayoutLength(Int(numerator), over: denominator)
            }
        }
        return LayoutLength(Int((number * 100_000).rounded()), over: 100_000)
    }

    /// An extent that ends on the canvas: numbers that were rounded up may not.
    private static func clipped(_ extent: LayoutLength, after start: LayoutLength) -> LayoutLength {
        let end = start.numerator * extent.denominator + extent.numerator * start.denominator
        let whole = start.denominator * extent.denominator
        guard end > whole, (end - whole) * 100 < whole else { return extent }
        return LayoutLength(start.denominator - start.numerator, over: start.denominator) ?? extent
    }
}

extension LayoutReader.Node {
    fileprivate func member(_ name: String) -> LayoutReader.Node? {
        value[name].map { LayoutReader.Node($0, pointer.appending(name)) }
    }

    /// A text, or a whole number as one.
    fileprivate func text(_ name: String) -> String? {
        if case .text(let text)? = value[name] { return text }
        return whole(name).map { "\($0)" }
    }

    fileprivate func isTrue(_ name: String) -> Bool { value[name] == true }

    fileprivate func whole(_ name: String) -> Int? { value[name]?.wholeNumber }
}
