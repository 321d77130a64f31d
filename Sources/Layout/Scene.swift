package import Media

/// What a layout needs to know about somebody in the room.
package struct LayoutParticipant: Hashable, Sendable {
    /// Opaque; unique in the room.
    package var id: String
    /// Whether a camera picture is there; without one a placeholder stands in.
    package var hasVideo: Bool

    package init(id: String, hasVideo: Bool) {
        self.id = id
        self.hasVideo = hasVideo
    }
}

/// Somebody's place on the canvas.
package struct PlacedTile: Hashable, Sendable {
    /// The participant's `LayoutParticipant.id`.
    package var participant: String
    /// The slot of the layout that they stand in.
    package var slot: String
    /// Inside the canvas; even.
    package var rect: PixelRect
    package var fit: Fit

    package init(participant: String, slot: String, rect: PixelRect, fit: Fit) {
        self.participant = participant
        self.slot = slot
        self.rect = rect
        self.fit = fit
    }
}

/// A layout applied to the people present: what is to be drawn.
package struct Scene: Hashable, Sendable {
    package var canvas: PixelSize
    package var background: RGB
    /// In the order of drawing; each participant at most once.
    package var tiles: [PlacedTile]

    package init(canvas: PixelSize, background: RGB, tiles: [PlacedTile]) {
        self.canvas = canvas
        self.background = background
        self.tiles = tiles
    }
}
