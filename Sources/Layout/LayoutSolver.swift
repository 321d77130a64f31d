package import Media

/// Applies a layout to the people present; a pure function.
package enum LayoutSolver {
    /// Finds everybody's place.
    ///
    /// People keep their places, counted row by row: a newcomer takes the first free one, and where
    /// somebody has left, the last of all moves there. When the number of rows or columns changes,
    /// the places themselves lie elsewhere.
    ///
    /// - Parameters:
    ///   - canvas: even on both sides.
    ///   - participants: in the order in which they came; a repeated id counts once.
    ///   - previous: the scene before, from any layout; nil for the first.
    package static func solve(
        _ document: LayoutDocument,
        canvas: PixelSize,
        participants: [LayoutParticipant],
        previous: Scene?,
    ) -> Scene {
        var scene = Scene(canvas: canvas, background: document.canvas.background, tiles: [])
        guard let variant = document.variants.first else { return scene }
        var waiting = unique(participants)
        for slot in variant.slots where !waiting.isEmpty {
            let area = area(of: slot.grid.rect, on: canvas, document.canvas)
            let gap = Int(document.canvas.gap.pixels(of: canvas.width))
            let tiles = AutomaticGrid(area: area, count: waiting.count, gap: gap).tiles
            let before = previous?.tiles.filter { $0.slot == slot.id }.map(\.participant) ?? []
            let placed = assign(waiting, places: tiles.count, before: before)
            for (participant, rect) in zip(placed, tiles) {
                scene.tiles.append(
                    PlacedTile(participant: participant, slot: slot.id, rect: rect, fit: slot.fit)
                )
            }
            let standing = Set(placed)
            waiting.removeAll { standing.contains($0) }
        }
        return scene
    }

    private static func unique(_ participants: [LayoutParticipant]) -> [String] {
        var seen: Set<String> = []
        return participants.map(\.id).filter { seen.insert($0).inserted }
    }

    /// Who stands in which of the places, given who stood there before.
    ///
    /// - Parameters:
    ///   - waiting: in order of coming; at least as many as places.
    ///   - before: the people of this slot in the scene before, in the order of its places.
    private static func assign(_ waiting: [String], places: Int, before: [String]) -> [String] {
        let present = Set(waiting)
        let known = Set(before)
        var seats = before.map { present.contains($0) ? $0 : nil }
        for newcomer in waiting where !known.contains(newcomer) {
            if let free = seats.firstIndex(of: nil) {
                seats[free] = newcomer
            } else {
                seats.append(newcomer)
            }
        }
        // Fewer people than before: the last ones move into what is still free.
        while let free = seats.firstIndex(of: nil) {
            guard let last = seats.removeLast() else { continue }
            seats[free] = last
        }
        return Array(seats.compactMap { $0 }.prefix(places))
    }

    private static func area(
        of rect: LayoutRect,
        on canvas: PixelSize,
        _ style: LayoutDocument.Canvas,
    ) -> PixelRect {
        let margin = style.margin.pixels(of: canvas.width)
        let left = max(rect.x.pixels(of: canvas.width), margin)
        let top = max(rect.y.pixels(of: canvas.height), margin)
        let right = min(
            rect.x.pixels(of: canvas.width) + rect.width.pixels(of: canvas.width),
            Double(canvas.width) - margin,
        )
        let bottom = min(
            rect.y.pixels(of: canvas.height) + rect.height.pixels(of: canvas.height),
            Double(canvas.height) - margin,
        )
        let (x, y) = (even(left), even(top))
        return PixelRect(
            x: x,
            y: y,
            width: max(0, min(even(right), canvas.width & ~1) - x),
            height: max(0, min(even(bottom), canvas.height & ~1) - y),
        )
    }

    /// The nearest even number, so that areas that share a border still do after rounding.
    private static func even(_ value: Double) -> Int { Int((value / 2).rounded()) * 2 }
}
