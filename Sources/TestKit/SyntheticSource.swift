package import ICE
package import Media
package import Peer

/// Sends synthetic sound and picture through an endpoint, as lanes and encoders would.
///
/// A key frame comes first and whenever the viewer asks for one.
package final class SyntheticSource: VirtualEndpoint {
    package let endpoint: PeerEndpoint
    /// Bytes of an inter frame; a key frame has eight times as many.
    package var frameBytes = 2500
    /// How frames are to be turned from the next one on.
    package var orientation = PictureOrientation.upright
    /// The same of each frame that was sent.
    package private(set) var orientationsSent: [PictureOrientation] = []
    package var audioTrack: TrackID?
    package var videoTrack: TrackID?
    /// Numbers sent so far.
    package private(set) var framesSent = 0
    package private(set) var audioSent = 0
    package private(set) var keyFramesSent: [Int] = []

    private static let framePeriod = Interval(ticks: 3000, clockRate: 90_000)
    private static let audioPeriod = Interval.milliseconds(20)

    private let start: Instant
    private var eventsSeen = 0
    private var wantsKeyFrame = true

    /// Starts at `start`, with both kinds of media at the same instant.
    package init(
        _ endpoint: PeerEndpoint,
        audio: TrackID?,
        video: TrackID?,
        start: Instant,
    ) {
        self.endpoint = endpoint
        audioTrack = audio
        videoTrack = video
        self.start = start
    }

    package var addresses: [TransportAddress] { [] }

    package var deadline: Instant? {
        var earliest: Instant?
        if audioTrack != nil { earliest = nextAudio }
        if videoTrack != nil { earliest = min(earliest ?? nextFrame, nextFrame) }
        return earliest
    }

    package func receive(_ flight: Flight, in network: inout NetworkEmulator, now: Instant) {}

    package func wake(in network: inout NetworkEmulator, now: Instant) {
        noteRequests()
        if let audioTrack, nextAudio <= now { sendAudio(on: audioTrack, now: now) }
        if let videoTrack, nextFrame <= now { sendFrame(on: videoTrack, now: now) }
        endpoint.flush(into: &network, now: now)
    }

    private var nextAudio: Instant { start + Self.audioPeriod * audioSent }
    private var nextFrame: Instant { start + Self.framePeriod * framesSent }

    private func noteRequests() {
        while eventsSeen < endpoint.events.count {
            if case .keyFrameRequested = endpoint.events[eventsSeen] { wantsKeyFrame = true }
            eventsSeen += 1
        }
    }

    private func sendAudio(on track: TrackID, now: Instant) {
        var unit = CodedUnit(
            kind: .audio,
            timestamp: Int64(audioSent) * 960,
            instant: nextAudio,
        )
        unit.audioLevel = 30
        let payload = SyntheticAudio.packet(number: audioSent)
        endpoint.peer.send(unit, payload: payload.span, on: track, now: now)
        audioSent += 1
    }

    private func sendFrame(on track: TrackID, now: Instant) {
        var unit = CodedUnit(
            kind: .video,
            timestamp: Int64(framesSent) * 3000,
            instant: nextFrame,
        )
        unit.isKeyFrame = wantsKeyFrame
        unit.orientation = orientation
        orientationsSent.append(orientation)
        if wantsKeyFrame { keyFramesSent.append(framesSent) }
        let payload = SyntheticVideo.frame(
            number: framesSent,
            isKeyFrame: wantsKeyFrame,
            bytes: wantsKeyFrame ? frameBytes * 8 : frameBytes,
        )
        wantsKeyFrame = false
        endpoint.peer.send(unit, payload: payload.span, on: track, now: now)
        framesSent += 1
    }
}
