package import Peer

/// The tracks of a leg that a room uses, as negotiated.
package struct LegTracks: Hashable, Sendable {
    /// The participant's microphone.
    package var audioIn: TrackID?
    /// The participant's camera.
    package var videoIn: TrackID?
    /// Its mix.
    package var audioOut: TrackID?
    /// Its mosaic.
    package var videoOut: TrackID?
    /// Whether it asked for stereo (`stereo=1`, RFC 7587 §6.1).
    package var wantsStereo = false
    /// What is added to the room's 90 kHz clock to get the mosaic's RTP timestamps on this leg.
    package var videoTimestampOffset: UInt32 = 0

    package init() {}
}
