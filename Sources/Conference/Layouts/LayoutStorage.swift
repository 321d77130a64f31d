package import Layout

/// Where a server keeps its own layouts.
package protocol LayoutStorage: Sendable {
    /// A place for a layout that is not kept yet.
    ///
    /// - Parameter isTaken: whether something else is there.
    func place(for name: String, isTaken: (String) -> Bool) -> String
    func keep(_ document: LayoutDocument, at place: String) async throws(LayoutStorageError)
    func remove(_ place: String) async throws(LayoutStorageError)
}

/// Why a layout could not be kept or removed; nothing has changed then.
package struct LayoutStorageError: Error, Hashable, Sendable {
    /// For administrators.
    package var reason: String

    package init(_ reason: String) { self.reason = reason }
}
