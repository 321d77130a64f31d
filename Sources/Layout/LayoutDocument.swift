/// A layout as it is written down: where people go, for any number of them.
///
/// Decodes from JSON; a key that it does not know, or a value that makes no sense, is an error with
/// its coding path.
package struct LayoutDocument: Hashable, Encodable, Sendable {
    /// How the canvas looks around the tiles.
    package struct Canvas: Hashable, Encodable, Sendable {
        package var background = RGB(red: 0x10, green: 0x14, blue: 0x18)
        /// Between two tiles; of the canvas's width, in both directions.
        package var gap = LayoutLength.zero
        /// Around all tiles; of the canvas's width, in both directions.
        package var margin = LayoutLength.zero

        package init() {}
    }

    /// A set of slots for a situation; the first that applies is used.
    package struct Variant: Hashable, Encodable, Sendable {
        /// At least one.
        package var slots: [Slot]

        package init(slots: [Slot]) { self.slots = slots }
    }

    /// A place on the canvas and who may stand there.
    package struct Slot: Hashable, Encodable, Sendable {
        /// Unique in its variant.
        package var id: String
        package var grid: Grid
        /// The first rule that finds somebody wins, for each cell in turn.
        package var source: [SourceRule]
        package var fit: Fit

        package init(id: String, grid: Grid, source: [SourceRule], fit: Fit) {
            self.id = id
            self.grid = grid
            self.source = source
            self.fit = fit
        }
    }

    /// An area divided into cells, as many as there are people.
    package struct Grid: Hashable, Sendable {
        package var rect: LayoutRect

        package init(rect: LayoutRect) { self.rect = rect }
    }

    /// Who may stand in a slot.
    package enum SourceRule: String, Codable, CaseIterable, Sendable {
        /// Everybody but the viewer, in the order in which they came.
        case others
        /// The viewer.
        case `self`
    }

    package var name: String
    package var title: String
    package var canvas: Canvas
    /// At least one.
    package var variants: [Variant]

    package init(name: String, title: String, canvas: Canvas = Canvas(), variants: [Variant]) {
        self.name = name
        self.title = title
        self.canvas = canvas
        self.variants = variants
    }

    /// Everybody at the same size: what a room starts with, the same as `layouts/grid.json`.
    package static let grid = LayoutDocument(
        name: "grid",
        title: "Everybody at the same size",
        variants: [
            Variant(slots: [
                Slot(
                    id: "everybody",
                    grid: Grid(rect: .whole),
                    source: [.others, .self],
                    fit: .cover,
                )
            ])
        ],
    )
}

/// How a picture whose aspect is not the tile's fills the tile.
package enum Fit: String, Codable, Sendable {
    /// Fills the tile; what stands out is cut off.
    case cover
    /// All of the picture between two bars.
    case contain
    /// All of the picture, distorted.
    case stretch
}

/// A rectangle of the canvas: `[x, y, width, height]`.
package struct LayoutRect: Hashable, Sendable {
    package var x: LayoutLength
    package var y: LayoutLength
    package var width: LayoutLength
    package var height: LayoutLength

    package static let whole = LayoutRect(x: .zero, y: .zero, width: .whole, height: .whole)
}
