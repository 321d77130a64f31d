import Media

/// Makes the scene of one variant: who stands where, how large, and what it looks like.
struct Staging {
    private let choice: LayoutDocument.Choice
    private let situation: LayoutSituation
    private let audience: Audience
    private let people: [String: LayoutParticipant]
    private let geometry: SlotGeometry
    private let previous: Scene?
    private var memory = Scene.Memory()

    init(
        _ choice: LayoutDocument.Choice,
        _ situation: LayoutSituation,
        _ audience: Audience,
        previous: Scene?,
    ) {
        self.choice = choice
        self.situation = situation
        self.audience = audience
        self.previous = previous
        people = Dictionary(
            audience.people.map { ($0.id, $0) },
            uniquingKeysWith: { first, _ in first },
        )
        geometry = SlotGeometry(canvas: situation.canvas, choice.document.canvas)
        memory.variant = choice.path
    }

    mutating func scene() -> Scene {
        let parts = cast()
        var tiles: [PlacedTile] = []
        for part in parts { tiles += self.tiles(of: part) }
        var scene = Scene(
            canvas: situation.canvas,
            background: choice.document.canvas.background,
            tiles: tiles,
        )
        let shown = Set(tiles.compactMap(\.participant))
        scene.hidden = audience.people.count(where: { !shown.contains($0.id) })
        if choice.document.overflow.show == .count { scene.tellHidden(in: choice.slots) }
        if scene.hidden > 0 { scene.turnSeconds = choice.document.overflow.rotateSeconds }
        if let corner = audience.corner { scene.tiles.append(cornerTile(corner)) }
        scene.sortTiles()
        scene.transition = choice.document.transition
        let takesTurns = choice.document.overflow.rotateSeconds != nil && scene.hidden > 0
        if !takesTurns { memory.lastInTurn = nil }
        scene.memory = memory
        return scene
    }

    // MARK: Who

    private mutating func cast() -> [Casting.Part] {
        let parts = choice.slots.map { slot in
            Casting.Part(
                slot: slot,
                capacity: capacity(of: slot),
                before: before(slot).compactMap(\.self),
            )
        }
        var casting = Casting(parts: parts, people: audience.people, viewer: audience.viewer)
        // A turn ends only if somebody waits for the next.
        let isNewTurn =
            choice.document.overflow.rotateSeconds != nil
            && previous.map { $0.memory.turn != situation.turn && $0.hidden > 0 } ?? false
        let last = previous?.memory.lastInTurn
        casting.run(pins: situation.pins, startsAfter: isNewTurn ? .some(last) : nil)
        memory.turn = situation.turn
        memory.lastInTurn = isNewTurn || last == nil ? casting.lastGeneral : last
        return casting.parts
    }

    private func before(_ slot: LayoutDocument.Slot) -> [String?] {
        var seats: [String?] = []
        for tile in previous?.tiles ?? [] where tile.slot == slot.id {
            guard let person = tile.participant else { continue }
            while seats.count <= tile.cell { seats.append(nil) }
            seats[tile.cell] = person
        }
        return seats
    }

    /// How many people a slot holds on this canvas.
    private func capacity(of slot: LayoutDocument.Slot) -> Int {
        if let held = heldCells(of: slot) { return held }
        let area = geometry.area(of: slot.area.rect)
        guard case .grid(let grid) = slot.area else { return fits(area, slot) ? 1 : 0 }
        switch grid.shape {
        case .fixed(let columns, let rows):
            let cells = cellGrid(area, columns, rows).allCells
            return cells.allSatisfy { fits($0, slot) } ? cells.count : 0
        case .automatic:
            let most = min(AutomaticGrid.maximumTiles, audience.people.count)
            for count in 0..<most {
                let grid = AutomaticGrid(area: area, count: count + 1, gap: geometry.gap)
                guard fits(grid, count + 1, slot) else { return count }
            }
            return most
        }
    }

