package import JSON

/// Something wrong with a layout document.
package struct LayoutFault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where it is; the whole document if its text is no JSON.
    package var pointer: JSONPointer
    /// The layout that it is about, where several are read.
    package var layout: String?
    /// The slot that it is about, if it is about one.
    package var slot: String?
    /// What is wrong and what would be right, in words.
    package var reason: String
    /// Where it stands in the text; nil if there is no text.
    package var position: TextPosition?

    package init(
        _ pointer: JSONPointer,
        _ reason: String,
        slot: String? = nil,
        position: TextPosition? = nil,
    ) {
        self.pointer = pointer
        self.slot = slot
        self.reason = reason
        self.position = position
    }

    /// One line, to stand after a file's name.
    package var description: String {
        let place = position.map { "\($0): " } ?? ""
        let path = pointer.steps.isEmpty ? "" : "\(pointer): "
        let layout = layout.map { "layout \"\($0)\": " } ?? ""
        let slot = slot.map { "slot \"\($0)\": " } ?? ""
        return place + layout + path + slot + reason
    }
}

/// All that is wrong with a layout document, in the order of its text; at least one.
package struct LayoutFaults: Error, Hashable, Sendable, CustomStringConvertible {
    package var faults: [LayoutFault]

    package init(_ faults: [LayoutFault]) { self.faults = faults }

    package var description: String { faults.map(\.description).joined(separator: "\n") }
}
