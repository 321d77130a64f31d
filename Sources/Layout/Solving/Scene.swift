package import Media

/// How a tile looks, in pixels of the canvas.
package struct TileStyle: Hashable, Sendable {
    /// A line around the tile, inside it; no width, no line; at most a quarter of the shorter side.
    package struct Border: Hashable, Sendable {
        package var width = 0
        package var color = RGB(red: 0, green: 0, blue: 0)

        package init() {}
    }

    /// A line of text on the tile.
    package struct Label: Hashable, Sendable {
        package var text: String
        package var place: SlotStyle.Label.Place
        /// Of the letters; at most half the tile's.
        package var height: Int

        package init(text: String, place: SlotStyle.Label.Place, height: Int) {
            self.text = text
            self.place = place
            self.height = height
        }
    }

    package var fit = Fit.cover
    package var align = Alignment.center
    /// Of the corners; at most half the shorter side.
    package var radius = 0
    package var idleBorder = Border()
    package var speakingBorder = Border()
    package var label: Label?
    /// 0…1.
    package var opacity = 1.0
    package var mirror = false
    package var weight = 1.0
    package var content = SlotStyle.Content.camera

    package init() {}
}

/// Something with a place on the canvas.
package struct PlacedTile: Hashable, Sendable {
    /// What the tile shows.
    package enum Subject: Hashable, Sendable {
        /// A `LayoutParticipant.id`.
        case participant(String)
        /// A file's name.
        case image(String)
    }

    package var subject: Subject
    /// The slot of the layout that it stands in.
    package var slot: String
    /// Which place of the slot: the cell of a grid in reading order, from 0.
    package var cell = 0
    /// Inside the canvas; even.
    package var rect: PixelRect
    package var z = 0
    package var style = TileStyle()
    /// How many further people have no tile, where this is the tile to say so; else 0.
    package var more = 0

    package init(_ subject: Subject, slot: String, rect: PixelRect) {
        self.subject = subject
        self.slot = slot
        self.rect = rect
    }

    package var fit: Fit { style.fit }

    /// Who stands here, if it is somebody.
    package var participant: String? {
        if case .participant(let id) = subject { id } else { nil }
    }
}

/// A layout applied to the people present: what is to be drawn.
package struct Scene: Hashable, Sendable {
    /// What the next scene needs to know of this one, beside the tiles.
    package struct Memory: Hashable, Sendable {
        /// The variant, and for each layout that it used the variant there.
        var variant: [Int] = []
        /// How many cells each grid was divided into.
        var cells: [String: Int] = [:]
        /// The turn that the people had who share places.
        var turn = 0
        /// Who was the last to get a place when the turn began.
        var lastInTurn: String?

        package init() {}
    }

    package var canvas: PixelSize
    package var background: RGB
    /// In the order of drawing: later ones cover earlier ones.
    ///
    /// Who stands in a slot that repeats may have several, everybody else has at most one.
    package var tiles: [PlacedTile]
    /// Those who are to be seen and have no tile.
    package var hidden = 0
    /// After how many seconds they have their turn; nil if nobody waits, or those who stand stay.
    package var turnSeconds: Int?
    package var transition = LayoutDocument.Transition()
    package var memory = Memory()

    package init(canvas: PixelSize, background: RGB, tiles: [PlacedTile]) {
        self.canvas = canvas
        self.background = background
        self.tiles = tiles
    }

    /// Whether both came of the same slots of the same layout.
    package func hasSameVariant(as other: Scene) -> Bool { memory.variant == other.memory.variant }
}
