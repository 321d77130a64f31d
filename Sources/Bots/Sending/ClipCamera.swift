import Media
import Peer
import Scheduling

/// Sends a clip over and over, on a lane: a copy a frame.
///
/// A request for a key frame is answered by going back to the clip's last one; picture numbers and
/// timestamps go on.
actor ClipCamera: Stage {
    nonisolated let lane: Lane
    private let outlet: MediaOutlet
    private let clip: VideoClip
    private let trace: CaptureTrace?
    /// Timestamps count from here.
    private var epoch = Instant(nanoseconds: 0)
    /// When the clip's first frame was, or would have been, shown in this lap.
    private var lapStart = Instant(nanoseconds: 0)
    private var index = 0
    private var lastKeyFrame: Instant?
    private var sequence: Int64 = 0
    private var isRunning = false

    /// A request within this time is answered by the key frame before it.
    private static let keyFrameSpacing = Interval.milliseconds(300)
    /// So late, the clip's time is moved instead of sending many frames at once.
    private static let mostLate = Interval.milliseconds(200)

    init(lane: Lane, outlet: MediaOutlet, clip: VideoClip, trace: CaptureTrace?) {
        self.lane = lane
        self.outlet = outlet
        self.clip = clip
        self.trace = trace
    }

    /// Begins to send at once.
    func start(now: Instant) {
        guard !isRunning else { return }
        isRunning = true
        epoch = now
        lapStart = now
        lane.signal(deadline: now)
    }

    func step(now: Instant) {
        guard isRunning else { return }
        if now - due > Self.mostLate { lapStart += now - due }
        while due <= now { sendNext() }
        lane.signal(at: due, deadline: due + .milliseconds(33))
    }

    private var due: Instant { lapStart + clip.frames[index].time }

    private func sendNext() {
        let instant = due
        if outlet.takeKeyFrameRequest() != nil, mayRestart(at: instant) {
            index = clip.keyFrame(before: index)
            lapStart = instant - clip.frames[index].time
        }
        let frame = clip.frames[index]
        var unit = CodedUnit(
            kind: .video,
            timestamp: (instant - epoch).ticks(clockRate: 90_000),
            instant: instant,
        )
        unit.isKeyFrame = frame.isKeyFrame
        unit.orientation = clip.orientation
        unit.sequence = sequence
        sequence += 1
        if frame.isKeyFrame { lastKeyFrame = instant }
        trace?.note(frame: index, at: instant)
        clip.withBytes(of: frame) { bytes in
            if !outlet.ring.write(unit, payload: bytes) {
                outlet.requestKeyFrame(newcomer: false)
            }
        }
        outlet.notify()
        index += 1
        guard index == clip.frames.count else { return }
        index = 0
        lapStart += clip.duration
    }

    private func mayRestart(at instant: Instant) -> Bool {
        lastKeyFrame.map { instant - $0 >= Self.keyFrameSpacing } ?? true
    }
}
