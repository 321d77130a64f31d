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
    /// - Returns: whether it is new.
    /// - Throws: `AdministrationError.shippedLayout`, `.faultyLayout`, `.notKept`.
    package func keepLayout(_ document: LayoutDocument) async throws(AdministrationError) -> Bool {
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
