import Compositing
import Layout
import Media
import Scheduling

extension StageGraph {
    /// Gives each view its scene, its tiles and its encodings.
    ///
    /// At once, with the drawings that there are: the others are laid over the tiles once they are
    /// drawn, since no change of a plan waits for letters.
    func showViews(_ plan: Plan) async {
        views = plan.views
        tileQueues = [:]
        for (id, source) in videoSources {
            tileQueues[id] = await source.provide(plan.videoSources[id]?.shapes ?? [])
        }
        for (id, view) in plan.views {
            let compositor = await compositor(for: id, view)
            let encodings = plan.videoEncodings.filter { $0.view == id }
            await compositor.feed(encodings.compactMap { videoEncodings[$0] })
            await compositor.show(content(of: view), now: MonotonicClock.now())
        }
        drawMissing()
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

    // MARK: What the tiles show

    private func content(of view: Plan.View) -> Compositor.Content {
        Compositor.Content(
            view: view,
            tiles: view.scene.tiles.map { tile($0, in: view) },
            isDressed: artworks(of: view).allSatisfy { drawings[$0] != nil },
        )
    }

    private func tile(_ placed: PlacedTile, in view: Plan.View) -> Compositor.Tile {
        let dressing = dressing(of: placed, in: view)
        let shape = TileShape(size: placed.rect.size, fit: placed.fit)
        var queue: TileQueue?
        if let participant = placed.participant, placed.style.content == .camera {
            queue = tileQueues[ParticipantID(participant)]?[shape]
        }
        return Compositor.Tile(
            placed: placed,
            queue: queue,
            placeholder: placed.participant.map { placeholder(for: $0, placed, in: view) },
            dressing: dressing,
            overlays: dressing.items.compactMap { item in
                drawings[item.artwork]?.map { (item.place, $0) }
            },
        )
    }

    private func dressing(of placed: PlacedTile, in view: Plan.View) -> TileDressing {
        let state = placed.participant.flatMap { view.states[$0] } ?? TileState()
        return TileDressing(placed, state, images: configuration.imageFolder)
    }

    /// What stands for somebody without a picture: drawn once for each name and size.
    private func placeholder(
        for participant: String,
        _ placed: PlacedTile,
        in view: Plan.View,
    ) -> Picture {
        let size = placed.rect.size
        let initials = initials(of: participant, size, in: view)
        let drawn = drawings[initials]
        let key = PlaceholderKey(
            participant: participant,
            initials: initials,
            size: size,
            isDone: drawn != nil,
        )
        if let picture = placeholders[key] { return picture }
        let picture = Picture(size: size)
        let figure: PlaceholderTile.Figure =
            switch drawn {
            case nil: .none
            case .some(nil): .person
            case .some(let overlay?): .initials(overlay)
            }
        PlaceholderTile.draw(into: picture, seed: seed(participant), figure)
        placeholders[key] = picture
        return picture
    }

    private func initials(of participant: String, _ size: PixelSize, in view: Plan.View) -> Artwork
    {
        let diameter = PlaceholderTile.badgeDiameter(in: size)
        return .initials(name: view.states[participant]?.name ?? "", diameter: diameter)
    }

    /// Keeps only the placeholders that the scenes in force may show.
    func forgetPlaceholders() {
        let kept = views.values.flatMap { view in
            view.scene.tiles.compactMap { tile in
                tile.participant.map { id in
                    let initials = initials(of: id, tile.rect.size, in: view)
                    return PlaceholderKey(
                        participant: id,
                        initials: initials,
                        size: tile.rect.size,
                        isDone: drawings[initials] != nil,
                    )
                }
            }
        }
        placeholders = placeholders.filter { kept.contains($0.key) }
    }

    /// The same participant gets the same colour each time (FNV-1a).
    private func seed(_ participant: String) -> UInt64 {
        participant.utf8.reduce(14_695_981_039_346_656_037) {
            ($0 ^ UInt64($1)) &* 1_099_511_628_211
        }
    }

    // MARK: Drawings

    private func artworks(of view: Plan.View) -> Set<Artwork> {
        var artworks: Set<Artwork> = []
        for tile in view.scene.tiles {
            for item in dressing(of: tile, in: view).items { artworks.insert(item.artwork) }
            guard let participant = tile.participant else { continue }
            artworks.insert(initials(of: participant, tile.rect.size, in: view))
        }
        return artworks
    }

    /// Has those drawn that the views lack, and lets go of those that none needs.
    private func drawMissing() {
        let wanted = views.values.reduce(into: Set()) { $0.formUnion(artworks(of: $1)) }
        drawings = drawings.filter { wanted.contains($0.key) }
        let missing = wanted.subtracting(drawings.keys)
        guard !missing.isEmpty, drawing == nil else { return }
        drawing = Task { [studio] in
            var drawn: [Artwork: Overlay?] = [:]
            for artwork in missing {
                drawn.updateValue(await studio.overlay(for: artwork), forKey: artwork)
            }
            await self.lay(drawn)
        }
    }

    /// Lays what has been drawn over the tiles that want it.
    private func lay(_ drawn: [Artwork: Overlay?]) async {
        drawing = nil
        drawings.merge(drawn) { $1 }
        for (id, view) in views {
            await compositors[id]?.show(content(of: view), now: MonotonicClock.now())
        }
        forgetPlaceholders()
        drawMissing()
    }
}
