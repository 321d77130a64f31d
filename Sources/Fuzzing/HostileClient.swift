import ICE
import Media
import Peer
import RTP
import SDP
import SecureTransport

/// The other side of a server's `Peer`: it has its passwords and keys, and means no good.
///
/// It sends what an input says: checks, DTLS, packets sealed with the right keys around any bytes;
/// what the peer sends it opens and reads. Time is the input's.
final class HostileClient {
    private static let server = TransportAddress(ipv4: 0x0A00_0001, port: 10_000)
    private static let paths: [TransportPath] = [
        TransportPath(local: server, remote: TransportAddress(ipv4: 0x0A00_0002, port: 40_000)),
        TransportPath(local: server, remote: TransportAddress(ipv4: 0x0A00_0002, port: 40_001)),
        TransportPath(local: server, remote: TransportAddress(ipv4: 0x0A00_0003, port: 40_000)),
        TransportPath(
            local: TransportAddress(ipv6: 1, 1, port: 10_000),
            remote: TransportAddress(ipv6: 1, 2, port: 40_000),
        ),
    ]

    let peer: Peer
    private(set) var now = Instant(nanoseconds: 1_000_000_000_000)
    private(set) var parameters: PeerParameters
    /// What the peer sent last, by stream.
    private(set) var lastSequence: [SSRC: SequenceNumber] = [:]
    /// Datagrams of the peer's that were opened and read.
    private(set) var packetsRead = 0
    /// Whether units are taken out of the inlets.
    var readsInlets = true
    var session: SRTPSession?

    private var dtls: DTLSTransport
    private var negotiation: Negotiation
    private var generator = CountingGenerator()
    private let batch = DatagramBatch(capacity: 5)
    private var inlets: [TrackID: MediaInlet] = [:]
    private var delivered = 0
    /// Every payload type that was agreed on at some time.
    private var payloadTypes: Set<PayloadType> = []
    /// DTLS of the peer's that has not been handed on yet.
    private var flights: [[UInt8]] = []

    /// - Parameter shape: which of our own offers begins the session.
    init(shape: Int) {
        var generator = CountingGenerator()
        var negotiation = Negotiation(
            cname: "us",
            fingerprint: FuzzIdentities.server.fingerprint,
            candidates: [.host(Self.server)],
            using: &generator,
        )
        do {
            let offer = Self.offer(shape)
            parameters = try negotiation.answer(offer: offer, using: &generator).parameters
            peer = try Peer(
                id: PeerID(rawValue: 1),
                parameters: parameters,
                identity: FuzzIdentities.server,
                wallClock: WallClock(
                    anchor: Instant(nanoseconds: 0),
                    unixNanoseconds: 1_750_000_000_000_000_000,
                ),
                seed: 1,
                now: now,
            )
            dtls = try DTLSTransport(
                role: parameters.dtlsRole == .client ? .server : .client,
                identity: FuzzIdentities.client,
                remoteFingerprint: FuzzIdentities.server.fingerprint,
            )
        } catch {
            fatalError("a session begins: \(error)")
        }
        self.negotiation = negotiation
        self.generator = generator
        follow()
    }

    private static func offer(_ shape: Int) -> String {
        FuzzOffers.text(
            FuzzOffers.shapes[shape % FuzzOffers.shapes.count],
            fingerprint: FuzzIdentities.client.fingerprint.sdpValue,
        )
    }

    /// Offers again, as another kind of client.
    func renegotiate(shape: Int) {
        let result = try? negotiation.answer(offer: Self.offer(shape), using: &generator)
        guard let result else { return expect(false, "a sound offer is answered") }
        parameters = result.parameters
        peer.update(parameters, now: now)
        follow()
        settle()
    }

    private func follow() {
        for media in parameters.media where media.isAccepted {
            guard let codec = media.codec, let kind = media.kind else { continue }
            payloadTypes.insert(codec.payloadType)
            if let repeats = codec.retransmissionPayloadType { payloadTypes.insert(repeats) }
            let track = TrackID(index: media.index)
            guard media.direction.receives, inlets[track]?.kind != kind else { continue }
            let inlet = MediaInlet(kind: kind, capacityBytes: 1 << 15) {}
            inlets[track] = inlet
            peer.attach(inlet, to: track)
        }
    }

    /// Lets a track's units go elsewhere or nowhere.
    func attach(track: Int, isAttached: Bool) {
        let track = TrackID(index: track)
        peer.attach(isAttached ? inlets[track] : nil, to: track)
        settle()
    }

    // MARK: Datagrams

    /// Lets the peer have a datagram.
    func deliver(_ datagram: [UInt8], path: Int) {
        var bytes = datagram
        var span = bytes.mutableSpan
        peer.handle(&span, on: Self.paths[path & 3], now: now)
        delivered += 1
        settle()
    }

    /// A connectivity check.
    ///
    /// - Parameter flags: 1 without a name, 2 with a wrong password, 4 nominates, 8 claims to be
    ///   controlled, 16 without a fingerprint, 32 is an indication.
    func check(path: Int, flags: UInt8) {
        let ours = parameters.remoteCredentials
        let theirs = parameters.localCredentials
        let id = STUN.TransactionID(using: &generator)
        var writer = STUN.Writer(flags & 32 == 0 ? .request : .indication, transactionID: id)
        let name = "\(theirs.usernameFragment):\(ours.usernameFragment)"
        if flags & 1 == 0 { writer.addUsername(Array(name.utf8).span) }
        writer.addPriority(7)
        if flags & 4 != 0 { writer.addUseCandidate() }
        if flags & 8 == 0 {
            writer.addControlling(tieBreaker: 1)
        } else {
            writer.addControlled(tieBreaker: 1)
        }
        let password = flags & 2 == 0 ? theirs.password : ours.password
        writer.addIntegrity(key: Array(password.utf8).span)
        if flags & 16 == 0 { writer.addFingerprint() }
        deliver(writer.withBytes { Array(copying: $0) }, path: path)
    }

