extension LayoutDocument {
    /// A place on the canvas and who may stand there.
    package struct Slot: Hashable, Sendable {
        /// The shape of a place.
        package enum Area: Hashable, Sendable {
            /// One tile.
            case rect(LayoutRect)
            /// As many tiles as it has cells.
            case grid(Grid)

            /// All of it.
            package var rect: LayoutRect {
                switch self {
                case .rect(let rect): rect
                case .grid(let grid): grid.rect
                }
            }

            /// How many tiles there can be.
            package var places: Int {
                guard case .grid(let grid) = self else { return 1 }
                switch grid.shape {
                case .automatic: return AutomaticGrid.maximumTiles
                case .fixed(let columns, let rows): return columns * rows
                }
            }
        }

        /// What becomes of a place that nobody takes.
        package enum WhenEmpty: Hashable, Sendable {
            /// The others close ranks: cells after it move up, and somebody who stands in a later
            /// place by the same kind of rule moves here.
            case collapse
            /// It stays free and nobody moves.
            case keep
            /// A picture stands in; the name of a file.
            case image(String)
        }

        /// Unique in its variant.
        package var id: String
        package var area: Area
        /// The first rule that finds somebody wins, for each cell in turn.
        package var source: [SourceRule]
        /// Higher ones cover lower ones; −100…100.
        package var z = 0
        /// Whether somebody may stand here who stands elsewhere too.
        package var repeats = false
        package var style = SlotStyle()
        package var whenEmpty = WhenEmpty.collapse

        package init(id: String, area: Area, source: [SourceRule]) {
            self.id = id
            self.area = area
            self.source = source
        }
    }

    /// An area divided into cells.
    package struct Grid: Hashable, Sendable {
        package enum Shape: Hashable, Sendable {
            /// As many cells as there are people, in the rows and columns that show most of them.
            case automatic
            /// At most so many people; 1…16 each.
            case fixed(columns: Int, rows: Int)
        }

        package var rect: LayoutRect
        package var shape: Shape

        package init(rect: LayoutRect, shape: Shape = .automatic) {
            self.rect = rect
            self.shape = shape
        }
    }
}

/// A rectangle of the canvas: `[x, y, width, height]`.
package struct LayoutRect: Hashable, Sendable {
    package var x: LayoutLength
    package var y: LayoutLength
    package var width: LayoutLength
    package var height: LayoutLength

    package init(x: LayoutLength, y: LayoutLength, width: LayoutLength, height: LayoutLength) {
        self.x = x
        self.y = y
        self.width = width
        self.height = height
    }

    package static let whole = LayoutRect(x: .zero, y: .zero, width: .whole, height: .whole)
}
