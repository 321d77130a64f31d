package import ICE
package import Media
import RTP

extension Peer {
    /// A handshake takes three round trips, and losses a back-off of a few seconds.
    private static let longestHandshake = Interval.seconds(30)

    /// Takes in a datagram of the other side: STUN, DTLS, SRTP or SRTCP.
    ///
    /// Drain and take the events afterwards. Any input is allowed.
    ///
    /// - Parameters:
    ///   - datagram: decrypted in place; its content is lost.
    ///   - path: our address that it came to, and where it came from.
    package func handle(
        _ datagram: inout MutableSpan<UInt8>,
        on path: TransportPath,
        now: Instant,
    ) {
        counters.datagramsReceived += 1
        counters.bytesReceived += datagram.count
        guard state != .over else { return }
        guard datagram.count > 0 else { return drop(.unclassified) }
        // RFC 7983 §7.
        switch datagram[0] {
        case 0...3:
            handleSTUN(datagram.span, on: path, now: now)
        case 20...63:
            handleDTLS(datagram.span, on: path, now: now)
        case 128...191:
            // RFC 5761 §4.
            if RTCPReader.isRTCP(datagram.span) {
                handleRTCP(&datagram, now: now)
            } else {
                handleRTP(&datagram, on: path, now: now)
            }
        default:
            drop(.unclassified)
        }
    }

    private func handleSTUN(_ datagram: Span<UInt8>, on path: TransportPath, now: Instant) {
        do throws(DropReason) {
            let event = try connectivity.handle(datagram, on: path, now: now) { bytes, path in
                queueControl(bytes, on: path)
            }
            follow(event, now: now)
        } catch {
            drop(error)
        }
    }

    /// Keeps a small datagram until `drain`.
    func queueControl(_ bytes: Span<UInt8>, on path: TransportPath) {
        guard !control.isFull, bytes.count <= DatagramBatch.maximumBytes else {
            return drop(.controlQueueFull)
        }
        control.append(on: path) { slot in
            for index in 0..<bytes.count { slot[index] = bytes[index] }
            return bytes.count
        }
    }

    /// Acts on what became of the path.
    func follow(_ event: Connectivity.Event?, now: Instant) {
        switch event {
        case .alive where state == .connecting:
            handshakeEnd = now + Self.longestHandshake
            link.start(now: now)
            followLink(now: now)
        case .alive where state == .lost:
            didConnect()
        case .lost where state == .connecting:
            state = .over
            tell(.failed("ICE: no connectivity check succeeded"))
        case .lost where state == .connected:
            state = .lost
            tell(.lost)
        case .alive, .lost, nil:
            break
        }
        if let measured = connectivity.roundTrip, roundTrip.smoothed == nil {
            roundTrip.record(measured)
        }
    }

    private func handleDTLS(_ datagram: Span<UInt8>, on path: TransportPath, now: Instant) {
        // An association is worth attacking only by who can be seen from here.
        guard connectivity.isTrusted(path) else { return drop(.unexpectedDTLS) }
        link.handle(datagram, now: now)
        followLink(now: now)
    }

    /// Acts on what came of the handshake.
    func followLink(now: Instant) {
        while let event = link.nextEvent() {
            switch event {
            case .connected:
                if state == .connecting { didConnect() }
            case .failed(let reason):
                state = .over
                tell(.failed(reason))
            case .closed:
                // There is no other end any more: an ICE restart cannot bring it back.
                state = .over
                tell(sources.haveAllLeft ? .bye : .failed("the other side closed the connection"))
            }
        }
    }

    /// Gives up a peer whose checks go on but which never finishes a handshake: without this it
    /// would live, and hold a seat, for as long as it likes.
    func followHandshake(now: Instant) {
        guard state == .connecting, let handshakeEnd, handshakeEnd <= now else { return }
        state = .over
        tell(.failed("no DTLS handshake"))
    }

    /// Media can flow (again).
    private func didConnect() {
        state = .connected
        tell(.connected)
        for index in 0..<senders.count { senders[index].didConnect() }
    }
}
