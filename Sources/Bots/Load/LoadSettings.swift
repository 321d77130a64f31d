package import Sockets

/// Which of several bots do something that costs.
package enum BotSelection: String, Sendable, CaseIterable {
    case all
    case one
    case none

    func includes(_ index: Int) -> Bool {
        switch self {
        case .all: true
        case .one: index == 0
        case .none: false
        }
    }
}

/// A number of bots that join one room.
package struct LoadSettings: Sendable {
    /// What their pictures are made of.
    package enum Video: Hashable, Sendable {
        case nothing
        /// Encoded as it is drawn, with the time of day in its codes.
        case pattern
        /// The same, encoded once and sent over and over: costs next to nothing.
        case loop
        /// An IVF or WebM file of VP8.
        case file(String)
    }

    /// What their sound is made of.
    package enum Audio: Hashable, Sendable {
        case nothing
        case tone
        case speech
        /// A WAV or Ogg Opus file.
        case file(String)
    }

    package var server: ServerAddress
    package var room: String
    package var isInsecure = false
    package var count = 1
    /// Bot `index` is called the prefix and its number.
    package var namePrefix = "bot"
    /// The first bot's number; the others follow.
    package var firstNumber = 1
    package var video = Video.pattern
    package var pattern = PatternSettings()
    package var audio = Audio.tone
    /// How many of them are heard; the others send silence.
    package var talkers: Int?
    package var receives = true
    package var watch = BotSelection.all
    package var listen = BotSelection.all
    package var impairment: LinkImpairment?
    /// How long they stay once all have joined; nil: until they are stopped.
    package var durationSeconds: Double?
    /// After joining, before freezes and delays count.
    package var warmUpSeconds = 3.0
    /// Between one bot's joining and the next's.
    package var rampMilliseconds = 100

    package init(server: ServerAddress, room: String) {
        self.server = server
        self.room = room
    }
}