    /// Whether a tile can be seen and is as high as the slot wants it.
    private func fits(_ rect: PixelRect, _ slot: LayoutDocument.Slot) -> Bool {
        let least = slot.style.minHeight.pixels(of: situation.canvas.height)
        return rect.isVisible && Double(rect.height) >= least
    }

    private func fits(_ grid: AutomaticGrid, _ count: Int, _ slot: LayoutDocument.Slot) -> Bool {
        grid.tiles.count == count && grid.tiles.allSatisfy { fits($0, slot) }
    }

    private func heldCells(of slot: LayoutDocument.Slot) -> Int? {
        guard situation.isHeld, let previous, previous.memory.variant == choice.path else {
            return nil
        }
        return previous.memory.cells[slot.id]
    }

    // MARK: Where

    private mutating func tiles(of part: Casting.Part) -> [PlacedTile] {
        let slot = part.slot
        let cells = cells(of: part)
        var seats = Seating.seats(
            part.cast,
            places: cells.count,
            before: before(slot),
            closesRanks: slot.whenEmpty == .collapse && heldCells(of: slot) == nil,
        )
        obeyPins(&seats, slot, places: cells.count)
        var tiles: [PlacedTile] = []
        for (cell, rect) in cells.enumerated() where rect.isVisible {
            guard let subject = subject(in: cell < seats.count ? seats[cell] : nil, of: slot) else {
                continue
            }
            var tile = PlacedTile(subject, slot: slot.id, rect: rect)
            tile.cell = cell
            tile.z = slot.z
            tile.style = style(of: slot, subject, rect)
            tiles.append(tile)
        }
        return tiles
    }

    /// The places of a slot, occupied or not.
    private mutating func cells(of part: Casting.Part) -> [PixelRect] {
        let area = geometry.area(of: part.slot.area.rect)
        guard case .grid(let grid) = part.slot.area else { return part.capacity > 0 ? [area] : [] }
        switch grid.shape {
        case .fixed(let columns, let rows):
            let cells = cellGrid(area, columns, rows)
            guard part.slot.whenEmpty == .collapse, !fillsCells(part.slot) else {
                return part.capacity > 0 ? cells.allCells : []
            }
            return cells.cells(for: count(of: part))
        case .automatic:
            let count = count(of: part)
            var aspects = part.cast.compactMap { people[$0]?.aspect }
            while aspects.count < count { aspects.append(16.0 / 9) }
            let best = AutomaticGrid(area: area, aspects: aspects, gap: geometry.gap)
            if fits(best, count, part.slot) { return best.tiles }
            // The capacity is that for 16:9: with it everybody has a tile.
            return AutomaticGrid(area: area, count: count, gap: geometry.gap).tiles
        }
    }

    /// How many cells there are of a grid that adapts to the number of its people.
    private mutating func count(of part: Casting.Part) -> Int {
        let count = heldCells(of: part.slot) ?? part.cast.count
        memory.cells[part.slot.id] = count
        return count
    }

    private func cellGrid(_ area: PixelRect, _ columns: Int, _ rows: Int) -> CellGrid {
        CellGrid(area: area, columns: columns, rows: rows, gap: geometry.gap)
    }

    /// Whether every cell shows something, somebody or a picture.
    private func fillsCells(_ slot: LayoutDocument.Slot) -> Bool {
        if case .image? = slot.source.last { return true }
        return false
    }

    /// A pin names the cell too: who stands there changes places with the pinned one.
    private func obeyPins(
        _ seats: inout [String?],
        _ slot: LayoutDocument.Slot,
        places: Int,
    ) {
        while seats.count < places { seats.append(nil) }
        for cell in seats.indices {
            guard let pinned = situation.pins["\(slot.id).\(cell + 1)"] else { continue }
            if let now = seats.firstIndex(of: pinned) { seats.swapAt(now, cell) }
        }
    }

