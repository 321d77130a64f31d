package import Media

/// What a layout needs to know about somebody in the room.
package struct LayoutParticipant: Hashable, Sendable {
    /// Opaque; unique in the room.
    package var id: String
    package var name = ""
    /// Whether a picture is there; without one a placeholder stands in.
    package var hasVideo: Bool
    /// Of the picture, width by height.
    package var aspect = 16.0 / 9
    package var role: String?
    package var tags: Set<String> = []
    /// Whether the picture is a screen, of which nothing may be cut off.
    package var isSharing = false
    package var isPinned = false
    /// 0: speaks, or spoke last; 1: spoke before that, and so on; nil: has not spoken.
    package var speakingRank: Int?

    package init(id: String, hasVideo: Bool) {
        self.id = id
        self.hasVideo = hasVideo
    }
}

/// For whom a picture is made.
package struct LayoutViewer: Hashable, Sendable {
    /// The viewer's own id in the room; nil for a picture that several share.
    package var id: String?
    /// Whether its connection takes little.
    package var isWeak = false
    /// What it sees of itself; nil: as the layout says.
    package var selfView: LayoutDocument.SelfView?

    package init(id: String?) { self.id = id }

    /// All who have no wishes of their own.
    package static let everybody = LayoutViewer(id: nil)
}

/// Everything that a scene follows from, besides the layout and the scene before.
package struct LayoutSituation: Hashable, Sendable {
    /// Even on both sides.
    package var canvas: PixelSize
    /// In the order in which they came; a repeated id counts once.
    package var participants: [LayoutParticipant]
    package var viewer = LayoutViewer.everybody
    /// Who is to stand where: participants by slot (`"main"`), or by cell of a grid, counted from
    /// 1 (`"strip.3"`).
    package var pins: [String: String] = [:]
    /// How often the time of `Overflow.rotateSeconds` has passed.
    package var turn = 0
    /// Whether the numbers of people have just changed and may change back (`LayoutHold`): the
    /// arrangement of the scene before stays.
    package var isHeld = false

    package init(canvas: PixelSize, participants: [LayoutParticipant]) {
        self.canvas = canvas
        self.participants = participants
    }
}
