package import Layout
package import Media

/// One line of a room's roster.
package struct RosterEntry: Hashable, Sendable {
    package var participant: ParticipantID
    package var name: String
    /// Whether it sends sound; a muted microphone counts as sending.
    package var hasAudio = false
    /// Whether it sends a picture that can be shown now.
    package var hasVideo = false
    package var audioMuted = false
    package var videoMuted = false
    package var handRaised = false
    /// Whether its connection is lost and its return is awaited.
    package var reconnecting = false
    /// Whether what it sends as its picture is a screen.
    package var sharing = false
    package var kind: ParticipantKind

    package init(
        participant: ParticipantID,
        name: String,
        kind: ParticipantKind = .participant,
    ) {
        self.participant = participant
        self.name = name
        self.kind = kind
    }
}

/// Where everybody stands in the mixed picture.
package struct LayoutState: Hashable, Sendable {
    /// A tile, in pixels of the mixed picture.
    package struct Region: Hashable, Sendable {
        package var participant: ParticipantID
        /// The slot and the cell in it, counted from 1: `strip.3`.
        package var name = ""
        package var rect: PixelRect
        /// Overlaps are painted in ascending order.
        package var z = 0
        /// Corner radius in pixels.
        package var radius = 0
        package var fit: Fit

        package init(participant: ParticipantID, rect: PixelRect, fit: Fit) {
            self.participant = participant
            self.rect = rect
            self.fit = fit
        }
    }

    package var name: String
    package var canvas: PixelSize
    /// The frame from which it is in force, in the RTP clock of the viewer that is told; nil until
    /// there is one.
    package var rtpTimestamp: UInt32?
    package var regions: [Region]
    /// How the picture comes there from the one before, beginning with the frame of `rtpTimestamp`.
    package var transition = LayoutDocument.Transition()

    package init(name: String, canvas: PixelSize, regions: [Region]) {
        self.name = name
        self.canvas = canvas
        self.regions = regions
    }

    /// The regions of a scene that a plan computed.
    init(name: String, scene: Scene) {
        self.init(
            name: name,
            canvas: scene.canvas,
            regions: scene.tiles.compactMap { tile in
                guard let participant = tile.participant else { return nil }
                let id = ParticipantID(participant)
                var region = Region(participant: id, rect: tile.rect, fit: tile.fit)
                region.name = "\(tile.slot).\(tile.cell + 1)"
                region.z = tile.z
                region.radius = tile.style.radius
                return region
            },
        )
        transition = scene.transition
    }
}

/// What a participant is told about its room.
package enum RoomEvent: Hashable, Sendable {
    case rosterJoined(RosterEntry)
    case rosterLeft(ParticipantID)
    case rosterUpdated(RosterEntry)
    case layout(LayoutState)
    /// Who speaks now; nil: nobody.
    case speaker(ParticipantID?)
    /// How loud everybody is who can be heard, in dBFS, at most five times a second.
    case levels([ParticipantID: Int])
    case chat(from: ParticipantID, text: String, isPrivate: Bool)
    /// The participant's own media path stands, for the first time or again.
    case connected
    /// The last event: the room has let go of the participant.
    case bye(reason: String)
}

/// Why nobody could join.
package enum JoinError: Error, Hashable, Sendable {
    case noSuchRoom
    case full(retryAfterSeconds: Int)
    case draining
    /// The room lets nobody in at this time.
    case closed
    /// The server knows only these layouts, sorted by name.
    case noSuchLayout(known: [String])
    /// A view of one's own is not made yet; the room shows this layout.
    case noOwnView(layout: String)
    /// Says what is wrong with the room's or the participant's name.
    case badName(String)
}

/// Who wants to join what.
package struct JoinRequest: Sendable {
    package var room: String
    package var name: String
    /// The secret from an earlier `Membership`, to come back as the same participant.
    package var resume: String?
    package var kind: ParticipantKind
    /// What it wants to be sent at most; nil: whatever there is.
    package var quality: Quality?
    /// The layout that it wants to see, by name; nil: the room's.
    package var view: String?
    /// Whether it comes over a signaling connection, which holds the seat.
    ///
    /// Without one the media has to, and soon.
    package var hasSocket: Bool

    package init(
        room: String,
        name: String,
        resume: String? = nil,
        kind: ParticipantKind = .participant,
        quality: Quality? = nil,
        view: String? = nil,
        hasSocket: Bool = true,
    ) {
        self.room = room
        self.name = name
        self.resume = resume
        self.kind = kind
        self.quality = quality
        self.view = view
        self.hasSocket = hasSocket
    }
}

/// What a participant gets on joining.
package struct Membership: Sendable {
    package let participant: ParticipantID
    /// What to show with every call to `room`.
    package let sitting: Sitting
    package let room: Room
    package let roomName: String
    /// A secret that lets the client come back as the same participant.
    package let resume: String
    package let roster: [RosterEntry]
    package let layout: LayoutState
    /// Who speaks now.
    package let speaker: ParticipantID?
    /// For one reader; ends after `bye`.
    ///
    /// A reader that is slow misses what later events have overtaken, and old lines of text.
    package let events: AsyncStream<RoomEvent>
}
