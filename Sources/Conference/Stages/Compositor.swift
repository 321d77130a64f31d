import Compositing
import Layout
import Media
import Mixing
import Scheduling

/// One distinct picture of a room: at each tick the newest tiles, painted where the scene says.
///
/// On a video lane. Only what changed is drawn; a picture in which nothing changed is still coded
/// once a second, or viewers would ask for key frames.
actor Compositor: Stage {
    /// What stands where: a queue of tiles, and a picture for when there is none.
    struct Tile: Sendable {
        let rect: PixelRect
        let queue: TileQueue?
        let placeholder: Picture
    }

    /// A picture's scene and what fills it.
    struct Content: Sendable {
        let view: Plan.View
        let tiles: [Tile]
    }

    /// The picture as it is, and whether everybody's part of it has come.
    struct Snapshot: Sendable {
        /// One of the three that the composer draws on: not to be held for long.
        let picture: Picture
        /// Whether no tile waits for the first picture of its source.
        let isComplete: Bool
    }

    nonisolated let lane: Lane
    private let clock: RoomClock
    nonisolated let canvas: PixelSize
    nonisolated let frameRate: Int
    /// Told once for each view: the 90 kHz timestamp of the first frame that shows it.
    private let onShown: @Sendable (Plan.View, Int64) -> Void
    private var composer: CanvasComposer
    private var content: Content?
    /// What the composer is given at each tick; as long as the scene's tiles.
    private var drawing: [CanvasTile] = []
    private var isAnnounced = true
    private var encodings: [VideoEncoding] = []
    private var tick: Int64 = 0
    private var isRunning = false
    private var lastCoded: Instant?
    /// Tiles that had no picture yet at the last tick, though somebody sends one.
    private var awaitedTiles = 0
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
    func show(_ newContent: Content, now: Instant) {
        if newContent.view != content?.view { isAnnounced = false }
        content = newContent
        drawing = newContent.tiles.map { CanvasTile(rect: $0.rect, picture: nil) }
        guard !isRunning else { return }
        isRunning = true
        tick = clock.nextPictureTick(after: now, frameRate: frameRate)
        scheduleTick()
    }

    /// Changes who encodes it.
    func feed(_ newEncodings: [VideoEncoding]) { encodings = newEncodings }

    /// What it looks like now; nil before the first frame of what it is to show.
    var snapshot: Snapshot? {
        guard isAnnounced, let picture = composer.picture else { return nil }
        return Snapshot(picture: picture, isComplete: awaitedTiles == 0)
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
        guard let content else { return }
        awaitedTiles = 0
        for index in content.tiles.indices {
            let tile = content.tiles[index]
            let newest = tile.queue?.newest(notAfter: instant)?.0
            if newest == nil, tile.queue != nil { awaitedTiles += 1 }
            drawing[index].picture = newest ?? tile.placeholder
        }
        let background = Colour(content.view.scene.background)
        guard let frame = composer.compose(drawing, background: background) else { return }
        let isStale = lastCoded.map { instant - $0 >= Self.stillInterval } ?? true
        guard
            frame.isChanged || isStale || !isAnnounced
                || encodings.contains(where: { $0.wantsFrame(at: instant) })
        else { return }
        lastCoded = instant
        let timestamp = clock.videoTimestamp(at: instant)
        announce(content.view, timestamp)
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

    private func announce(_ view: Plan.View, _ timestamp: Int64) {
        guard !isAnnounced else { return }
        isAnnounced = true
        onShown(view, timestamp)
    }
}
