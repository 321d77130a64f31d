package import Media

/// Reads the codes of all tiles of a mosaic, frame by frame: who is seen, and how old.
///
/// Pure: decoded pictures and their instants in, figures out.
package struct MosaicReader: Sendable {
    /// What one tile has shown.
    package struct Tile: Sendable {
        /// Different pictures that were recognised.
        package var pictures = 0
        /// From capture to decoded, and from capture to shown, playout delay included.
        package var decoded = DelayDistribution()
        package var shown = DelayDistribution()
        /// The number in its code.
        package var number: UInt8 = 0
    }

    /// A region, and what is known of it from the frames before.
    private struct Watched: Sendable {
        let region: MosaicLayout.Region
        /// Which of the shapes its picture has; nil until a code was read.
        var shape: Int?
        var lastCode: BlockCode?
    }

    /// The shapes of pictures that are tried: a camera's 4:3, and what the bots send.
    private let shapes: [PixelSize]
    private let wallClock: WallClock
    private let captures: CaptureLog
    /// Older codes are none, or of another machine's clock.
    private static let oldest: UInt32 = 10_000

    private var size = PixelSize(width: 1, height: 1)
    private var watched: [Watched] = []
    private var coming: [MosaicLayout] = []
    /// By participant.
    package private(set) var tiles: [String: Tile] = [:]

    package init(shape: PixelSize, wallClock: WallClock, captures: CaptureLog) {
        shapes = [shape, PixelSize(width: 16, height: 9), PixelSize(width: 4, height: 3)]
        self.wallClock = wallClock
        self.captures = captures
    }

    /// Forgets what was counted.
    package mutating func reset() { tiles = [:] }

    /// Takes a layout to come; the newest few are kept.
    package mutating func announce(_ layout: MosaicLayout) {
        coming.append(layout)
        if coming.count > 16 { coming.removeFirst() }
    }

    /// Reads a frame.
    ///
    /// - Parameters:
    ///   - timestamp: its RTP timestamp.
    ///   - decoded: when its decoding was done.
    ///   - shown: when it is shown.
    package mutating func read(
        _ planes: PicturePlanes,
        timestamp: RTPTimestamp,
        decoded: Instant,
        shown: Instant,
    ) {
        follow(timestamp)
        for index in watched.indices {
            guard let code = code(of: index, in: planes), code != watched[index].lastCode else {
                continue
            }
            watched[index].lastCode = code
            var tile = tiles[watched[index].region.participant] ?? Tile()
            tile.number = code.participant
            tile.pictures += 1
            if let capture = capture(of: code, seenAt: decoded) {
                tile.decoded.add(decoded - capture)
                tile.shown.add(shown - capture)
            }
            tiles[watched[index].region.participant] = tile
        }
    }

    private mutating func follow(_ timestamp: RTPTimestamp) {
        while let next = coming.first {
            if let begin = next.rtpTimestamp, timestamp.distance(to: RTPTimestamp(begin)) > 0 {
                return
            }
            size = next.size
            let known = watched
            watched = next.regions.map { region in
                var entry = Watched(region: region)
                let before = known.first { $0.region.participant == region.participant }
                entry.shape = before?.shape
                entry.lastCode = before?.lastCode
                return entry
            }
            coming.removeFirst()
        }
    }

    private mutating func code(of index: Int, in planes: PicturePlanes) -> BlockCode? {
        let region = watched[index].region
        if let shape = watched[index].shape {
            if let code = read(planes, region, shapes[shape]) { return code }
        }
        for shape in shapes.indices where shape != watched[index].shape {
            guard let code = read(planes, region, shapes[shape]) else { continue }
            watched[index].shape = shape
            return code
        }
        return nil
    }

    private func read(
        _ planes: PicturePlanes,
        _ region: MosaicLayout.Region,
        _ shape: PixelSize,
    ) -> BlockCode? {
        // What arrives may be smaller than the mosaic that the layout is told for.
        let horizontal = Double(planes.size.width) / Double(size.width)
        let vertical = Double(planes.size.height) / Double(size.height)
        let geometry = CodeGeometry(
            shape: shape,
            x: Double(region.rect.x) * horizontal,
            y: Double(region.rect.y) * vertical,
            width: Double(region.rect.width) * horizontal,
            height: Double(region.rect.height) * vertical,
            isContained: region.isContained,
        )
        return BlockCodeReader.read(planes, at: geometry)
    }

    private func capture(of code: BlockCode, seenAt now: Instant) -> Instant? {
        if let trace = captures.trace(of: code.participant) {
            return trace.capture(ofFrame: Int(code.frame), seenAt: now)
        }
        let age = wallClock.time(at: now).codeMilliseconds &- code.milliseconds
        return age < Self.oldest ? now - .milliseconds(Int(age)) : nil
    }
}
