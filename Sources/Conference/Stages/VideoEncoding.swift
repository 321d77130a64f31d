import Codecs
import Compositing
import Media
import Peer
import Scheduling
import Synchronization

/// One encoding of one picture: a VP8 encoder on a video lane.
///
/// It takes the newest canvas that is waiting; an older one that it had no time for is skipped.
actor VideoEncoding: Stage {
    nonisolated let lane: Lane
    nonisolated let outlet: MediaOutlet
    /// Filled by the compositor.
    nonisolated let canvases = CanvasMailbox()
    /// When an owed key frame is due, in nanoseconds; `Int64.max`: none is owed.
    private nonisolated let keyFrameDue = Atomic<Int64>(.max)
    private var encoder: VP8Encoder
    private var keyFrames = KeyFramePolicy()
    private var sequence: Int64 = 0
    private(set) var failures = 0

    /// Whether it wants a canvas although nothing changed: a key frame is asked for or due.
    nonisolated func wantsFrame(at instant: Instant) -> Bool {
        outlet.isKeyFrameRequested || keyFrameDue.load(ordering: .relaxed) <= instant.nanoseconds
    }

    init(lane: Lane, outlet: MediaOutlet, key: VideoEncodingKey, bitRate: BitRate) throws {
        self.lane = lane
        self.outlet = outlet
        encoder = try VP8Encoder(
            VP8EncoderConfiguration(size: key.size, bitRate: bitRate, frameRate: key.frameRate)
        )
    }

    func step(now: Instant) {
        guard let canvas = canvases.take() else { return }
        keyFrames.note(outlet.takeKeyFrameRequest())
        do throws(CodecError) {
            try encode(canvas, now: now)
        } catch {
            failures += 1
            keyFrames.note(.loss)
        }
        keyFrameDue.store(keyFrames.due?.nanoseconds ?? .max, ordering: .relaxed)
    }

    private func encode(_ canvas: ComposedCanvas, now: Instant) throws(CodecError) {
        try encoder.encode(
            canvas.picture,
            timestamp: canvas.timestamp,
            forceKeyFrame: keyFrames.isDue(now: now),
        ) { bytes, isKeyFrame in
            if isKeyFrame { keyFrames.made(now: now) }
            var unit = CodedUnit(
                kind: .video,
                timestamp: canvas.timestamp,
                instant: canvas.instant,
            )
            unit.isKeyFrame = isKeyFrame
            unit.sequence = sequence
            sequence += 1
            // A frame that found no room is missing for all later ones.
            if !outlet.ring.write(unit, payload: bytes) { keyFrames.note(.loss) }
            outlet.notify()
        }
    }
}
