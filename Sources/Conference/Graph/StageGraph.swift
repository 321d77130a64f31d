import Compositing
import Layout
import Media
import Peer
import Scheduling

/// A room's stages and their wiring, changed step by step to match each new plan.
///
/// Plans are applied one after the other; of several that wait only the newest is. The order
/// within one keeps every stage's inputs alive until nobody reads them: new sources first, then
/// encodings, deliveries and views, and what is no longer wanted last.
actor StageGraph {
    /// A picture became visible, with the 90 kHz timestamp of its first frame.
    typealias OnShown = @Sendable (Plan.View, Int64) -> Void

    let scheduler: Scheduler
    let host: any PeerHost
    let configuration: ConferenceConfiguration
    let clock: RoomClock
    let studio: ArtworkStudio
    let roomName: String
    let onShown: OnShown

    var applied = Plan()
    var audioSources: [ParticipantID: AudioSource] = [:]
    var videoSources: [ParticipantID: VideoSource] = [:]
    var lipSyncs: [ParticipantID: LipSync] = [:]
    /// The pictures in force, and where their tiles come from.
    var views: [ViewID: Plan.View] = [:]
    var tileQueues: [ParticipantID: [TileShape: TileQueue]] = [:]
    var placeholders: [PlaceholderKey: Picture] = [:]
    /// What lies over the tiles; nil inside for what cannot be drawn.
    var drawings: [Artwork: Overlay?] = [:]
    /// What is being drawn.
    var drawing: Task<Void, Never>?
    var compositors: [ViewID: Compositor] = [:]
    var videoEncodings: [VideoEncodingKey: VideoEncoding] = [:]
    var audioEncodings: [AudioEncodingKey: AudioEncoding] = [:]
    var mixer: AudioMixer?
    /// Lanes of replaced stages, retired once nobody reads from them.
    var retiring: [Lane] = []

    /// A placeholder is drawn once for each participant, name and size; and before that without the
    /// initials, if these are still to be drawn.
    struct PlaceholderKey: Hashable {
        let participant: String
        let initials: Artwork
        let size: PixelSize
        let isDone: Bool
    }

    init(
        roomName: String,
        scheduler: Scheduler,
        host: any PeerHost,
        configuration: ConferenceConfiguration,
        clock: RoomClock,
        studio: ArtworkStudio,
        onShown: @escaping OnShown,
    ) {
        self.roomName = roomName
        self.scheduler = scheduler
        self.host = host
        self.configuration = configuration
        self.clock = clock
        self.studio = studio
        self.onShown = onShown
    }

    /// Applies plans as they come, until the stream ends; then takes everything down.
    ///
    /// - Parameter plans: buffers the newest plan only.
    func follow(_ plans: AsyncStream<Plan>) async {
        for await plan in plans { await apply(plan) }
        await apply(Plan())
    }

    private func apply(_ plan: Plan) async {
        guard plan != applied else { return }
        // Sound first: it never waits for pictures, whose lanes may be busy.
        addAudioSources(plan)
        addAudioEncodings(plan)
        await wireMix(plan)
        deliver(plan.audioDeliveries, before: applied.audioDeliveries) {
            audioEncodings[$0]?.outlet
        }
        addVideoSources(plan)
        addVideoEncodings(plan)
        // Before anything is composed: the first frame of an encoding, a key frame, reaches all.
        deliver(plan.videoDeliveries, before: applied.videoDeliveries) {
            videoEncodings[$0]?.outlet
        }
        await showViews(plan)
        removeUnwanted(plan)
        applied = plan
    }

    func lane(_ laneClass: LaneClass, _ stage: String) -> Lane {
        scheduler.makeLane(laneClass, name: "\(roomName)/\(stage)")
    }
}
