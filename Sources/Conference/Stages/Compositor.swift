import Compositing
import Layout
import Media
import Mixing
import Scheduling

/// One distinct picture of a room: at each tick the newest tiles, painted where the scene says.
///
/// On a video lane. Only what changed is drawn; a picture in which nothing changed is still coded
/// once a second, or viewers would ask for key frames. A new scene is announced one frame before
/// anything of it is seen, so that pages hear of it in time.
actor Compositor: Stage {
    /// What stands where: a queue of tiles, a picture for when there is none, and what lies over it.
    struct Tile: Sendable {
        let placed: PlacedTile
        let queue: TileQueue?
        /// Nil for a tile that shows no participant.
        let placeholder: Picture?
        let dressing: TileDressing
        /// Those of the dressing that could be drawn.
        let overlays: [(place: TileDressing.Place, overlay: Overlay)]
    }

    /// A picture's scene and what fills it.
    struct Content: Sendable {
        let view: Plan.View
        let tiles: [Tile]
        /// Whether nothing of it is still to be drawn.
        let isDressed: Bool
    }

    /// The picture as it is, and whether everybody's part of it has come.
    struct Snapshot: Sendable {
        /// One of the three that the composer draws on: not to be held for long.
        let picture: Picture
        /// Whether no tile waits for the first picture of its source, nor is on its way.
        let isComplete: Bool
    }

    nonisolated let lane: Lane
    private let clock: RoomClock
    nonisolated let canvas: PixelSize
    nonisolated let frameRate: Int
    /// Told once for each scene: the 90 kHz timestamp of the frame from which it is in force.
    private let onShown: @Sendable (Plan.View, Int64) -> Void
    private var composer: CanvasComposer
    private var stage = SceneStage()
    /// A scene that is to follow.
    private var coming: Content?
    private var isComingAnnounced = false
    private var encodings: [VideoEncoding] = []
    private var tick: Int64 = 0
    private var isRunning = false
    private var lastCoded: Instant?
    private(set) var skippedTicks = 0

    private static let stillInterval = Interval.seconds(1)

    init(
        lane: Lane,
        clock: RoomClock,
        canvas: PixelSize,
        frameRate: Int,
        onShown: @escaping @Sendable (Plan.View, Int64) -> Void,
    ) {
        self.lane = lane
        self.clock = clock
        self.canvas = canvas
        self.frameRate = frameRate
        self.onShown = onShown
        composer = CanvasComposer(size: canvas)
    }

    /// Changes what is shown, from the next tick on.
    func show(_ content: Content, now: Instant) {
        if let coming, coming.view.hasSameScene(as: content.view) {
            self.coming = content
        } else if coming == nil || !isComingAnnounced, let shown = stage.content,
            shown.view.hasSameScene(as: content.view)
        {
            // Only what the tiles show or say is another.
            coming = nil
            stage.refill(with: content)
        } else {
            coming = content
            isComingAnnounced = false
        }
        guard !isRunning else { return }
        isRunning = true
        tick = clock.nextPictureTick(after: now, frameRate: frameRate)
        scheduleTick()
    }

    /// Changes who encodes it.
    func feed(_ newEncodings: [VideoEncoding]) { encodings = newEncodings }

    /// What it looks like now; nil before the first frame of what it is to show.
    var snapshot: Snapshot? {
        guard coming == nil, let picture = composer.picture else { return nil }
        return Snapshot(picture: picture, isComplete: stage.isComplete)
    }

    func step(now: Instant) {
        let instant = clock.pictureTick(tick, frameRate: frameRate)
        guard now >= instant else { return scheduleTick() }
        compose(at: instant)
        let next = clock.nextPictureTick(after: max(now, instant), frameRate: frameRate)
        skippedTicks += Int(next - tick - 1)
        tick = next
        scheduleTick()
    }

    private func scheduleTick() {
        let instant = clock.pictureTick(tick, frameRate: frameRate)
        lane.signal(at: instant, deadline: instant + frameInterval)
    }

    private var frameInterval: Interval { Interval(ticks: 1, clockRate: frameRate) }

    private func compose(at instant: Instant) {
        changeScene(at: instant)
        guard let view = stage.content?.view else { return }
        stage.advance(to: instant)
        let background = Colour(view.scene.background)
        guard let frame = composer.compose(stage.drawing, background: background) else { return }
        let isStale = lastCoded.map { instant - $0 >= Self.stillInterval } ?? true
        guard
            frame.isChanged || isStale
                || encodings.contains(where: { $0.wantsFrame(at: instant) })
        else { return }
        lastCoded = instant
        let timestamp = clock.videoTimestamp(at: instant)
        for encoding in encodings {
            encoding.canvases.put(
                ComposedCanvas(
                    picture: frame.picture,
                    timestamp: timestamp,
                    instant: instant,
                    isChanged: frame.isChanged,
                )
            )
            encoding.lane.signal(deadline: instant + frameInterval)
        }
    }

    /// Puts a coming scene in force, or tells when it will be.
    ///
    /// A glide begins with the picture as it was, and can be announced with its first frame; a cut is
    /// announced at one frame and seen at the next.
    private func changeScene(at instant: Instant) {
        guard let content = coming else { return }
        let isCut = content.view.scene.transition.milliseconds == 0
        let isFirst = stage.content == nil
        if !isComingAnnounced {
            let begin = isCut && !isFirst ? instant + frameInterval : instant
            onShown(content.view, clock.videoTimestamp(at: begin))
            isComingAnnounced = true
            if isCut, !isFirst { return }
        }
        coming = nil
        stage.change(to: content, at: instant)
    }
}
