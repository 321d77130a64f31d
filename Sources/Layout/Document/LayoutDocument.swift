/// A layout as it is written down: where people go, for any number of them.
///
/// It names places and rules for who may stand there, and never says what must happen for a
/// certain person to appear. It is read with `LayoutDocument.read`, which finds all faults at once.
package struct LayoutDocument: Hashable, Sendable {
    /// Unique among the layouts of a server, aliases included.
    package var name: String
    package var title: String
    /// Further names, such as those of other servers for the same arrangement.
    package var aliases: [String] = []
    package var canvas: Canvas
    /// At least one; the first that applies is used.
    package var variants: [Variant]
    package var overflow = Overflow()
    package var transition = Transition()
    /// What viewers see of themselves, where neither room nor participant says otherwise.
    package var selfView: SelfView?

    package init(
        name: String,
        title: String,
        aliases: [String] = [],
        canvas: Canvas = Canvas(),
        variants: [Variant],
    ) {
        self.name = name
        self.title = title
        self.aliases = aliases
        self.canvas = canvas
        self.variants = variants
    }

    /// Everybody at the same size: what a room starts with, the same as `layouts/grid.json`.
    package static let grid = LayoutDocument(
        name: "grid",
        title: "Everybody at the same size",
        aliases: ["allEqual", "equal"],
        variants: [
            Variant(slots: [
                Slot(id: "everybody", area: .grid(Grid(rect: .whole)), source: [.others, .self])
            ])
        ],
    )
}

extension LayoutDocument {
    /// Whether somebody can be pinned to a place of this name in any variant: a slot (`main`), or a
    /// cell of its grid, counted from 1 (`strip.3`).
    package func hasRegion(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard let id = parts.first, parts.count <= 2 else { return false }
        let cell = parts.count == 2 ? Int(digits: parts[1]) : 1
        guard let cell else { return false }
        return variants.contains { variant in
            switch variant.content {
            case .slots(let slots):
                slots.contains { $0.id == id && (1...$0.area.places).contains(cell) }
            case .use(_, let used): used?.hasRegion(name) ?? false
            }
        }
    }
}

extension LayoutDocument {
    /// How the canvas looks around the tiles.
    package struct Canvas: Hashable, Sendable {
        package var background = RGB(red: 0x10, green: 0x14, blue: 0x18)
        /// Between two tiles; of the canvas's width, in both directions.
        package var gap = LayoutLength.zero
        /// Around all tiles; of the canvas's width, in both directions.
        package var margin = LayoutLength.zero

        package init() {}
    }

    /// A set of places for a situation.
    package struct Variant: Hashable, Sendable {
        /// What a variant consists of.
        package indirect enum Content: Hashable, Sendable {
            /// At least one.
            case slots([Slot])
            /// Another layout takes over; the catalogue puts it in, nil before that.
            case use(String, LayoutDocument?)
        }

        /// Nil if it applies always.
        package var when: Condition?
        package var content: Content

        package init(when: Condition? = nil, content: Content) {
            self.when = when
            self.content = content
        }

        package init(when: Condition? = nil, slots: [Slot]) {
            self.init(when: when, content: .slots(slots))
        }

        package init(when: Condition? = nil, use name: String) {
            self.init(when: when, content: .use(name, nil))
        }
    }

    /// What happens to those for whom there is no place.
    package struct Overflow: Hashable, Sendable {
        package enum Show: String, CaseIterable, Sendable {
            /// A badge with their number stands on the last tile.
            case count
            /// Nothing tells of them.
            case none
        }

        package var show = Show.count
        /// After so many seconds (1…3600) others have their turn; nil: those who stand stay.
        package var rotateSeconds: Int?

        package init() {}
    }

    /// How the picture changes from one scene to the next.
    package struct Transition: Hashable, Sendable {
        package enum Easing: String, CaseIterable, Sendable {
            case linear
            case easeIn = "ease-in"
            case easeOut = "ease-out"
            case easeInOut = "ease-in-out"
        }

        /// 0…5000; 0 is a cut.
        package var milliseconds = 300
        package var easing = Easing.easeInOut

        package init() {}
    }

    /// What a viewer sees of itself.
    package enum SelfView: String, CaseIterable, Sendable {
        /// The same as everybody else: all share one picture.
        case include
        case exclude
        /// A small picture in the lower right corner.
        case corner
    }
}
