import JSON

/// What became of the layouts of another server.
package struct ImportedLayouts: Sendable {
    package var documents: [LayoutDocument] = []
    /// What the other server's file says and a layout cannot say, in words.
    package var notes: [String] = []

    package init() {}

    /// Reads FreeSWITCH's `conference_layouts.conf.xml`, or video layouts of the Open WebRTC Toolkit
    /// in JSON.
    ///
    /// - Parameters:
    ///   - text: the file.
    ///   - name: of the layout where the file gives none.
    ///   - prefix: before every name, so that they stand beside others.
    /// - Throws: what is wrong with the file.
    package init(
        reading text: [UInt8],
        name: String,
        prefix: String,
    ) throws(LayoutFaults) {
        let space: Set<UInt8> = [0x20, 0x09, 0x0A, 0x0D, 0xEF, 0xBB, 0xBF]
        if text.first(where: { !space.contains($0) }) == UInt8(ascii: "<") {
            self = try FreeSWITCHLayouts(prefix: prefix, text: text).imported()
        } else {
            let toolkit = OpenWebRTCToolkitLayout(name: prefix + name)
            self = try toolkit.imported(text)
        }
        documents = try documents.map { document throws(LayoutFaults) in
            // What was imported is a document like any other.
            try LayoutDocument.readAlone(Array(document.json.json.utf8))
        }
    }

    /// A name that a layout can have, made of any text.
    static func name(_ text: String) -> String {
        let allowed = text.utf8.map { byte in
            byte.isLetterOrDigit || "-_.:+".utf8.contains(byte) ? byte : UInt8(ascii: "-")
        }
        let name = String(decoding: allowed.drop { !$0.isLetterOrDigit }.prefix(64), as: UTF8.self)
        return name.isEmpty ? "layout" : name
    }

    /// The first layout that has room for all is used, or else the last one with most room.
    ///
    /// - Parameter notes: told of layouts that are never used.
    static func variants(
        _ layouts: [[LayoutDocument.Slot]],
        _ notes: inout [String],
    ) -> [LayoutDocument.Variant] {
        var growing: [(slots: [LayoutDocument.Slot], places: Int)] = []
        for (index, slots) in layouts.enumerated() {
            let places = places(slots)
            if places > growing.last?.places ?? -1 {
                growing.append((slots, places))
            } else {
                notes.append(
                    "layout \(index + 1) of a list is left out: one before it has as much room"
                )
            }
        }
        return growing.enumerated().map { index, layout in
            var condition: LayoutDocument.Condition?
            if index < growing.count - 1 {
                condition = LayoutDocument.Condition()
                condition?.participants = LayoutDocument.CountRange(0, to: layout.places)
            }
            return LayoutDocument.Variant(when: condition, slots: layout.slots)
        }
    }

    /// How many people can stand in slots.
    static func places(_ slots: [LayoutDocument.Slot]) -> Int {
        slots.count { slot in
            !slot.source.contains { rule in
                if case .image = rule { true } else { rule == .empty }
            }
        }
    }
}
