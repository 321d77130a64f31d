package import Media

/// One tile of a canvas: where it stands, what it shows, how it looks.
package struct CanvasTile: Sendable {
    /// Inside the canvas, all four numbers even; later tiles cover earlier ones.
    package var rect: PixelRect
    /// What is shown; nil for a tile that only carries overlays.
    ///
    /// If its size is not the rectangle's it is scaled, and cut to the rectangle's aspect.
    package var picture: Picture?
    package var look: TileLook
    /// Over picture and border; what reaches beyond the tile is cut off.
    package var overlays: [PlacedOverlay]

    package init(
        rect: PixelRect,
        picture: Picture?,
        look: TileLook = TileLook(),
        overlays: [PlacedOverlay] = [],
    ) {
        self.rect = rect
        self.picture = picture
        self.look = look
        self.overlays = overlays
    }

    /// Whether nothing of what lies below is seen through it.
    var isOpaque: Bool { picture != nil && look.radius == 0 && look.opacity == 255 }

    /// Whether it is drawn the same as another one at the same place.
    func looksLike(_ other: CanvasTile) -> Bool {
        picture === other.picture && look == other.look && overlays == other.overlays
    }
}

/// How a tile is painted beside its picture; lengths in luma samples.
package struct TileLook: Hashable, BitwiseCopyable, Sendable {
    /// Of the corners; cut to half the shorter side.
    package var radius = 0
    /// Of the line along the edge, inside the tile; even; 0: none.
    package var borderWidth = 0
    package var borderColour = Colour.black
    /// 0 (not seen) … 255.
    package var opacity: UInt8 = 255
    /// Without its colours, for a picture that is out of date.
    package var isGrey = false
    /// Left and right exchanged.
    package var isMirrored = false

    package init() {}
}

/// An overlay and the place of its upper left corner in the tile: both even, perhaps negative.
package struct PlacedOverlay: Equatable, Sendable {
    package var overlay: Overlay
    package var x: Int
    package var y: Int

    package init(_ overlay: Overlay, x: Int, y: Int) {
        self.overlay = overlay
        self.x = x
        self.y = y
    }

    package static func == (one: PlacedOverlay, other: PlacedOverlay) -> Bool {
        one.overlay === other.overlay && one.x == other.x && one.y == other.y
    }
}
