/// The media that bots send, each made or read once.
struct MediaLibrary: Sendable {
    private let settings: LoadSettings
    private var videoFile: VideoClip?
    private var audioFile: AudioClip?

    /// - Throws: `MediaFault` for a file that cannot be used.
    init(_ settings: LoadSettings) throws {
        self.settings = settings
        if case .file(let path) = settings.video { videoFile = try VideoClip(file: path) }
        if case .file(let path) = settings.audio { audioFile = try AudioClip(file: path) }
    }

    /// What a bot sends as video; costs CPU time for a pre-encoded pattern.
    func video(number: Int) throws -> BotSettings.Video {
        switch settings.video {
        case .nothing: .nothing
        case .pattern: .live(settings.pattern)
        case .loop:
            .clip(try .pattern(number: number, settings.pattern), isOwnPattern: true)
        case .file:
            videoFile.map { .clip($0, isOwnPattern: false) } ?? .nothing
        }
    }

    /// - Parameter index: counts the bots from 0.
    func audio(number: Int, index: Int) throws -> BotSettings.Audio {
        let turns = settings.talkers.map { index < $0 ? TalkTurns.always : .never } ?? .always
        switch settings.audio {
        case .nothing: return .nothing
        case .tone: return .clip(try .tone(number: number), turns)
        case .speech: return .clip(try .speech(number: number), turns)
        case .file: return audioFile.map { .clip($0, turns) } ?? .nothing
        }
    }
}
