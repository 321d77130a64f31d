package import Media

/// What all rooms of a server have in common.
package struct ConferenceConfiguration: Hashable, Sendable {
    /// Size of the mosaic in pixels; both even.
    package var canvas = PixelSize(width: 1280, height: 720)
    /// Frames a second of the mosaic, 1…60.
    package var frameRate = 30
    /// The layout that a room begins with.
    package var layout = "grid"
    /// Where the images are that layouts name; nil: there are none.
    package var imageFolder: String?
    /// What one encoded mosaic may take.
    package var videoBitRate = BitRate.kilobits(1500)
    /// What one encoded mix may take.
    package var audioBitRate = BitRate.kilobits(32)
    /// Participants a room holds.
    package var roomCapacity = 50
    /// Rooms that may be open at once.
    package var maximumRooms = 100
    /// Whether joining a room that does not exist opens it.
    package var opensRooms = true
    /// How long a participant whose media and socket are gone keeps its tile.
    package var tileGrace = Interval.seconds(3)
    /// How long such a participant can come back as the same one.
    package var identityGrace = Interval.seconds(30)

    package init() {}
}
