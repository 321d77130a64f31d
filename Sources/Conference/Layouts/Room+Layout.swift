import JSON
import Layout

// The layout of a room, as an administrator chooses it.

extension Room {
    var roomLayout: RoomLayout {
        let scene = plan.views[.room]?.scene ?? Plan.scene(of: planInput)
        var layout = RoomLayout(LayoutState(name: settings.layout, scene: scene))
        layout.isInline = isLayoutInline
        layout.pins = pins
        layout.spotlight = spotlight
        layout.hidden = scene.hidden
        return layout
    }

    /// Takes up another layout; who is pinned stands there from the next frame on.
    ///
    /// - Returns: nil if the room has closed.
    /// - Throws: `AdministrationError.noSuchLayout`, `.invalid`.
    func show(_ choice: LayoutChoice) throws(AdministrationError) -> RoomLayout? {
        guard !isClosed else { return nil }
        var changed = settings
        let document: LayoutDocument
        switch choice.layout {
        case .named(let name):
            changed.layout = name
            document = try changed.nameLayout(among: surroundings.library.catalogue)
        case .inline(let inline):
            changed.layout = inline.name
            document = inline
        }
        let faults = faults(of: choice, document)
        guard faults.isEmpty else { throw .invalid(faults) }
        pins = choice.pins
        spotlight = choice.spotlight
        if case .inline = choice.layout { isLayoutInline = true } else { isLayoutInline = false }
        adopt(changed, document)
        return roomLayout
    }

    /// The layout is another, chosen by its name alone.
    func forgetChoice() {
        pins = [:]
        spotlight = nil
        isLayoutInline = false
    }

    /// The server's layouts have changed.
    func followLibrary() {
        guard !isClosed, !isLayoutInline,
            let document = surroundings.library.catalogue[settings.layout],
            document != layoutDocument
        else { return }
        adopt(settings, document)
    }

    /// Somebody has left for good.
    func unpin(_ id: ParticipantID) {
        pins = pins.filter { $0.value != id }
        if spotlight == id { spotlight = nil }
    }

    private func faults(of choice: LayoutChoice, _ document: LayoutDocument) -> [FieldFault] {
        var faults: [FieldFault] = []
        var pinned: Set<ParticipantID> = []
        for (region, id) in choice.pins.sorted(by: { $0.key < $1.key }) {
            func fault(_ reason: String) {
                let pointer = JSONPointer([.member("pins"), .member(region)])
                faults.append(FieldFault(pointer: pointer.description, reason: reason))
            }
            if !document.hasRegion(region) { fault("the layout has no such region") }
            if !state.contains(id) { fault("nobody in this room has this id") }
            if !pinned.insert(id).inserted { fault("is pinned elsewhere too") }
        }
        if let id = choice.spotlight, !state.contains(id) {
            let reason = "nobody in this room has this id"
            faults.append(FieldFault(pointer: "/spotlight", reason: reason))
        }
        return faults
    }
}
