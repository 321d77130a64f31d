import Compositing
import Layout
import Media

/// The tiles of a scene on their places, or on their way there; what the composer draws.
///
/// Owned by a compositor. Nothing is allocated from one tick to the next while the scene stays, but
/// for the first of them.
struct SceneStage: Sendable {
    /// A tile is the same one in two scenes if it shows the same; who repeats has several.
    private struct Identity: Hashable, Sendable {
        let subject: PlacedTile.Subject
        let number: Int
    }

    private struct Actor: Sendable {
        let identity: Identity
        var tile: Compositor.Tile
        var move: SceneTransition.Move
        var now: SceneTransition.Placement
    }

    private(set) var content: Compositor.Content?
    /// In the order of drawing.
    private(set) var drawing: [CanvasTile] = []
    /// Those of the scene, in its order, after those that leave.
    private var actors: [Actor] = []
    private var leaving = 0
    private var transition: SceneTransition?
    /// Whether the drawing's places and overlays are still to be set.
    private var isDirty = false
    /// Tiles that had no picture yet at the last tick, though somebody sends one.
    private var awaitedTiles = 0

    /// Whether nothing moves or is still to be drawn, and no tile waits for the first picture of its
    /// source.
    var isComplete: Bool {
        awaitedTiles == 0 && transition == nil && content?.isDressed ?? false
    }

    /// Replaces what fills the scene that is shown.
    mutating func refill(with content: Compositor.Content) {
        self.content = content
        for (index, tile) in content.tiles.enumerated() { actors[leaving + index].tile = tile }
        isDirty = true
    }

    /// Brings in another scene, beginning at an instant; the first one, or a cut, at once.
    mutating func change(to content: Compositor.Content, at instant: Instant) {
        let glide = SceneTransition(content.view.scene.transition, begin: instant)
        let isGliding = self.content != nil && !glide.isOver(at: instant)
        self.content = content
        enter(content.tiles, isGliding: isGliding)
        transition = isGliding && actors.contains { $0.move.from != $0.move.to } ? glide : nil
        if transition == nil { settle() }
        isDirty = true
    }

    private mutating func enter(_ tiles: [Compositor.Tile], isGliding: Bool) {
        var former = Dictionary(
            actors.map { ($0.identity, $0) },
            uniquingKeysWith: { first, _ in first },
        )
        var numbers: [PlacedTile.Subject: Int] = [:]
        let entering = tiles.map { tile in
            let subject = tile.placed.subject
            let identity = Identity(subject: subject, number: numbers[subject, default: 0])
            numbers[subject, default: 0] += 1
            let place = SceneTransition.Placement(rect: tile.placed.rect, presence: 1)
            let before =
                former.removeValue(forKey: identity)?.now
                ?? SceneTransition.Placement(rect: place.rect, presence: 0)
            let move = SceneTransition.Move(from: isGliding ? before : place, to: place)
            return Actor(identity: identity, tile: tile, move: move, now: move.from)
        }
        // Below the others, in the order in which they were drawn.
        let departing = actors.filter { former[$0.identity] != nil && isGliding }.map { one in
            var one = one
            let end = SceneTransition.Placement(rect: one.now.rect, presence: 0)
            one.move = SceneTransition.Move(from: one.now, to: end)
            return one
        }
        leaving = departing.count
        actors = departing + entering
    }

    /// Ends a transition: everybody is where they go, and who leaves is gone.
    private mutating func settle() {
        transition = nil
        actors.removeFirst(leaving)
        leaving = 0
        for index in actors.indices { actors[index].now = actors[index].move.to }
        isDirty = true
    }

    /// Sets the drawing for a tick.
    mutating func advance(to instant: Instant) {
        if let transition {
            if transition.isOver(at: instant) {
                settle()
            } else {
                let share = transition.share(at: instant)
                for index in actors.indices {
                    actors[index].now = actors[index].move.placement(at: share)
                }
                isDirty = true
            }
        }
        if isDirty { place() }
        show(at: instant)
    }

    private mutating func place() {
        drawing = actors.map { actor in
            let (rect, dressing) = (actor.now.rect, actor.tile.dressing)
            var tile = CanvasTile(rect: rect, picture: nil, look: dressing.look)
            let opacity = Double(dressing.look.opacity) * actor.now.presence
            tile.look.opacity = UInt8(opacity.rounded())
            tile.overlays = actor.tile.overlays.map { place, overlay in
                let (x, y) = dressing.corner(of: overlay.size, at: place, in: rect.size)
                return PlacedOverlay(overlay, x: x, y: y)
            }
            return tile
        }
        isDirty = false
    }

    private mutating func show(at instant: Instant) {
        awaitedTiles = 0
        for index in actors.indices {
            let newest = actors[index].tile.queue?.newest(notAfter: instant)?.0
            if newest == nil, actors[index].tile.queue != nil { awaitedTiles += 1 }
            drawing[index].picture = newest ?? actors[index].tile.placeholder
            // Initials are to be read.
            drawing[index].look.isMirrored =
                newest != nil && actors[index].tile.dressing.look.isMirrored
        }
    }
}
