import Codecs
import Media
import Peer
import Scheduling

/// Draws, encodes and sends a bot's pattern, on a video lane.
actor LiveCamera: Stage {
    nonisolated let lane: Lane
    private let outlet: MediaOutlet
    private var camera: PatternCamera
    private let wallClock: WallClock
    private let frameRate: Int
    private var encoder: VP8Encoder
    private var epoch = Instant(nanoseconds: 0)
    private var frame: Int64 = 0
    private var isRunning = false
    private(set) var failures = 0

    init(
        lane: Lane,
        outlet: MediaOutlet,
        number: Int,
        settings: PatternSettings,
        wallClock: WallClock,
    ) throws {
        self.lane = lane
        self.outlet = outlet
        self.wallClock = wallClock
        frameRate = settings.frameRate
        camera = PatternCamera(number: number, settings)
        encoder = try VP8Encoder(settings.encoder)
    }

    /// Begins to send at once.
    func start(now: Instant) {
        guard !isRunning else { return }
        isRunning = true
        epoch = now
        lane.signal(deadline: now)
    }

    func step(now: Instant) {
        guard isRunning else { return }
        if due <= now {
            // What was missed is missing: a camera shows the present.
            frame = max(frame, (now - epoch).ticks(clockRate: frameRate))
            send(at: due)
            frame += 1
        }
        lane.signal(at: due, deadline: due + .milliseconds(33))
    }

    private var due: Instant { epoch + Interval(ticks: frame, clockRate: frameRate) }

    private func send(at instant: Instant) {
        let milliseconds = wallClock.time(at: instant).codeMilliseconds
        let picture = camera.picture(frame: Int(frame), milliseconds: milliseconds)
        let timestamp = (instant - epoch).ticks(clockRate: VP8Encoder.clockRate)
        let isKeyFrameWanted = outlet.takeKeyFrameRequest() != nil
        do throws(CodecError) {
            try encoder.encode(
                picture,
                timestamp: timestamp,
                forceKeyFrame: isKeyFrameWanted,
            ) { bytes, isKeyFrame in
                var unit = CodedUnit(kind: .video, timestamp: timestamp, instant: instant)
                unit.isKeyFrame = isKeyFrame
                unit.orientation = camera.orientation
                unit.sequence = frame
                if !outlet.ring.write(unit, payload: bytes) {
                    outlet.requestKeyFrame(newcomer: false)
                }
                outlet.notify()
            }
        } catch {
            failures += 1
        }
    }
}
