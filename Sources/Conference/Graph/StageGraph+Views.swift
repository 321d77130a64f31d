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
        for (view, scene) in plan.views {
            let compositor = compositors[view] ?? makeCompositor(view, scene)
            let encodings = plan.videoEncodings.filter { $0.view == view }
            await compositor.feed(encodings.compactMap { videoEncodings[$0] })
            await compositor.show(content(of: scene, queues), now: MonotonicClock.now())
        }
    }

    private func makeCompositor(_ view: ViewID, _ scene: Scene) -> Compositor {
        let lane = lane(.video, "compose")
        let compositor = Compositor(
            lane: lane,
            clock: clock,
            canvas: scene.canvas,
            frameRate: configuration.frameRate,
            onShown: onShown,
        )
        lane.attach(compositor)
        compositors[view] = compositor
        return compositor
    }

    private func content(
        of scene: Scene,
        _ queues: [ParticipantID: [TileShape: TileQueue]],
    ) -> Compositor.Content {
        let tiles = scene.tiles.map { tile in
            let shape = TileShape(size: tile.rect.size, fit: tile.fit)
            return Compositor.Tile(
                rect: tile.rect,
                queue: queues[ParticipantID(tile.participant)]?[shape],
                placeholder: placeholder(for: tile.participant, size: tile.rect.size),
            )
        }
        return Compositor.Content(scene: scene, tiles: tiles)
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
