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
            let content = await content(of: view, queues)
            await compositor.show(content, now: MonotonicClock.now())
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
    ) async -> Compositor.Content {
        var tiles: [Compositor.Tile] = []
        for placed in view.scene.tiles {
            tiles.append(await tile(placed, in: view, queues))
        }
        return Compositor.Content(view: view, tiles: tiles)
    }

    private func tile(
        _ placed: PlacedTile,
        in view: Plan.View,
        _ queues: [ParticipantID: [TileShape: TileQueue]],
    ) async -> Compositor.Tile {
        let state = placed.participant.flatMap { view.states[$0] } ?? TileState()
        let dressing = TileDressing(placed, state, images: configuration.imageFolder)
        var overlays: [(TileDressing.Place, Overlay)] = []
        for item in dressing.items {
            guard let overlay = await artworks.overlay(for: item.artwork) else { continue }
            overlays.append((item.place, overlay))
        }
        let shape = TileShape(size: placed.rect.size, fit: placed.fit)
        var queue: TileQueue?
        var placeholder: Picture?
        if let participant = placed.participant {
            if placed.style.content == .camera {
                queue = queues[ParticipantID(participant)]?[shape]
            }
            placeholder = await self.placeholder(
                for: participant,
                named: state.name,
                size: placed.rect.size,
            )
        }
        return Compositor.Tile(
            placed: placed,
            queue: queue,
            placeholder: placeholder,
            dressing: dressing,
            overlays: overlays,
        )
    }

    /// What stands for somebody without a picture: drawn once for each size.
    private func placeholder(
        for participant: String,
        named name: String,
        size: PixelSize,
    ) async -> Picture {
        let key = PlaceholderKey(participant: participant, name: name, size: size)
        if let drawn = placeholders[key] { return drawn }
        let diameter = PlaceholderTile.badgeDiameter(in: size)
        let initials = await artworks.overlay(for: .initials(name: name, diameter: diameter))
        let picture = Picture(size: size)
        PlaceholderTile.draw(into: picture, seed: seed(participant), initials: initials)
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
