import Codecs
import Media
import Mixing
import Peer
import Scheduling

/// What a bot sees, on a video lane: decoder, playout and what is found out about the mosaic.
actor Eye: Stage {
    nonisolated let lane: Lane
    nonisolated let inlet: MediaInlet
    private let lips: LipLink
    private let requestKeyFrame: @Sendable () -> Void
    private var decoder: VP8Decoder?
    private var reader: MosaicReader?
    private var presentation = PresentationClock()
    private var freezes = FreezeMeter()
    private var awaitsKeyFrame = true
    private var frames = 0
    private var failures = 0
    private var size: PixelSize?
    private var sizeChanges = 0

    /// - Parameters:
    ///   - reader: nil: frames are only counted, nothing is decoded.
    ///   - requestKeyFrame: any thread, must not block.
    init(
        lane: Lane,
        lips: LipLink,
        reader: MosaicReader?,
        requestKeyFrame: @escaping @Sendable () -> Void,
    ) throws {
        self.lane = lane
        self.lips = lips
        self.reader = reader
        self.requestKeyFrame = requestKeyFrame
        if reader != nil { decoder = try VP8Decoder() }
        inlet = MediaInlet(kind: .video, capacityBytes: 2 << 20) {
            lane.signal(deadline: MonotonicClock.now() + .milliseconds(33))
        }
    }

    /// The mosaic will look like this.
    func announce(_ layout: MosaicLayout) { reader?.announce(layout) }

    func step(now: Instant) {
        while readNext() {}
    }

    private func readNext() -> Bool {
        inlet.ring.read { unit, payload in take(unit, payload) } != nil
    }

    private func take(_ unit: CodedUnit, _ payload: Span<UInt8>) {
        frames += 1
        if let newSize = VP8Decoder.keyFrameSize(payload) {
            if let size, size != newSize { sizeChanges += 1 }
            size = newSize
        }
        let due = presentation.presentation(of: unit, audioOffset: lips.playoutOffset)
        guard reader != nil else { return freezes.note(max(due, unit.instant)) }
        if unit.isKeyFrame { awaitsKeyFrame = false }
        guard !awaitsKeyFrame else { return requestKeyFrame() }
        do throws(CodecError) {
            try decode(unit, payload, due: due)
        } catch {
            failures += 1
            awaitsKeyFrame = true
            requestKeyFrame()
        }
    }

    private func decode(
        _ unit: CodedUnit,
        _ payload: Span<UInt8>,
        due: Instant,
    ) throws(CodecError) {
        _ = try decoder?.decode(payload) { planes in
            let decoded = MonotonicClock.now()
            let shown = max(due, decoded)
            freezes.note(shown)
            reader?.read(
                planes,
                timestamp: RTPTimestamp(UInt32(truncatingIfNeeded: unit.timestamp)),
                decoded: decoded,
                shown: shown,
            )
        }
    }

    /// Counts from here on.
    func reset() {
        reader?.reset()
        freezes.reset()
        sizeChanges = 0
    }

    /// What was found out so far.
    var findings: PictureFindings {
        PictureFindings(
            frames: frames,
            countedFrames: freezes.frames,
            freezes: freezes.freezes,
            frozen: freezes.frozen,
            size: size,
            sizeChanges: sizeChanges,
            failures: failures,
            tiles: reader?.tiles,
        )
    }
}

/// What a bot has seen.
struct PictureFindings: Sendable {
    /// Since it joined.
    var frames: Int
    /// Since the count began.
    var countedFrames: Int
    var freezes: Int
    var frozen: Interval
    var size: PixelSize?
    var sizeChanges: Int
    /// Frames that could not be decoded.
    var failures: Int
    /// By participant; nil if the bot does not watch.
    var tiles: [String: MosaicReader.Tile]?
}