    private func subject(
        in seat: String?,
        of slot: LayoutDocument.Slot,
    ) -> PlacedTile.Subject? {
        if let seat { return .participant(seat) }
        if case .image(let name)? = slot.source.last { return .image(name) }
        if case .image(let name) = slot.whenEmpty { return .image(name) }
        return nil
    }

    // MARK: How

    private func style(
        of slot: LayoutDocument.Slot,
        _ subject: PlacedTile.Subject,
        _ rect: PixelRect,
    ) -> TileStyle {
        var style = TileStyle(slot.style, rect: rect, canvas: situation.canvas)
        guard case .participant(let id) = subject, let person = people[id] else {
            style.label = nil
            return style
        }
        style.label?.text =
            slot.style.label?.text(name: person.name, role: person.role, id: id) ?? ""
        // Of a screen nothing may be cut off.
        if person.isSharing, style.fit == .cover { style.fit = .contain }
        return style
    }

    /// A fifth of the canvas in the lower right corner, over everything.
    private func cornerTile(_ viewer: LayoutParticipant) -> PlacedTile {
        let canvas = situation.canvas
        let (width, height) = (canvas.width / 10 * 2, canvas.height / 10 * 2)
        let margin = canvas.width / 120 * 2
        let rect = PixelRect(
            x: canvas.width - width - margin,
            y: canvas.height - height - margin,
            width: width,
            height: height,
        )
        var style = SlotStyle()
        style.mirror = true
        style.label = nil
        let slot = LayoutDocument.selfViewSlot
        var tile = PlacedTile(.participant(viewer.id), slot: slot, rect: rect)
        tile.z = 101
        tile.style = TileStyle(style, rect: rect, canvas: canvas)
        return tile
    }
}

extension TileStyle {
    /// The style of a slot in the pixels of a canvas.
    init(_ style: SlotStyle, rect: PixelRect, canvas: PixelSize) {
        func pixels(_ length: LayoutLength, of extent: Int) -> Int {
            Int(length.pixels(of: extent).rounded())
        }
        fit = style.fit
        align = style.align
        radius = min(pixels(style.radius, of: canvas.width), min(rect.width, rect.height) / 2)
        idleBorder = Border(style.idleBorder, rect: rect, canvas: canvas)
        speakingBorder = Border(style.speakingBorder, rect: rect, canvas: canvas)
        if let label = style.label, rect.height >= pixels(label.minHeight, of: canvas.height) {
            let height = pixels(label.size, of: min(canvas.width, canvas.height))
            let room = max(1, rect.height / 2)
            self.label = Label(text: "", place: label.place, height: min(max(1, height), room))
        }
        opacity = style.opacity
        mirror = style.mirror
        weight = style.weight
        content = style.content
    }
}

extension TileStyle.Border {
    init(_ border: SlotStyle.Border, rect: PixelRect, canvas: PixelSize) {
        // A line that is there is at least one pixel wide, and leaves room for the picture.
        let exact = border.width.pixels(of: canvas.width)
        let width = exact > 0 ? max(1, Int(exact.rounded())) : 0
        self.width = min(width, min(rect.width, rect.height) / 4)
        color = border.color
    }
}

extension Scene {
    /// Puts the number of those who have no tile on the last tile of the slots for everybody.
    mutating func tellHidden(in slots: [LayoutDocument.Slot]) {
        guard hidden > 0 else { return }
        let general = slots.filter { slot in
            !slot.repeats && slot.source.contains { $0 == .others || $0 == .recentSpeakers }
        }
        let ids = Set(general.map(\.id))
        let isPerson = { (tile: PlacedTile) in tile.participant != nil }
        let last = tiles.lastIndex { isPerson($0) && ids.contains($0.slot) }
        guard let last = last ?? tiles.lastIndex(where: isPerson) else { return }
        tiles[last].more = hidden
    }

    /// Lower ones first, of equal ones those whose slot comes first.
    mutating func sortTiles() {
        tiles =
            tiles.enumerated()
            .sorted { ($0.element.z, $0.offset) < ($1.element.z, $1.offset) }
            .map(\.element)
    }
}
