package import Layout
package import Media
package import Peer

/// A track of a peer: where a source comes in or an encoding goes out.
package struct Port: Hashable, Sendable {
    package var peer: PeerID
    package var track: TrackID

    package init(peer: PeerID, track: TrackID) {
        self.peer = peer
        self.track = track
    }
}

/// A size and a fit in which a source is wanted; views that agree on both share the tile.
package struct TileShape: Hashable, Sendable {
    package var size: PixelSize
    package var fit: Fit

    package init(size: PixelSize, fit: Fit) {
        self.size = size
        self.fit = fit
    }
}

/// Names a distinct picture of a room.
package enum ViewID: Hashable, Sendable {
    /// The picture that everybody sees who asked for nothing else.
    case room
}

/// Names a distinct sound of a room.
package enum Mix: Hashable, Sendable, CustomStringConvertible {
    /// Everybody in the mix; heard by all who are not in it themselves.
    case common
    /// Everybody but one contributor, who must not hear itself.
    case minus(ParticipantID)

    package var description: String {
        switch self {
        case .common: "common"
        case .minus(let id): "all but \(id)"
        }
    }
}

/// What makes two encodings of a picture the same.
///
/// Layers and rungs are one each so far; they are part of the key so that a further one is one
/// more encoding and nothing else.
package struct VideoEncodingKey: Hashable, Sendable {
    package enum Codec: Hashable, Sendable { case vp8 }

    package var view: ViewID
    package var codec = Codec.vp8
    package var size: PixelSize
    package var frameRate: Int
    package var layers = 1
    package var rung = 0

    package init(view: ViewID, size: PixelSize, frameRate: Int) {
        self.view = view
        self.size = size
        self.frameRate = frameRate
    }
}

/// What makes two encodings of a mix the same.
package struct AudioEncodingKey: Hashable, Sendable {
    package var mix: Mix
    /// 1 or 2.
    package var channels: Int

    package init(mix: Mix, channels: Int) {
        self.mix = mix
        self.channels = channels
    }
}

/// Who sees what and who hears whom: computed from a room's state alone, so that it can be
/// printed, compared and tested without a packet or a thread.
///
/// The stage graph is changed to match it. Distinct pictures and mixes appear once, however many
/// receive them.
package struct Plan: Hashable, Sendable {
    /// A picture that must be decoded, and in which shapes.
    package struct VideoSource: Hashable, Sendable {
        package var port: Port
        package var shapes: Set<TileShape>
    }

    /// A sound that is decoded and mixed.
    package struct AudioSource: Hashable, Sendable {
        package var port: Port
        /// Linear, 0…4.
        package var volume = 1.0

        package init(port: Port, volume: Double = 1) {
            self.port = port
            self.volume = volume
        }
    }

    /// A distinct picture.
    package struct View: Hashable, Sendable {
        package var scene: Scene
        /// The name of the layout that the scene follows.
        package var layout: String
        package var frameRate: Int
        /// What the tiles tell of those who stand in them, by `LayoutParticipant.id`.
        package var states: [String: TileState] = [:]

        package init(scene: Scene, layout: String, frameRate: Int) {
            self.scene = scene
            self.layout = layout
            self.frameRate = frameRate
        }

        /// Whether the tiles stand at the same places, whatever they tell.
        package func hasSameScene(as other: View) -> Bool {
            layout == other.layout && scene == other.scene
        }
    }

    /// Sounds that are decoded and mixed.
    package var audioSources: [ParticipantID: AudioSource] = [:]
    /// Pictures that are decoded.
    package var videoSources: [ParticipantID: VideoSource] = [:]
    /// The distinct pictures; a tile whose participant is no video source shows a placeholder.
    package var views: [ViewID: View] = [:]
    package var videoEncodings: Set<VideoEncodingKey> = []
    package var audioEncodings: Set<AudioEncodingKey> = []
    /// Which peer receives which picture.
    package var videoDeliveries: [Port: VideoEncodingKey] = [:]
    /// Which peer receives which sound.
    package var audioDeliveries: [Port: AudioEncodingKey] = [:]

    package init() {}
}
