import Codecs
import Compositing
import Media
import Mixing
import Peer
import Scheduling
import Synchronization

/// One participant's picture: decoder and scaler, on a video lane.
///
/// Each decoded picture is scaled at once into every shape that a view wants, since the decoder
/// owns its picture only until the next; the compositors find the tiles in queues.
actor VideoSource: Stage {
    /// A class, so that a loop over the outputs holds no second copy of their pools: a pool hands
    /// out a picture only while the pool's own reference is the only one.
    private final class Output {
        var pool: PicturePool
        let queue = TileQueue()
        let fit: TileFit

        init(_ shape: TileShape, capacity: Int) {
            pool = PicturePool(size: shape.size, capacity: capacity)
            fit = TileFit(shape.fit)
        }
    }

    nonisolated let lane: Lane
    nonisolated let inlet: MediaInlet
    private let lipSync: LipSync
    private let requestKeyFrame: @Sendable () -> Void
    private var decoder: VP8Decoder
    private var scaler = TileScaler()
    private var presentation = PresentationClock()
    private var outputs: [TileShape: Output] = [:]
    /// Deltas are useless until a key frame comes.
    private var awaitsKeyFrame = true
    private(set) var decodedFrames = 0
    private(set) var failures = 0

    /// Tiles in flight: six in the queue, one in each of several compositors, one being drawn.
    private static let tilesPerShape = 12

    /// - Parameter requestKeyFrame: asks the sender for a key frame; any thread, must not block.
    init(
        lane: Lane,
        lipSync: LipSync,
        requestKeyFrame: @escaping @Sendable () -> Void,
    ) throws {
        self.lane = lane
        self.lipSync = lipSync
        self.requestKeyFrame = requestKeyFrame
        inlet = MediaInlet(kind: .video, capacityBytes: 2 << 20) {
            lane.signal(deadline: MonotonicClock.now() + .milliseconds(33))
        }
        decoder = try VP8Decoder()
    }

    /// Changes the shapes in which the picture is wanted.
    ///
    /// - Returns: the queue of each shape. A new one already holds the newest picture there is, so
    ///   that a tile that moves to another size does not blink.
    func provide(_ shapes: Set<TileShape>) -> [TileShape: TileQueue] {
        let newest = newestTile()
        outputs = outputs.filter { shapes.contains($0.key) }
        for shape in shapes where outputs[shape] == nil {
            outputs[shape] = makeOutput(shape, showing: newest)
        }
        return outputs.mapValues(\.queue)
    }

    func step(now: Instant) {
        let found: Void? = inlet.ring.read { unit, payload in take(unit, payload) }
        guard found != nil, !inlet.ring.isEmpty else { return }
        // One frame a step, so that a burst of one sender lets the others in between.
        lane.signal(deadline: now + .milliseconds(33))
    }

    private func take(_ unit: CodedUnit, _ payload: Span<UInt8>) {
        if unit.isKeyFrame { awaitsKeyFrame = false }
        guard !awaitsKeyFrame else { return requestKeyFrame() }
        do throws(CodecError) {
            try decode(unit, payload)
        } catch {
            failures += 1
            awaitsKeyFrame = true
            requestKeyFrame()
        }
    }

    private func decode(_ unit: CodedUnit, _ payload: Span<UInt8>) throws(CodecError) {
        let instant = presentation.presentation(of: unit, audioOffset: lipSync.playoutOffset)
        let shown: Void? = try decoder.decode(payload) { planes in
            for output in outputs.values {
                scale(planes, to: output, at: instant, unit.orientation)
            }
        }
        if shown != nil { decodedFrames += 1 }
    }

    private func scale(
        _ planes: PicturePlanes,
        to output: Output,
        at instant: Instant,
        _ orientation: PictureOrientation,
    ) {
        guard let tile = output.pool.take() else { return }
        scaler.scale(planes, into: tile, fit: output.fit, orientation: orientation)
        output.queue.push(tile, at: instant)
    }

    private func newestTile() -> Picture? {
        outputs.values.compactMap { $0.queue.newest(notAfter: .distantFuture)?.0 }
            .max { $0.size.area < $1.size.area }
    }

    private func makeOutput(_ shape: TileShape, showing newest: Picture?) -> Output {
        let output = Output(shape, capacity: Self.tilesPerShape)
        guard let newest, let tile = output.pool.take() else { return output }
        scaler.scale(newest, into: tile, fit: output.fit)
        // At once, though it may be for a tick or two later: until then there would be nothing.
        output.queue.push(tile, at: .distantPast)
        return output
    }
}
