package import Layout

/// What an administrator wants a room to show.
package struct LayoutChoice: Hashable, Sendable {
    package enum Layout: Hashable, Sendable {
        /// One that the server knows, by name or alias.
        case named(String)
        /// A checked document for this room alone, with what it uses put in.
        case inline(LayoutDocument)
    }

    package var layout: Layout
    /// Who is to stand where: by slot (`main`), or by cell of a grid (`strip.3`).
    package var pins: [String: ParticipantID] = [:]
    /// Whom everybody is to see, where the layout has a place for that.
    package var spotlight: ParticipantID?

    package init(_ layout: Layout) { self.layout = layout }
}

/// What a room shows, and how.
package struct RoomLayout: Hashable, Sendable {
    /// Where everybody stands, or would stand if anybody watched; without a timestamp.
    package var state: LayoutState
    /// Whether the layout is a document for this room alone.
    package var isInline = false
    package var pins: [String: ParticipantID] = [:]
    package var spotlight: ParticipantID?
    /// How many have no place.
    package var hidden = 0

    package init(_ state: LayoutState) { self.state = state }
}
