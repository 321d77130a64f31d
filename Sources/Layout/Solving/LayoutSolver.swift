import Media

/// Applies a layout to the people present; a pure function.
package enum LayoutSolver {
    /// Finds everybody's place.
    ///
    /// People keep their places, counted cell by cell: a newcomer takes the first free one, and
    /// where somebody has left, the last of all moves there (unless the slot says otherwise). When
    /// the number of rows or columns changes, the places themselves lie elsewhere.
    ///
    /// - Parameter previous: the scene before, from any layout; nil for the first.
    package static func solve(
        _ document: LayoutDocument,
        _ situation: LayoutSituation,
        previous: Scene?,
    ) -> Scene {
        let audience = Audience(situation, document)
        let held = situation.isHeld ? previous : nil
        let choice =
            held.flatMap { document.choice(at: $0.memory.variant) }
            ?? document.choice(in: audience.facts)
        guard let choice else {
            let background = document.canvas.background
            var scene = Scene(canvas: situation.canvas, background: background, tiles: [])
            scene.hidden = audience.people.count
            return scene
        }
        var staging = Staging(choice, situation, audience, previous: previous)
        return staging.scene()
    }
}

/// Who is to be seen, and the facts about them.
struct Audience {
    /// Each once, in the order in which they came.
    let people: [LayoutParticipant]
    /// Nil if the viewer is nobody, or is not to be seen among the others.
    let viewer: String?
    /// The viewer, if it is to see itself in the corner.
    let corner: LayoutParticipant?
    let facts: LayoutDocument.Circumstances

    init(_ situation: LayoutSituation, _ document: LayoutDocument) {
        var seen: Set<String> = []
        let all = situation.participants.filter { seen.insert($0.id).inserted }
        let viewer = situation.viewer
        let policy = viewer.selfView ?? document.selfView ?? .include
        people = policy == .include ? all : all.filter { $0.id != viewer.id }
        self.viewer = policy == .include ? viewer.id : nil
        corner = policy == .corner ? all.first { $0.id == viewer.id } : nil
        var facts = LayoutDocument.Circumstances(
            participants: people.count,
            videoParticipants: people.count(where: \.hasVideo),
        )
        facts.hasScreen = people.contains(where: \.isSharing)
        facts.isPortrait = situation.canvas.height > situation.canvas.width
        facts.isWeak = viewer.isWeak
        self.facts = facts
    }
}
