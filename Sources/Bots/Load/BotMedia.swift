import Media
import Mixing
import Peer
import Scheduling
import Sockets

/// The stages of one bot's call: camera, microphone, eye and ear, each on a lane of its own.
struct BotMedia: Sendable {
    private enum Camera: Sendable {
        case clip(ClipCamera)
        case live(LiveCamera)

        var lane: Lane {
            switch self {
            case .clip(let camera): camera.lane
            case .live(let camera): camera.lane
            }
        }
    }

    let eye: Eye?
    let ear: Ear?
    private let camera: Camera?
    private let microphone: Microphone?
    private let outlets: [MediaOutlet]
    private let connections: [@Sendable () -> Void]
    private let trace: (number: UInt8, trace: CaptureTrace)?
    private let surroundings: BotSurroundings

    private static let outletBytes = (audio: 64 << 10, video: 2 << 20)

    init(
        _ settings: BotSettings,
        _ parameters: PeerParameters,
        peer: PeerID,
        in surroundings: BotSurroundings,
    ) throws {
        let builder = Builder(
            settings: settings,
            parameters: parameters,
            peer: peer,
            surroundings: surroundings,
        )
        self.surroundings = surroundings
        var connections: [@Sendable () -> Void] = []
        var outlets: [MediaOutlet] = []
        let shard = surroundings.shard
        let lips = LipLink()
        (eye, ear) = (try builder.makeEye(lips), try builder.makeEar(lips))
        if let eye, let track = parameters.receivingTrack(.video) {
            connections.append { shard.attach(eye.inlet, to: track, of: peer) }
        }
        if let ear, let track = parameters.receivingTrack(.audio) {
            connections.append { shard.attach(ear.inlet, to: track, of: peer) }
        }
        trace = builder.makeTrace()
        if let track = parameters.sendingTrack(.video), settings.sendsVideo {
            let outlet = shard.makeOutlet(.video, capacityBytes: Self.outletBytes.video)
            outlets.append(outlet)
            camera = try builder.makeCamera(outlet, trace?.trace)
            connections.append { shard.subscribe(peer, track: track, to: outlet) }
        } else {
            camera = nil
        }
        if let track = parameters.sendingTrack(.audio), settings.sendsAudio {
            let outlet = shard.makeOutlet(.audio, capacityBytes: Self.outletBytes.audio)
            outlets.append(outlet)
            microphone = builder.makeMicrophone(outlet)
            connections.append { shard.subscribe(peer, track: track, to: outlet) }
        } else {
            microphone = nil
        }
        self.outlets = outlets
        self.connections = connections
    }

    /// Connects the stages with the peer, once it exists.
    func connect() { for connection in connections { connection() } }

    /// Begins to send and to listen.
    func start(now: Instant) async {
        await ear?.start(now: now)
        await microphone?.start(now: now)
        switch camera {
        case .clip(let camera): await camera.start(now: now)
        case .live(let camera): await camera.start(now: now)
        case nil: break
        }
    }

    /// Ends the stages; what they found out can still be asked for.
    func stop() {
        for lane in [eye?.lane, ear?.lane, camera?.lane, microphone?.lane] { lane?.retire() }
        for outlet in outlets { surroundings.shard.close(outlet) }
        if let trace { surroundings.captures.close(trace.number, trace.trace) }
    }

    /// Makes the parts.
    private struct Builder {
        let settings: BotSettings
        let parameters: PeerParameters
        let peer: PeerID
        let surroundings: BotSurroundings

        private func lane(_ laneClass: LaneClass, _ part: String) -> Lane {
            surroundings.scheduler.makeLane(laneClass, name: "\(settings.name) \(part)")
        }

        func makeEye(_ lips: LipLink) throws -> Eye? {
            guard let track = parameters.receivingTrack(.video) else { return nil }
            let shard = surroundings.shard
            let reader = MosaicReader(
                shape: settings.shape,
                wallClock: surroundings.wallClock,
                captures: surroundings.captures,
            )
            let lane = lane(.video, "eye")
            let eye = try Eye(lane: lane, lips: lips, reader: settings.watches ? reader : nil) {
                [peer] in shard.requestKeyFrame(from: peer, track: track)
            }
            lane.attach(eye)
            return eye
        }

        func makeEar(_ lips: LipLink) throws -> Ear? {
            guard parameters.receivingTrack(.audio) != nil else { return nil }
            let analyser = settings.listensFor.map {
                SoundAnalyser(numbers: $0, wallClock: surroundings.wallClock)
            }
            let lane = lane(.audio, "ear")
            let ear = try Ear(lane: lane, lips: lips, analyser: analyser)
            lane.attach(ear)
            return ear
        }

        func makeTrace() -> (number: UInt8, trace: CaptureTrace)? {
            guard case .clip(let clip, isOwnPattern: true) = settings.video else { return nil }
            let number = UInt8(truncatingIfNeeded: settings.number)
            return (number, surroundings.captures.open(number, frames: clip.frames.count))
        }

        func makeCamera(_ outlet: MediaOutlet, _ trace: CaptureTrace?) throws -> Camera? {
            switch settings.video {
            case .nothing:
                return nil
            case .live(let pattern):
                let lane = lane(.video, "camera")
                let camera = try LiveCamera(
                    lane: lane,
                    outlet: outlet,
                    number: settings.number,
                    settings: pattern,
                    wallClock: surroundings.wallClock,
                )
                lane.attach(camera)
                return .live(camera)
            case .clip(let clip, _):
                let lane = lane(.video, "camera")
                let camera = ClipCamera(lane: lane, outlet: outlet, clip: clip, trace: trace)
                lane.attach(camera)
                return .clip(camera)
            }
        }

        func makeMicrophone(_ outlet: MediaOutlet) -> Microphone? {
            guard case .clip(let clip, let turns) = settings.audio else { return nil }
            let lane = lane(.audio, "microphone")
            let microphone = Microphone(
                lane: lane,
                outlet: outlet,
                clip: clip,
                turns: turns,
                phase: ToneMark.phase(of: settings.number),
                wallClock: surroundings.wallClock,
            )
            lane.attach(microphone)
            return microphone
        }
    }
}

extension BotSettings {
    /// Of the pictures that the others are expected to send.
    fileprivate var shape: PixelSize {
        switch video {
        case .nothing: PixelSize(width: 16, height: 9)
        case .live(let pattern): pattern.size
        case .clip(let clip, _): clip.size
        }
    }
}
