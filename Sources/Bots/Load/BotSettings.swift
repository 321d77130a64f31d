package import Sockets

/// What one bot is and does.
package struct BotSettings: Sendable {
    /// What it sends as video.
    package enum Video: Sendable {
        case nothing
        /// Its own pattern, encoded as it is drawn.
        case live(PatternSettings)
        /// A clip over and over, of its own pattern or of a file.
        case clip(VideoClip, isOwnPattern: Bool)
    }

    /// What it sends as sound.
    package enum Audio: Sendable {
        case nothing
        case clip(AudioClip, TalkTurns)
    }

    /// Its number in the block code, which gives it its hue and its tone.
    package var number: Int
    package var name: String
    package var room: String
    package var server: ServerAddress
    /// Takes any certificate.
    package var isInsecure = false
    package var video = Video.nothing
    package var audio = Audio.nothing
    /// Whether it wants to be sent anything.
    package var receives = true
    /// Decodes the mosaic and reads its codes.
    package var watches = true
    /// Decodes the mix and looks for these bots' tones; nil: it only counts packets.
    package var listensFor: Set<Int>? = []
    package var impairment: LinkImpairment?

    package init(number: Int, name: String, room: String, server: ServerAddress) {
        self.number = number
        self.name = name
        self.room = room
        self.server = server
    }
}
