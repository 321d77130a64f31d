package import Media

/// What is to change of a room's settings; nil leaves a setting as it is.
package struct RoomSettingsChange: Hashable, Sendable {
    /// `.some(nil)` takes the title away.
    package var title: String??
    package var capacity: Int?
    package var canvas: PixelSize?
    package var frameRate: Int?
    package var layout: String?
    package var isOpen: Bool?
    package var isPersistent: Bool?

    package init() {}
}

extension RoomSettings {
    /// The settings after a change.
    package func changed(by change: RoomSettingsChange) -> RoomSettings {
        var changed = self
        if let title = change.title { changed.title = title }
        if let capacity = change.capacity { changed.capacity = capacity }
        if let canvas = change.canvas { changed.canvas = canvas }
        if let frameRate = change.frameRate { changed.frameRate = frameRate }
        if let layout = change.layout { changed.layout = layout }
        if let isOpen = change.isOpen { changed.isOpen = isOpen }
        if let isPersistent = change.isPersistent { changed.isPersistent = isPersistent }
        return changed
    }
}
