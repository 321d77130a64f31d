import JSON

/// Finds what is wrong with a document that can be read: places that nobody can see, slots that
/// nobody can fill, variants that never apply, situations that nobody thought of.
enum LayoutChecks {
    /// A tile is at least this part of the canvas, in either direction: 20×11 of 1280×720.
    private static let smallest = LayoutLength(1, of: 64)
    private static let smallestPixels = 16
    /// Each can be a tile that is drawn, with a picture where nobody stands.
    private static let maximumPlaces = 256

    static func faults(of document: LayoutDocument) -> [LayoutFault] {
        var faults: [LayoutFault] = []
        let variants = JSONPointer().appending("variants")
        for (index, variant) in document.variants.enumerated() {
            guard case .slots(let slots) = variant.content else { continue }
            let place = variants.appending(index).appending("slots")
            let places = slots.reduce(0) { $0 + $1.area.places }
            if places > maximumPlaces {
                let reason = "has \(places) places: at most \(maximumPlaces)"
                faults.append(LayoutFault(place, reason))
            }
            for (number, slot) in slots.enumerated() {
                let pointer = place.appending(number)
                faults += geometry(slot, pointer)
                faults += sources(slot, pointer)
                let reason = emptiness(of: slot, after: slots[..<number], variant, document)
                if let reason {
                    let source = pointer.appending("source")
                    faults.append(
                        LayoutFault(source, "can never be filled: \(reason)", slot: slot.id)
                    )
                }
            }
        }
        return faults + Coverage(document).faults(at: variants)
    }

    // MARK: Geometry

    private static func geometry(
        _ slot: LayoutDocument.Slot,
        _ pointer: JSONPointer,
    ) -> [LayoutFault] {
        let rect = slot.area.rect
        var (columns, rows) = (1, 1)
        var place = pointer.appending("rect")
        if case .grid(let grid) = slot.area {
            place = pointer.appending("grid").appending("rect")
            if case .fixed(let fixedColumns, let fixedRows) = grid.shape {
                (columns, rows) = (fixedColumns, fixedRows)
            }
        }
        var reasons: [String] = []
        for (start, extent, side) in [
            (rect.x, rect.width, "right"), (rect.y, rect.height, "bottom"),
        ] {
            if extent.numerator == 0 {
                reasons.append("is empty")
            } else if !isInside(start, extent) {
                reasons.append("reaches outside the canvas at the \(side)")
            }
        }
        if reasons.isEmpty {
            if isTooSmall(rect.width, in: columns) { reasons.append(tooSmall("wide", columns)) }
            if isTooSmall(rect.height, in: rows) { reasons.append(tooSmall("high", rows)) }
        }
        var faults = reasons.map { LayoutFault(place, $0, slot: slot.id) }
        if isLess(rect.height, slot.style.minHeight, times: rows) {
            let reason = "can never be filled: its tiles are lower than its minHeight"
            faults.append(LayoutFault(pointer.appending("minHeight"), reason, slot: slot.id))
        }
        return faults
    }

    /// Whether a span ends on the canvas; one that is partly in pixels is cut where it does not.
    private static func isInside(_ start: LayoutLength, _ extent: LayoutLength) -> Bool {
        guard start.unit == .canvas else { return true }
        guard extent.unit == .canvas else { return start.numerator < start.denominator }
        // start + extent ≤ 1 in whole numbers; each product is at most 10¹².
        let end = start.numerator * extent.denominator + extent.numerator * start.denominator
        return end <= start.denominator * extent.denominator
    }

    private static func isTooSmall(_ extent: LayoutLength, in parts: Int) -> Bool {
        extent.unit == .canvas
            ? isLess(extent, smallest, times: parts) : extent.numerator < smallestPixels * parts
    }

    private static func tooSmall(_ direction: String, _ parts: Int) -> String {
        let what = parts == 1 ? "is" : "has cells that are"
        return "\(what) below the minimum size: less than \(smallest.text) of the canvas or "
            + "\(smallestPixels) pixels \(direction)"
    }

    /// Whether an extent is less than so many times a length; false if their units differ.
    private static func isLess(_ extent: LayoutLength, _ length: LayoutLength, times: Int) -> Bool {
        extent.unit == length.unit
            && extent.numerator * length.denominator < length.numerator * times * extent.denominator
    }

    // MARK: Sources

    private static func sources(
        _ slot: LayoutDocument.Slot,
        _ pointer: JSONPointer,
    ) -> [LayoutFault] {
        var faults: [LayoutFault] = []
        if let last = slot.source.firstIndex(where: \.isLast), last < slot.source.count - 1 {
            let reason = "never reached: \"\(slot.source[last].text)\" leaves nothing to look for"
            let place = pointer.appending("source").appending(last + 1)
            faults.append(LayoutFault(place, reason, slot: slot.id))
        }
        guard case .grid(let grid) = slot.area, grid.shape == .automatic else { return faults }
        if slot.whenEmpty != .collapse {
            let reason = "an automatic grid has no empty cells"
            faults.append(LayoutFault(pointer.appending("whenEmpty"), reason, slot: slot.id))
        }
        if slot.source.contains(where: \.isLast) {
            let reason = "an automatic grid has cells for people only"
            faults.append(LayoutFault(pointer.appending("source"), reason, slot: slot.id))
        }
        return faults
    }

    /// Why nobody can ever stand in a slot; nil if somebody can, or nobody should.
    private static func emptiness(
        of slot: LayoutDocument.Slot,
        after earlier: ArraySlice<LayoutDocument.Slot>,
        _ variant: LayoutDocument.Variant,
        _ document: LayoutDocument,
    ) -> String? {
        guard !slot.source.contains(where: \.isLast) else { return nil }
        if variant.when?.participants?.upper == 0 { return "its variant is for nobody" }
        let reasons = slot.source.map { rule -> String? in
            switch rule {
            case .screen where variant.when?.screen == false:
                return "its variant is for when no screen is shared"
            case .self where document.selfView == .exclude || document.selfView == .corner:
                return "the layout does not show viewers among the others"
            case .speaker, .previousSpeaker, .self, .id:
                guard !slot.repeats else { return nil }
                let taker = earlier.first { !$0.repeats && $0.source.first == rule }
                return taker.map { "slot \"\($0.id)\" before it takes \"\(rule.text)\"" }
            default: return nil
            }
        }
        guard reasons.allSatisfy({ $0 != nil }) else { return nil }
        return reasons.compactMap(\.self).first
    }
}
