package import Media

/// What an administrator chooses for a room.
package struct RoomSettings: Hashable, Sendable {
    /// For people; at most 120 characters.
    package var title: String?
    /// Participants of every kind that the room holds, 1…1000.
    package var capacity: Int
    /// Size of the mosaic in pixels; both even, 160×90…3840×2160.
    package var canvas: PixelSize
    /// Frames a second of the mosaic, 1…60.
    package var frameRate: Int
    /// The name of a layout that the server knows.
    package var layout: String
    /// Whether anybody can join; those inside stay, and come back, all the same.
    package var isOpen: Bool
    /// Whether the room stays when the last one leaves; in memory only.
    package var isPersistent: Bool

    package init(
        title: String? = nil,
        capacity: Int,
        canvas: PixelSize,
        frameRate: Int,
        layout: String,
        isOpen: Bool = true,
        isPersistent: Bool = true,
    ) {
        self.title = title
        self.capacity = capacity
        self.canvas = canvas
        self.frameRate = frameRate
        self.layout = layout
        self.isOpen = isOpen
        self.isPersistent = isPersistent
    }

    /// Those of a room that an administrator makes and says nothing else about.
    package init(_ configuration: ConferenceConfiguration) {
        self.init(
            capacity: configuration.roomCapacity,
            canvas: configuration.canvas,
            frameRate: configuration.frameRate,
            layout: configuration.layout,
        )
    }
}
