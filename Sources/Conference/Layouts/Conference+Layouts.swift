package import Layout

// The layouts of the server, and the layout of a room, as an administrator sees them.

extension Conference {
    /// All that rooms can have, as they are now.
    package nonisolated var layouts: LayoutCatalogue { library.catalogue }

    package nonisolated func isShipped(_ layout: String) -> Bool { library.isShipped(layout) }

    /// Keeps a layout of one's own, a new one or in the place of the one of the same name.
    ///
    /// Rooms that show it follow at once.
    ///
    /// - Parameter asNew: whether the name must not be in use yet.
    /// - Returns: whether it is new.
    /// - Throws: `AdministrationError.layoutExists`, `.shippedLayout`, `.faultyLayout`, `.notKept`.
    package func keepLayout(
        _ document: LayoutDocument,
        asNew: Bool,
    ) async throws(AdministrationError) -> Bool {
        try await changingLayouts { () async throws(AdministrationError) in
            try await keep(document, asNew: asNew)
        }
    }

    private func keep(
        _ document: LayoutDocument,
        asNew: Bool,
    ) async throws(AdministrationError) -> Bool {
        guard !asNew || layouts[document.name] == nil else { throw .layoutExists }
        guard !library.isShipped(document.name) else { throw .shippedLayout }
        let present = library.place(of: document.name)
        let place = present ?? storage.place(for: document.name, isTaken: library.holds)
        do throws(LayoutFaults) {
            try library.check(document, at: place)
        } catch {
            throw .faultyLayout(error.faults)
        }
        do throws(LayoutStorageError) {
            try await storage.keep(document, at: place)
        } catch {
            throw .notKept(error.reason)
        }
        if let faults = await takeLayouts([place: document])[place] {
            throw .faultyLayout(faults.faults)
        }
        return present == nil
    }

    /// Removes a layout of one's own; a room that shows it goes on to do so.
    ///
    /// - Throws: `AdministrationError.noSuchLayout`, `.shippedLayout`, `.faultyLayout` where another
    ///   one uses it, `.notKept`.
    package func removeLayout(_ name: String) async throws(AdministrationError) {
        try await changingLayouts { () async throws(AdministrationError) in try await remove(name) }
    }

    private func remove(_ name: String) async throws(AdministrationError) {
        guard let document = layouts[name] else { throw .noSuchLayout(known: layouts.names) }
        guard let place = library.place(of: document.name) else { throw .shippedLayout }
        do throws(LayoutFaults) {
            try library.check(nil, at: place)
        } catch {
            throw .faultyLayout(error.faults)
        }
        do throws(LayoutStorageError) {
            try await storage.remove(place)
        } catch {
            throw .notKept(error.reason)
        }
        _ = await takeLayouts([place: nil])
    }

    /// Changes what is kept; one change waits for the end of the other.
    ///
    /// Between the checks of a change and its end, the storage is awaited: a second one must not
    /// pass the same checks meanwhile.
    private func changingLayouts<Value>(
        _ change: () async throws(AdministrationError) -> Value
    ) async throws(AdministrationError) -> Value {
        if isChangingLayouts {
            await withCheckedContinuation { waitingForLayouts.append($0) }
        }
        isChangingLayouts = true
        defer {
            // Handed on rather than given free: whoever asks now comes after those who wait.
            if waitingForLayouts.isEmpty {
                isChangingLayouts = false
            } else {
                waitingForLayouts.removeFirst().resume()
            }
        }
        return try await change()
    }

    /// Takes over what has changed where layouts are kept, as far as it can be used; rooms follow.
    ///
    /// - Returns: why, for each place of which the former layout stays.
    package func takeLayouts(_ changes: [String: LayoutDocument?]) async -> [String: LayoutFaults] {
        let faults = library.update(changes)
        for room in rooms.values { await room.followLibrary() }
        return faults
    }

    /// What a room shows, and how.
    package func layout(ofRoom name: String) async throws(AdministrationError) -> RoomLayout {
        await (try room(name)).roomLayout
    }

    /// Gives a room another layout, by name or as a document of its own.
    ///
    /// - Throws: `AdministrationError.noSuchLayout`, `.noSuchRoom`, `.invalid`.
    package func setLayout(
        _ choice: LayoutChoice,
        ofRoom name: String,
    ) async throws(AdministrationError) -> RoomLayout {
        guard let layout = try await (try room(name)).show(choice) else { throw .noSuchRoom }
        return layout
    }
}
