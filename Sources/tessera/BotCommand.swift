import ArgumentParser
import Bots
import Glibc
import Media
import Sockets
import UnixSignals

/// `tessera bot`.
struct BotCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bot",
        abstract: "Join a room with synthetic participants and report what they receive.",
        discussion: """
            The bots call over the real network path. Their pictures carry a code that says when \
            each was drawn, their tones a mark: whoever watches and listens knows how old both are. \
            Ends after --duration, or with Ctrl-C; the exit code is 1 if a bot received no media.
            """,
    )

    @Option(help: "The server, like http://localhost:8080 or https://example.org.") var url: String
    @Option(help: "The room to join.") var room: String
    @Option(help: "How many bots.") var count = 1
    @Option(help: "pattern, loop (the pattern encoded once), none, or a file: .ivf, .webm, .mkv.")
    var video = "pattern"
    @Option(help: "Size of the pattern.") var size = "640x360"
    @Option(help: "How the camera is held: 0, 90, 180, 270 degrees clockwise make it upright.")
    var rotation = 0
    @Option(help: "Pictures a second of the pattern.") var fps = 30
    @Option(help: "Rate of the pattern in kbit/s.") var videoRate = 600
    @Option(help: "tone, speech, none, or a file: .wav, .opus, .webm.") var audio = "tone"
    @Option(help: "How many of the bots are heard (default: all); the others send silence.")
    var talkers: Int?
    @Option(help: "Seconds to stay after warming up (default: until Ctrl-C).")
    var duration: Double?
    @Option(help: "Seconds after joining before freezes and delays count.") var warmUp = 3.0
    @Option(help: "Milliseconds between one bot's joining and the next's.") var ramp = 100
    @Option(help: "Which bots decode the picture: all, one, none (default: all up to 4 bots).")
    var watch: String?
    @Option(help: "Which bots decode the sound: all, one, none (default: all up to 4 bots).")
    var listen: String?
    @Flag(help: "Receive nothing.") var sendOnly = false
    @Option(help: "A bad network both ways: loss=5,burst=3,delay=80,jitter=30,rate=400k,queue=200.")
    var impair: String?
    @Option(help: "What the bots are called, before their number.") var name = "bot"
    @Option(help: "Number of the first bot: its hue, its tone and its code follow from it.")
    var first = 1
    @Flag(help: "Take any certificate.") var insecure = false
    @Flag(help: "Print the report as JSON.") var json = false

    func run() async throws {
        let load: Load
        do {
            load = try Load(settings())
        } catch let fault as MediaFault {
            throw ValidationError(fault.description)
        }
        let signals = Task {
            for await _ in await UnixSignalsSequence(trapping: .sigint, .sigterm) {
                await load.finish()
            }
        }
        let progress = Task { await Progress(isQuiet: json).show(load) }
        let report: LoadReport
        do {
            report = try await load.run()
        } catch let fault as MediaFault {
            throw ValidationError(fault.description)
        }
        progress.cancel()
        await progress.value
        signals.cancel()
        print(json ? try report.json() : report.table)
        guard report.hasMedia else { throw ExitCode(1) }
    }

    private func settings() throws -> LoadSettings {
        var settings = LoadSettings(server: try ServerAddress(url: url), room: room)
        guard (1...1000).contains(count) else { throw ValidationError("--count: 1…1000") }
        settings.count = count
        settings.namePrefix = name
        guard (0...10_000).contains(first) else { throw ValidationError("--first: 0…10000") }
        settings.firstNumber = first
        settings.isInsecure = insecure
        settings.receives = !sendOnly
        settings.talkers = talkers
        settings.durationSeconds = duration
        settings.warmUpSeconds = max(0, warmUp)
        settings.rampMilliseconds = max(0, ramp)
        settings.pattern = try pattern()
        settings.video =
            switch video {
            case "none": .nothing
            case "pattern": .pattern
            case "loop": .loop
            default: .file(video)
            }
        settings.audio =
            switch audio {
            case "none": .nothing
            case "tone": .tone
            case "speech": .speech
            default: .file(audio)
            }
        settings.watch = try selection(watch, "--watch")
        settings.listen = try selection(listen, "--listen")
        do {
            settings.impairment = try impair.map { try LinkImpairment(parsing: $0) }
        } catch let fault as ImpairmentFault {
            throw ValidationError("--impair: \(fault)")
        }
        return settings
    }

    private func pattern() throws -> PatternSettings {
        var pattern = PatternSettings()
        let sides = size.split(separator: "x").map { Int($0) ?? 0 }
        guard sides.count == 2, sides.allSatisfy({ (64...3840).contains($0) && $0 % 2 == 0 }),
            sides[1] * 2 >= sides[0]
        else { throw ValidationError("--size: WIDTHxHEIGHT, even, 64…3840, at most 2:1") }
        guard [0, 90, 180, 270].contains(rotation) else {
            throw ValidationError("--rotation: 0, 90, 180 or 270")
        }
        guard rotation == 0 || video == "pattern" || video == "loop" else {
            throw ValidationError("--rotation: of the pattern only, not of \(video)")
        }
        guard (1...60).contains(fps) else { throw ValidationError("--fps: 1…60") }
        guard (30...20_000).contains(videoRate) else {
            throw ValidationError("--video-rate: 30…20000")
        }
        pattern.size = PixelSize(width: sides[0], height: sides[1])
        pattern.orientation = PictureOrientation(quarterTurns: rotation / 90)
        pattern.frameRate = fps
        pattern.bitRate = .kilobits(videoRate)
        return pattern
    }

    private func selection(_ text: String?, _ flag: String) throws -> BotSelection {
        guard let text else { return count <= 4 ? .all : .one }
        guard let selection = BotSelection(rawValue: text) else {
            throw ValidationError("\(flag): all, one or none")
        }
        return selection
    }
}

/// Says on standard error how a load goes: in one line on a terminal, else in one every 5 s.
private struct Progress {
    let isQuiet: Bool

    func show(_ load: Load) async {
        let isTerminal = isatty(STDERR_FILENO) == 1
        guard isTerminal || !isQuiet else { return }
        while true {
            do {
                try await Task.sleep(nanoseconds: isTerminal ? 1_000_000_000 : 5_000_000_000)
            } catch {
                break
            }
            let line = await load.report().progress
            say(isTerminal ? "\r\u{1B}[K\(line)" : "\(line)\n")
        }
        if isTerminal { say("\r\u{1B}[K") }
    }

    private func say(_ text: String) {
        var text = text
        text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }
}
