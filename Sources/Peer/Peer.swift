import ICE
package import Media
import RTP
package import SecureTransport

/// One end of a WebRTC association: ICE, DTLS, SRTP and the streams in it, without a socket.
///
/// Sans-IO: datagrams, units to send and `now` go in; after each call `drain` until it returns
/// false and take all of `nextEvent`, then call `handleTimeout` at `deadline` at the latest. One
/// thread owns a peer; there is no lock.
///
/// ```
///  datagram ─▶ RFC 7983 ─┬▶ STUN ─▶ path
///                        ├▶ DTLS ─▶ keys
///                        └▶ SRTP ─┬▶ RTP ──▶ ReceiveTrack ─▶ MediaInlet
///                                 └▶ RTCP ─▶ SendTrack (NACK, PLI, reports)
///  unit ─▶ SendTrack (headers, history) ─▶ pacer ─▶ SRTP ─▶ datagram
/// ```
///
/// A peer that was `.lost` for want of checks comes back by an ICE restart and tells `.connected`
/// again. No input traps; what cannot be used is counted in `statistics`.
package final class Peer {
    package let id: PeerID
    private let live = LiveCount.Token(.peers)
    package private(set) var parameters: PeerParameters
    let wallClock: WallClock

    var connectivity: Connectivity
    var link: SecureLink
    var state = State.connecting
    var counters = PeerStatistics()
    var roundTrip = RoundTrip()

    // What we receive.
    var receivers: [ReceiveTrack] = []
    var sources = SourceTable()
    /// The identifiers are the same in all m-lines of a bundle (RFC 9143 §9.1).
    var extensionMap = ExtensionMap()
    var congestion = CongestionFeedback()
    /// When to believe that the other side left: all its streams ended.
    var departure: Instant?
    /// Until when the handshake must be done; nil before the first valid check.
    var handshakeEnd: Instant?

    // What we send.
    var senders: [SendTrack] = []
    var queue = SendQueue()
    var reports: ReportSchedule
    /// Where packets are put together.
    var scratch = [UInt8](repeating: 0, count: DatagramBatch.maximumBytes)
    /// Small datagrams that wait for `drain`: STUN, the last RTCP.
    let control = DatagramBatch(capacity: 16)
    var controlSent = 0
    var allowsReducedSize = false
    /// Report blocks and sources of the report that is being written.
    var reportBlocks: [ReportBlock] = []
    var reportSources: [SSRC] = []
    let cname: [UInt8]
    /// The SSRC under which we give feedback.
    let ownSource: SSRC

    /// Emptied once all are taken; between two drains each track tells a few at most.
    private var events: [PeerEvent] = []
    private var nextUntold = 0

    /// How far the association is.
    enum State {
        case connecting
        case connected
        /// No valid check for 15 s.
        case lost
        /// We or the other side ended it; nothing is sent or taken in any more.
        case over
    }

    /// - Parameters:
    ///   - id: names the peer for its owner.
    ///   - identity: our certificate, the one of the session description.
    ///   - wallClock: the same for all peers of the process.
    ///   - seed: different for each peer, so that they do not act at the same instants; no secret
    ///     comes from it.
    /// - Throws: what OpenSSL says; does not happen on a sound machine.
    package init(
        id: PeerID,
        parameters: PeerParameters,
        identity: DTLSIdentity,
        wallClock: WallClock,
        seed: UInt64,
        now: Instant,
    ) throws(SecureTransportError) {
        self.id = id
        self.parameters = parameters
        self.wallClock = wallClock
        connectivity = Connectivity(parameters: parameters, seed: seed, now: now)
        reports = ReportSchedule(seed: seed)
        cname = Array(parameters.cname.utf8.prefix(255))
        ownSource = parameters.streams.first?.ssrc ?? SSRC(1)
        link = try SecureLink(
            role: parameters.dtlsRole,
            identity: identity,
            remoteFingerprint: parameters.remoteFingerprint,
        )
        configureTracks()
    }

    /// Takes up the result of a renegotiation; what goes on keeps its state.
    package func update(_ parameters: PeerParameters, now: Instant) {
        let isRestart = parameters.localCredentials != self.parameters.localCredentials
        self.parameters = parameters
        departure = nil
        connectivity.update(parameters, isRestart: isRestart, now: now)
        configureTracks()
    }

    /// Sends what a track receives to an inlet from now on; nil: nowhere.
    package func attach(_ inlet: MediaInlet?, to track: TrackID) {
        receiver(track)?.attach(inlet)
    }

    /// What happened since it was asked last; nil: nothing more.
    package func nextEvent() -> PeerEvent? {
        guard nextUntold < events.count else {
            events.removeAll(keepingCapacity: true)
            nextUntold = 0
            return nil
        }
        defer { nextUntold += 1 }
        return events[nextUntold]
    }

    /// Says BYE and close_notify; drain once more, then let go of the peer.
    package func close(now: Instant) {
        guard state != .over else { return }
        queueGoodbye()
        link.close()
        state = .over
    }

    func tell(_ event: PeerEvent) { events.append(event) }

    func drop(_ reason: DropReason) { counters.dropped[reason] += 1 }

    /// Everything counted so far.
    package var statistics: PeerStatistics {
        var statistics = counters
        statistics.pathChanges = connectivity.pathChanges
        statistics.path = connectivity.path
        statistics.roundTripTime = roundTrip.smoothed
        statistics.received = receivers.map { $0.statistics }
        statistics.sent = senders.map { $0.statistics }
        return statistics
    }
}