    /// Seals a packet with the right keys and lets the peer have it; before the handshake, as it is.
    func sendSealed(_ packet: [UInt8], isRTCP: Bool, path: Int) {
        var buffer = packet + [UInt8](repeating: 0, count: SRTPSession.maximumTrailerBytes)
        var span = buffer.mutableSpan
        let sealed =
            try? isRTCP
            ? session?.protectRTCP(&span, length: packet.count)
            : session?.protectRTP(&span, length: packet.count)
        deliver(Array(buffer[..<(sealed ?? packet.count)]), path: path)
    }

    // MARK: The handshake

    /// Shows itself and shakes hands, without a loss.
    func connect() {
        check(path: 0, flags: 4)
        dtls.start(now: now)
        for _ in 0..<16 where session == nil { exchange(changing: nil) }
        expect(session != nil, "a handshake comes to its end")
    }

    /// Hands datagrams of the handshake on, in both directions.
    ///
    /// - Parameter changing: what to do to the first: a place and the bits to change there.
    func exchange(changing: (place: Int, bits: UInt8)?) {
        let waiting = flights
        flights.removeAll()
        for datagram in waiting { dtls.handle(datagram.span, now: now) }
        dtls.handleTimeout(now: now)
        var sent: [[UInt8]] = []
        while dtls.nextDatagram({ sent.append(Array(copying: $0)) }) {}
        while let event = dtls.nextEvent() {
            if case .connected(let keys) = event { session = try? SRTPSession(keys: keys) }
        }
        if let changing, !sent.isEmpty { sent[0][changing.place % sent[0].count] ^= changing.bits }
        for datagram in sent { deliver(datagram, path: 0) }
    }

    /// Sends application data or says good-bye over DTLS.
    func talk(_ bytes: [UInt8], closes: Bool) {
        dtls.send(bytes.span)
        if closes { dtls.close() }
        exchange(changing: nil)
    }

    // MARK: Time

    func pass(_ time: Interval) {
        now += time
        peer.handleTimeout(now: now)
        settle()
        if let deadline = peer.deadline {
            expect(deadline > now, "a deadline moves on once it was handled")
        }
    }

    /// Goes on to the next thing that is due.
    func passToDeadline() {
        guard let deadline = peer.deadline else { return }
        pass(deadline > now ? deadline - now : .zero)
    }

    // MARK: What the peer does

    /// Takes everything that the peer sends and tells.
    func settle() {
        var rounds = 0
        var isFull = true
        while isFull {
            isFull = peer.drain(now: now, into: batch)
            for index in 0..<batch.count {
                let path = batch.path(at: index)
                expect(Self.paths.contains(path), "a peer sends only where somebody is")
                read(batch.withBytes(at: index) { Array(copying: $0) })
            }
            batch.removeAll()
            rounds += 1
            expect(rounds < 2000, "a drain comes to an end")
        }
        var events = 0
        while peer.nextEvent() != nil { events += 1 }
        expect(events <= 64, "little happens at once")
        if readsInlets { emptyInlets() }
        expect(peer.statistics.datagramsReceived == delivered, "each datagram is counted")
    }

    private func emptyInlets() {
        for inlet in inlets.values {
            while let isSound = inlet.ring.read({ unit, payload in
                unit.kind == inlet.kind && payload.count > 0 && payload.count <= 1 << 20
            }) {
                expect(isSound, "a unit is of its inlet's kind and not empty")
            }
        }
    }

    private func read(_ datagram: [UInt8]) {
        switch datagram[0] {
        case 0...3:
            expect((try? STUN.Message(parsing: datagram.span)) != nil, "an answer can be read")
        case 20...63:
            if flights.count < 32 { flights.append(datagram) }
        default:
            expect(datagram.count <= 1200, "media fits every path")
            open(datagram)
        }
    }

    private func open(_ datagram: [UInt8]) {
        var bytes = datagram
        var span = bytes.mutableSpan
        let isRTCP = RTCPReader.isRTCP(datagram.span)
        let length: Int?
        do throws(SRTPError) {
            length =
                isRTCP
                ? try session?.unprotectRTCP(&span, length: datagram.count)
                : try session?.unprotectRTP(&span, length: datagram.count)
        } catch {
            // Without a stream for retransmissions a packet is sent again as it was.
            return expect(error == .replay && !isRTCP, "what the peer seals opens")
        }
        guard let length else { return }
        packetsRead += 1
        let packet = bytes.span.extracting(0..<length)
        if isRTCP { readReports(packet) } else { readMedia(packet) }
    }

    private func readReports(_ datagram: Span<UInt8>) {
        var reader = RTCPReader()
        while reader.offset < datagram.count {
            let packet = try? reader.next(in: datagram)
            expect(packet != nil, "what the peer reports can be read")
        }
    }

    private func readMedia(_ packet: Span<UInt8>) {
        guard let header = try? RTPHeader(parsing: packet) else {
            return expect(false, "what the peer sends can be read")
        }
        expect(payloadTypes.contains(header.payloadType), "it sends what was agreed on")
        expect(
            parameters.streams.contains {
                $0.ssrc == header.ssrc || $0.retransmissionSSRC == header.ssrc
            },
            "it sends under its own names",
        )
        lastSequence[header.ssrc] = header.sequence
    }
}
