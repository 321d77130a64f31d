import Layout

/// A layout as a list of layouts shows it.
package struct LayoutSummary: Hashable, Sendable {
    /// What it is called in requests.
    package var name: String
    /// What people are shown.
    package var title: String

    package init(name: String, title: String) {
        self.name = name
        self.title = title
    }
}

extension Conference {
    /// The layouts that a room can have, sorted by name.
    package nonisolated var layoutSummaries: [LayoutSummary] {
        layouts.byName.sorted { $0.key < $1.key }.map {
            LayoutSummary(name: $0, title: $1.title)
        }
    }
}
