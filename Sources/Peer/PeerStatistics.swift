package import ICE
package import Media

/// What a peer has received, sent and dropped since it was made.
package struct PeerStatistics: Sendable {
    package var datagramsReceived = 0
    package var bytesReceived = 0
    package var datagramsSent = 0
    package var bytesSent = 0
    /// How often the path moved after it was first chosen.
    package var pathChanges = 0
    /// Where we send to; nil before the first valid check.
    package var path: TransportPath?
    package var dropped = DropCounts()
    /// The newest round trip from sender and receiver reports; nil before one.
    package var roundTripTime: Interval?
    /// What the other side believes that our path to it carries (REMB); nil before it told.
    package var remoteEstimate: BitRate?
    /// Transport-wide feedback packets that came in, and packets of ours that they told of as
    /// received.
    package var transportFeedbacks = 0
    package var packetsAcknowledged = 0
    /// Tracks that we receive, in the order of their m-lines.
    package var received: [ReceivedTrackStatistics] = []
    /// Tracks that we send, in the order of their m-lines.
    package var sent: [SentTrackStatistics] = []

    package init() {}
}

/// What came in on one track.
package struct ReceivedTrackStatistics: Sendable {
    package let track: TrackID
    package let kind: MediaKind
    package var packets = 0
    package var bytes = 0
    /// Audio: packets handed to the lane; video: whole frames.
    package var units = 0
    package var keyFrames = 0
    /// Packets lost on the way, RFC 3550 A.3 (may be negative after duplicates); those that came
    /// again in a retransmission stream count as well.
    package var packetsLost = 0
    /// Interarrival jitter, RFC 3550 A.8.
    package var jitter: Interval = .zero
    /// Packets that came as retransmissions and were of use.
    package var packetsRepaired = 0
    /// Sequence numbers asked for by NACK, repeats included.
    package var nacksSent = 0
    package var keyFrameRequestsSent = 0
    /// Video frames given up because a part never came.
    package var framesDropped = 0

    package init(track: TrackID, kind: MediaKind) {
        self.track = track
        self.kind = kind
    }
}

/// What went out on one track, and what the viewer says of it.
package struct SentTrackStatistics: Sendable {
    package let track: TrackID
    package let kind: MediaKind
    package var packets = 0
    package var bytes = 0
    package var units = 0
    package var keyFrames = 0
    package var retransmissions = 0
    /// Sequence numbers that the viewer asked for, repeats included.
    package var nacksReceived = 0
    package var keyFrameRequestsReceived = 0
    /// From the newest receiver report: lost in the last interval, 0…1.
    package var fractionLost = 0.0
    /// From the newest receiver report.
    package var packetsLost = 0
    /// From the newest receiver report.
    package var jitter: Interval = .zero

    package init(track: TrackID, kind: MediaKind) {
        self.track = track
        self.kind = kind
    }
}
