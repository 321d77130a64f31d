import JSON

/// Reads `conference_layouts.conf.xml` of FreeSWITCH.
///
/// A `layout` consists of `image`s, squares of a canvas of 360×360 units: `x`, `y`, `scale` (and
/// `hscale`, the height, if it differs). A `group` lists layouts for growing numbers of people.
/// `floor`: who speaks comes here first; `floor-only`: nobody else does; `reservation_id` and
/// `role-id`: only members who carry it; `overlap`: over the others; `zoom`: cut to fill; `border`:
/// pixels. `bgimg` and `fgimg` are pictures below and above all.
struct FreeSWITCHLayouts {
    /// Before every name.
    let prefix: String
    let text: [UInt8]

    private static let units = 360
    /// Each says a line, which is looked for from the beginning.
    private static let maximumNotes = 100

    func imported() throws(LayoutFaults) -> ImportedLayouts {
        let root = try XMLElement(parsing: text)
        var imported = ImportedLayouts()
        var slotsByName: [String: [LayoutDocument.Slot]] = [:]
        for layout in root.descendants("layouts").flatMap({ $0.children("layout") }) {
            let name = try self.name(of: layout)
            let slots = try self.slots(of: layout, &imported.notes)
            slotsByName[layout["name"] ?? ""] = slots
            let title = layout["name"] ?? name
            imported.documents.append(document(name, title, [slots], &imported.notes))
        }
        for group in root.descendants("group") {
            let layouts = try group.children("layout").map {
                element throws(LayoutFaults) -> [LayoutDocument.Slot] in
                guard let slots = slotsByName[element.text] else {
                    throw fault("no layout is named \"\(element.text.clipped)\"", at: element)
                }
                return slots
            }
            guard !layouts.isEmpty else { throw fault("the group has no layouts", at: group) }
            let title = "\(group["name"] ?? "") (group)"
            let name = try name(of: group)
            imported.documents.append(document(name, title, layouts, &imported.notes))
        }
        guard !imported.documents.isEmpty else { throw fault("no layouts are in it", at: root) }
        return imported
    }

    private func document(
        _ name: String,
        _ title: String,
        _ layouts: [[LayoutDocument.Slot]],
        _ notes: inout [String],
    ) -> LayoutDocument {
        var document = LayoutDocument(
            name: name,
            title: title,
            variants: ImportedLayouts.variants(layouts, &notes),
        )
        // Changes of FreeSWITCH's canvas are cuts.
        document.transition.milliseconds = 0
        return document
    }

    private func name(of element: XMLElement) throws(LayoutFaults) -> String {
        guard let name = element["name"], !name.isEmpty else {
            throw fault("a \(element.name) has a name", at: element)
        }
        // A group may have the name of a layout.
        let suffix = element.name == "group" ? "-group" : ""
        return ImportedLayouts.name(prefix + name + suffix)
    }

    // MARK: A layout

    private func slots(
        of layout: XMLElement,
        _ notes: inout [String],
    ) throws(LayoutFaults) -> [LayoutDocument.Slot] {
        note(layout, ["name", "bgimg", "fgimg", "border"], &notes)
        var slots: [LayoutDocument.Slot] = []
        if let image = layout["bgimg"] { slots.append(picture("background", image, z: -1)) }
        for (index, image) in layout.children("image").enumerated() {
            var slot = try slot(image, number: index + 1, in: layout, &notes)
            if slot.source == [.speaker], slots.contains(where: { $0.source.first == .speaker }) {
                slot.source = [.empty]
                let reason = "floor-only beside another image for the floor is for nobody"
                if notes.count < Self.maximumNotes { notes.append("\(line(of: image)): \(reason)") }
            }
            slots.append(slot)
        }
        if let image = layout["fgimg"] { slots.append(picture("foreground", image, z: 2)) }
        guard !slots.isEmpty else { throw fault("the layout has no images", at: layout) }
        return slots
    }

    private func picture(_ id: String, _ name: String, z: Int) -> LayoutDocument.Slot {
        var slot = LayoutDocument.Slot(id: id, area: .rect(.whole), source: [.image(name)])
        slot.z = z
        return slot
    }

    private func slot(
        _ image: XMLElement,
        number: Int,
        in layout: XMLElement,
        _ notes: inout [String],
    ) throws(LayoutFaults) -> LayoutDocument.Slot {
        note(
            image,
            [
                "x", "y", "scale", "hscale", "zoom", "floor", "floor-only", "file-only", "overlap",
                "reservation_id", "reservation-id", "role-id", "border",
            ],
            &notes,
        )
        let x = try units("x", of: image)
        let y = try units("y", of: image)
        let scale = try units("scale", of: image)
        let height = image["hscale"] == nil ? scale : try units("hscale", of: image)
        let rect = LayoutRect(x: x, y: y, width: scale, height: height)
        var slot = LayoutDocument.Slot(
            id: "\(number)",
            area: .rect(rect),
            source: sources(of: image),
        )
        slot.z = isTrue(image["overlap"]) ? 1 : 0
        slot.style.fit = isTrue(image["zoom"]) ? .cover : .contain
        slot.whenEmpty = .keep
        let all = try border(of: layout)
        let own = try border(of: image)
        slot.style.idleBorder.width = own ?? all ?? .zero
        return slot
    }

    private func sources(of image: XMLElement) -> [LayoutDocument.SourceRule] {
        if isTrue(image["file-only"]) { return [.tag("file")] }
        if let id = image["reservation_id"] ?? image["reservation-id"] { return [.tag(id)] }
        if let role = image["role-id"] { return [.role(role)] }
        if isTrue(image["floor-only"]) { return [.speaker] }
        return (isTrue(image["floor"]) ? [.speaker] : []) + [.others, .self]
    }

    // MARK: Attributes

    /// FreeSWITCH's words for yes.
    private func isTrue(_ value: String?) -> Bool {
        guard let value else { return false }
        return ["true", "yes", "on", "enable", "enabled", "active", "allow", "t"]
            .contains(value.lowercased()) || (Int(value) ?? 0) > 0
    }

    private func units(_ name: String, of image: XMLElement) throws(LayoutFaults) -> LayoutLength {
        guard let text = image[name], let number = Int(digits: text[...]),
            let length = LayoutLength(number, over: Self.units)
        else { throw fault("an image has \"\(name)\", 0 to \(Self.units)", at: image) }
        return length
    }

    private func border(of element: XMLElement) throws(LayoutFaults) -> LayoutLength? {
        guard let text = element["border"] else { return nil }
        guard let pixels = Int(digits: text[...]) else {
            throw fault("\"border\" is a number of pixels", at: element)
        }
        // As FreeSWITCH does.
        return LayoutLength(min(pixels, 50), over: 1, .pixels)
    }

    /// Sound is no matter of layouts, films between two layouts are not played.
    private func note(_ element: XMLElement, _ known: [String], _ notes: inout [String]) {
        for (name, value) in element.attributes where !known.contains(name) {
            guard notes.count < Self.maximumNotes else { return }
            notes.append("\(line(of: element)): \(name)=\"\(value.clipped)\" is left out")
        }
    }

    private func line(of element: XMLElement) -> String {
        "line \(TextPosition(of: element.offset, in: text).line)"
    }

    private func fault(_ reason: String, at element: XMLElement) -> LayoutFaults {
        let position = TextPosition(of: element.offset, in: text)
        return LayoutFaults([LayoutFault(JSONPointer(), reason, position: position)])
    }
}
