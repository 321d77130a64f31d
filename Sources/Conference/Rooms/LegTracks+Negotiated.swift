import Media
package import Peer
import SDP

extension LegTracks {
    /// The tracks that a room uses of what was negotiated: the first of each kind and direction.
    package init(_ parameters: PeerParameters) {
        self.init()
        audioIn = parameters.receivingTrack(.audio)
        audioOut = parameters.sendingTrack(.audio)
        videoIn = parameters.receivingTrack(.video)
        videoOut = parameters.sendingTrack(.video)
        videoTimestampOffset = parameters.stream(.video)?.timestampOffset ?? 0
        if let audioOut {
            let codec = parameters.media[audioOut.index].codec
            wantsStereo = codec?.remoteParameters["stereo"] == "1"
        }
    }
}
