package import Layout
package import Media

/// What the plan needs to know of one participant.
package struct PlanParticipant: Hashable, Sendable {
    package var id: ParticipantID
    package var name: String
    /// Whether it stands in the layout at all: false for one that is gone for longer than the
    /// grace, or that has no connection yet.
    package var isPresent = true
    /// Whether it has a tile while it is present: a mere viewer has none.
    package var isShown = true
    /// Whether its picture is a screen, of which nothing is to be cut off.
    package var isSharing = false
    /// Its microphone, if it sends one and is not muted.
    package var audioIn: Port?
    /// Its camera, if it sends one that is neither muted nor silent.
    package var videoIn: Port?
    /// Where its mix goes, if it listens.
    package var audioOut: Port?
    /// Where its mosaic goes, if it watches.
    package var videoOut: Port?
    /// 2 if it asked for stereo.
    package var channels = 1
    /// What its sound is multiplied with in the mix, 0…4.
    package var volume = 1.0
    /// What its tile tells of it.
    package var state = TileState()

    package init(id: ParticipantID, name: String) {
        self.id = id
        self.name = name
    }

    fileprivate var isVisible: Bool { isPresent && isShown }
}

/// The state of a room as far as the plan depends on it.
package struct PlanInput: Sendable {
    package var canvas: PixelSize
    package var frameRate: Int
    package var layout: LayoutDocument
    /// In the order in which they joined.
    package var participants: [PlanParticipant]
    /// The scene in force, so that people keep their places.
    package var previous: Scene?
    /// Who spoke, the last one first.
    package var speakers: [ParticipantID] = []
    /// Whom everybody is to see, where the layout has a place for that.
    package var spotlight: ParticipantID?
    /// Who is to stand where: by slot (`main`), or by cell of a grid (`strip.3`).
    package var pins: [String: ParticipantID] = [:]
    /// How often the places have changed hands.
    package var turn = 0
    /// Whether the number of people has just changed and may change back.
    package var isHeld = false
    /// Whether the picture is composed although nobody watches, for a snapshot.
    package var isPictureWanted = false

    package init(
        canvas: PixelSize,
        frameRate: Int,
        layout: LayoutDocument,
        participants: [PlanParticipant],
        previous: Scene?,
    ) {
        self.canvas = canvas
        self.frameRate = frameRate
        self.layout = layout
        self.participants = participants
        self.previous = previous
    }
}

extension PlanInput {
    /// How many the layout is about.
    package var counts: LayoutHold.Counts {
        let visible = participants.filter(\.isVisible)
        return LayoutHold.Counts(
            participants: visible.count,
            videoParticipants: visible.count { $0.videoIn != nil },
        )
    }

    /// What the layout needs to know.
    fileprivate var situation: LayoutSituation {
        let people = participants.filter(\.isVisible).map { person in
            var known = LayoutParticipant(id: person.id.rawValue, hasVideo: person.videoIn != nil)
            known.name = person.name
            known.isSharing = person.isSharing
            known.isPinned = person.id == spotlight
            known.speakingRank = speakers.firstIndex(of: person.id)
            return known
        }
        var situation = LayoutSituation(canvas: canvas, participants: people)
        situation.pins = pins.mapValues(\.rawValue)
        situation.turn = turn
        situation.isHeld = isHeld
        return situation
    }
}

extension Plan {
    /// Computes who sees what and who hears whom.
    ///
    /// What nobody watches is not composed, what stands in no scene is not decoded, and a sound
    /// that nobody hears is not mixed.
    package init(_ input: PlanInput) {
        self.init()
        let present = input.participants.filter(\.isPresent)
        planPicture(of: present, input)
        planSound(of: present)
    }

    private mutating func planPicture(of present: [PlanParticipant], _ input: PlanInput) {
        let watchers = present.compactMap(\.videoOut)
        guard !watchers.isEmpty || input.isPictureWanted else { return }
        let scene = Self.scene(of: input)
        var view = View(scene: scene, layout: input.layout.name, frameRate: input.frameRate)
        let shown = Set(scene.tiles.compactMap(\.participant))
        for participant in present where shown.contains(participant.id.rawValue) {
            view.states[participant.id.rawValue] = participant.state
        }
        views[.room] = view
        planDecoding(of: present, scene)
        guard !watchers.isEmpty else { return }
        let key = VideoEncodingKey(view: .room, size: input.canvas, frameRate: input.frameRate)
        videoEncodings = [key]
        for port in watchers { videoDeliveries[port] = key }
    }

    /// Where everybody stands, or would stand if anybody watched.
    static func scene(of input: PlanInput) -> Scene {
        LayoutSolver.solve(input.layout, input.situation, previous: input.previous)
    }

    private mutating func planDecoding(of present: [PlanParticipant], _ scene: Scene) {
        var shapes: [String: Set<TileShape>] = [:]
        for tile in scene.tiles where tile.style.content == .camera {
            guard let participant = tile.participant else { continue }
            let shape = TileShape(size: tile.rect.size, fit: tile.fit)
            shapes[participant, default: []].insert(shape)
        }
        for participant in present {
            guard let port = participant.videoIn else { continue }
            guard let wanted = shapes[participant.id.rawValue] else { continue }
            videoSources[participant.id] = VideoSource(port: port, shapes: wanted)
        }
    }

    private mutating func planSound(of present: [PlanParticipant]) {
        for listener in present {
            guard let port = listener.audioOut else { continue }
            let mix: Mix = listener.audioIn == nil ? .common : .minus(listener.id)
            let key = AudioEncodingKey(mix: mix, channels: listener.channels)
            audioEncodings.insert(key)
            audioDeliveries[port] = key
        }
        guard !audioEncodings.isEmpty else { return }
        for speaker in present where isHeard(speaker.id) {
            audioSources[speaker.id] = speaker.audioIn.map {
                AudioSource(port: $0, volume: speaker.volume)
            }
        }
    }

    /// Whether any listener's mix contains this participant.
    private func isHeard(_ id: ParticipantID) -> Bool {
        audioEncodings.contains { $0.mix != .minus(id) }
    }
}
