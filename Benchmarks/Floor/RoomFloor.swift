import Codecs
import Compositing
import Layout
import Media
import Mixing
import SecureTransport

/// What a room costs at least: the codecs, scalings, sums and ciphers that it cannot do without, in
/// a bare loop on one thread (docs/performance.md, "The floor").
///
/// The same media, sizes, encoder settings and cipher as the room that is measured beside it; no
/// sockets, no jitter buffers, no threads, no RTP headers.
struct RoomFloor {
    /// What a second of the call cost, in CPU milliseconds.
    struct Cost {
        var videoDecode = 0.0
        var scale = 0.0
        var compose = 0.0
        var videoEncode = 0.0
        var sound = 0.0
        var cipher = 0.0
        /// Bit rate of the coded mosaic.
        var mosaicKilobits = 0.0

        var total: Double { videoDecode + scale + compose + videoEncode + sound + cipher }
    }

    let room: RoomShape
    private let pictures: [CodedPictures]

    init(_ room: RoomShape) throws {
        self.room = room
        // The encodings differ by their hue and code only: a few stand for all.
        pictures = try (1...min(room.people, 4)).map {
            try CodedPictures(number: $0, size: room.camera, keeping: 1)
        }
    }

    /// Runs so many seconds of the call; takes less than that of CPU time for most rooms.
    func run(seconds: Int) throws -> Cost {
        var cost = Cost()
        let video = try VideoFloor(room, pictures)
        try video.run(seconds: seconds, &cost)
        let sound = try SoundFloor(room)
        try sound.run(seconds: seconds, &cost)
        return cost
    }
}

/// How a measured room is made up.
struct RoomShape: Hashable {
    var people: Int
    /// People whose microphones are heard; the others send silence.
    var talkers: Int
    var camera = PixelSize(width: 640, height: 360)
    var canvas = PixelSize(width: 1280, height: 720)
    var frameRate = 30

    /// The places of the mosaic that the server's own layout gives.
    func tiles() -> [PixelRect] {
        let people = (0..<people).map { LayoutParticipant(id: "\($0)", hasVideo: true) }
        let situation = LayoutSituation(canvas: canvas, participants: people)
        return LayoutSolver.solve(.grid, situation, previous: nil).tiles.map(\.rect)
    }
}
