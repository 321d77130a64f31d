internal import ICE
internal import Media
internal import Peer

extension ShardLoop {
    /// Takes one slab full of datagrams from a socket; what is left makes the next round.
    func receive(from hosted: HostedSocket) {
        let count = hosted.socket.receive(into: slab)
        guard count >= 0 else {
            // What ICMP has to say of a peer's port, mostly; the peer's silence says it as well.
            counters.receiveErrors += 1
            return
        }
        let now = Self.now()
        for slot in 0..<count {
            guard !slab.isTruncated(slot) else {
                counters[.truncated] += 1
                continue
            }
            guard let source = slab.source(of: slot), source.port != 0 else {
                counters[.unaddressed] += 1
                continue
            }
            let path = TransportPath(local: hosted.socket.address, remote: source)
            slab.withDatagram(slot) { datagram in
                if hosted.impairment == nil {
                    dispatch(&datagram, on: path, now: now)
                } else {
                    hosted.impairment?.receiving.take(datagram.span, on: path, now: now)
                }
            }
        }
    }

    /// Finds whose a datagram is (RFC 7983: the first byte tells the protocols apart).
    func dispatch(
        _ datagram: inout MutableSpan<UInt8>,
        on path: TransportPath,
        now: Instant,
    ) {
        counters.datagramsReceived += 1
        counters.bytesReceived += datagram.count
        guard datagram.count > 0 else {
            counters[.unaddressed] += 1
            return
        }
        if STUN.isSTUN(datagram.span) {
            dispatchSTUN(&datagram, on: path, now: now)
        } else if let slot = directory.slot(on: path) {
            hand(&datagram, to: slot, on: path, now: now)
        } else if (128...191).contains(datagram[0]) {
            offerMedia(&datagram, on: path, now: now)
        } else {
            counters[.unknownSource] += 1
        }
    }

    private func hand(
        _ datagram: inout MutableSpan<UInt8>,
        to slot: Int,
        on path: TransportPath,
        now: Instant,
    ) {
        peers[slot]?.peer.handle(&datagram, on: path, now: now)
        touch(slot)
    }

    /// A request goes to the peer that its USERNAME names, wherever it comes from; anything else
    /// to the peer on the path.
    private func dispatchSTUN(
        _ datagram: inout MutableSpan<UInt8>,
        on path: TransportPath,
        now: Instant,
    ) {
        // RFC 8489 §5: the class is in the bits 0x0110 of the first two bytes.
        let isRequest = datagram[0] & 0x01 == 0 && datagram[1] & 0x10 == 0
        guard isRequest else {
            guard let slot = directory.slot(on: path) else {
                counters[.unknownSource] += 1
                return
            }
            return hand(&datagram, to: slot, on: path, now: now)
        }
        if let fragment = STUN.usernameFragment(of: datagram.span) {
            guard let slot = directory.slot(addressedBy: fragment) else {
                counters[.unknownUsername] += 1
                return
            }
            return hand(&datagram, to: slot, on: path, now: now)
        }
        answerBinding(datagram.span, on: path, now: now)
    }

    private func answerBinding(_ datagram: Span<UInt8>, on path: TransportPath, now: Instant) {
        guard bindingLimit.take(now: now) else {
            counters[.rateLimited] += 1
            return
        }
        if batch.isFull { flush() }
        let isPlain = STUN.answerBinding(datagram, from: path.remote) { response in
            batch.append(on: path) { slot in
                for index in 0..<response.count { slot[index] = response[index] }
                return response.count
            }
        }
        if isPlain {
            counters.bindingsAnswered += 1
        } else {
            counters[.unknownUsername] += 1
        }
    }

    /// Media from an address that is nobody's: perhaps a peer's NAT gave it another one.
    ///
    /// Only the peer can tell, by SRTP; so it gets the packet, a few a second.
    private func offerMedia(
        _ datagram: inout MutableSpan<UInt8>,
        on path: TransportPath,
        now: Instant,
    ) {
        guard datagram.count >= 12,
            let slot = directory.slot(sending: Self.source(of: datagram.span))
        else {
            counters[.unknownMedia] += 1
            return
        }
        guard mediaLimit.take(now: now) else {
            counters[.rateLimited] += 1
            return
        }
        counters.mediaOffered += 1
        hand(&datagram, to: slot, on: path, now: now)
    }

    /// RTCP's packet types follow the marker bit (RFC 5761 §4); its sender stands at 4, RTP's at 8.
    private static func source(of datagram: Span<UInt8>) -> SSRC {
        let offset = (192...223).contains(datagram[1]) ? 4 : 8
        var value: UInt32 = 0
        for index in offset..<offset + 4 { value = value << 8 | UInt32(datagram[index]) }
        return SSRC(value)
    }
}
