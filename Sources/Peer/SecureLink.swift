import Media
import SecureTransport

/// DTLS and the SRTP session whose keys come out of it (RFC 5764).
struct SecureLink: ~Copyable {
    /// What came of a DTLS datagram or time-out.
    enum Event {
        case connected
        case failed(String)
        case closed
    }

    private var dtls: DTLSTransport
    private var session: SRTPSession?
    private(set) var isOver = false

    init(
        role: DTLSRole,
        identity: DTLSIdentity,
        remoteFingerprint: Fingerprint,
    ) throws(SecureTransportError) {
        dtls = try DTLSTransport(
            role: role,
            identity: identity,
            remoteFingerprint: remoteFingerprint,
            mtu: PacketSize.maximumDatagramBytes,
        )
    }

    /// Media can be protected and opened.
    private(set) var isConnected = false
    var deadline: Instant? { dtls.deadline }

    mutating func start(now: Instant) { dtls.start(now: now) }

    mutating func handle(_ datagram: Span<UInt8>, now: Instant) {
        dtls.handle(datagram, now: now)
    }

    mutating func handleTimeout(now: Instant) {
        guard let deadline, deadline <= now else { return }
        dtls.handleTimeout(now: now)
    }

    mutating func nextDatagram(_ body: (Span<UInt8>) -> Void) -> Bool { dtls.nextDatagram(body) }

    /// Drain it after each of the calls above.
    mutating func nextEvent() -> Event? {
        while let event = dtls.nextEvent() {
            switch event {
            case .connected(let keys):
                do throws(SRTPError) {
                    session = try SRTPSession(keys: keys)
                    isConnected = true
                    return .connected
                } catch {
                    isOver = true
                    return .failed("SRTP: \(error)")
                }
            case .failed(let failure):
                isOver = true
                return .failed("DTLS: \(failure)")
            case .closed:
                isOver = true
                return .closed
            case .applicationData:
                // Data channels are not negotiated.
                continue
            }
        }
        return nil
    }

    mutating func close() { dtls.close() }

    // MARK: SRTP

    /// Opens a packet in place; it fills the buffer.
    ///
    /// - Returns: the plain packet's length.
    mutating func open(
        _ buffer: inout MutableSpan<UInt8>,
        as kind: ProtectedKind,
    ) throws(DropReason) -> Int {
        let length = buffer.count
        do throws(SRTPError) {
            let plain =
                switch kind {
                case .rtp: try session?.unprotectRTP(&buffer, length: length)
                case .rtcp: try session?.unprotectRTCP(&buffer, length: length)
                }
            if let plain { return plain }
        } catch {
            throw DropReason(error, opening: kind)
        }
        throw .beforeHandshake
    }

    /// Protects the packet in the first `length` bytes in place.
    ///
    /// - Returns: the length to send; 0 if it cannot be sent.
    mutating func protect(
        _ buffer: inout MutableSpan<UInt8>,
        length: Int,
        as kind: ProtectedKind,
    ) -> Int {
        do throws(SRTPError) {
            let protected =
                switch kind {
                case .rtp: try session?.protectRTP(&buffer, length: length)
                case .rtcp: try session?.protectRTCP(&buffer, length: length)
                }
            return protected ?? 0
        } catch {
            return 0
        }
    }
}

/// The two protocols that SRTP protects.
enum ProtectedKind {
    case rtp
    case rtcp
}

extension DropReason: Error {
    init(_ error: SRTPError, opening kind: ProtectedKind) {
        self =
            switch error {
            case .replay: .replayed
            case .authentication: .unauthenticated
            case .tooManySources: .tooManySources
            case .malformed, .noRoom, .library: kind == .rtp ? .malformedRTP : .malformedRTCP
            }
    }
}

/// How long our datagrams may be.
enum PacketSize {
    /// UDP payload; fits every path of the Internet, VPNs included.
    static let maximumDatagramBytes = 1200
    /// Plain RTP or RTCP, so that the SRTP trailer still fits.
    static let maximumPlainBytes = maximumDatagramBytes - SRTPSession.maximumTrailerBytes
}
