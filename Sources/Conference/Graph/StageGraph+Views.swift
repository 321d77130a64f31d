import Compositing
import Layout
import Media
import Scheduling

extension StageGraph {
    /// Gives each view its scene, its tiles and its encodings.
    func showViews(_ plan: Plan) async {
        var queues: [ParticipantID: [TileShape: TileQueue]] = [:]
        for (id, source) in videoSources {
            queues[id] = await source.provide(plan.videoSources[id]?.shapes ?? [])
        }
        for (id, view) in plan.views {
            let compositor = await compositor(for: id, view)
            let encodings = plan.videoEncodings.filter { $0.view == id }
            await compositor.feed(encodings.compactMap { videoEncodings[$0] })
            await compositor.show(content(of: view, queues), now: MonotonicClock.now())
        }
    }

    /// What a view looks like now; nil before its first frame, or if there is no such view.
    func snapshot(of view: ViewID) async -> Compositor.Snapshot? {
        await compositors[view]?.snapshot
    }

    /// The view's compositor; a new one where the canvas or the frame rate is another than before.
    private func compositor(for id: ViewID, _ view: Plan.View) async -> Compositor {
        let canvas = view.scene.canvas
        if let present = compositors[id] {
            if present.canvas == canvas, present.frameRate == view.frameRate { return present }
            // It says nothing more, so that the frames of the new one follow its own.
            await present.feed([])
            present.lane.retire()
        }
        let lane = lane(.video, "compose")
        let compositor = Compositor(
            lane: lane,
            clock: clock,
            canvas: canvas,
            frameRate: view.frameRate,
            onShown: onShown,
        )
        lane.attach(compositor)
        compositors[id] = compositor
        return compositor
    }

    private func content(
        of view: Plan.View,
        _ queues: [ParticipantID: [TileShape: TileQueue]],
    ) -> Compositor.Content {
        let tiles = view.scene.tiles.compactMap { tile -> Compositor.Tile? in
            guard let participant = tile.participant else { return nil }
            let shape = TileShape(size: tile.rect.size, fit: tile.fit)
            let queue = queues[ParticipantID(participant)]?[shape]
            return Compositor.Tile(
                rect: tile.rect,
                queue: tile.style.content == .camera ? queue : nil,
                placeholder: placeholder(for: participant, size: tile.rect.size),
            )
        }
        return Compositor.Content(view: view, tiles: tiles)
    }

    private func placeholder(for participant: String, size: PixelSize) -> Picture {
        let key = PlaceholderKey(participant: participant, size: size)
        if let drawn = placeholders[key] { return drawn }
        let picture = Picture(size: size)
        PlaceholderTile.draw(into: picture, seed: seed(participant))
        placeholders[key] = picture
        return picture
    }

    /// The same participant gets the same colour each time (FNV-1a).
    private func seed(_ participant: String) -> UInt64 {
        participant.utf8.reduce(14_695_981_039_346_656_037) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
    }
}
