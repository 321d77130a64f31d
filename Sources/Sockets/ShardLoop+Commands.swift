internal import ICE
internal import Media
internal import Peer
internal import SDP

extension ShardLoop {
    /// Does what the control plane asked, in its order.
    func performCommands() {
        mailbox.take(into: &commands)
        for command in commands { perform(command) }
        commands.removeAll(keepingCapacity: true)
    }

    private func perform(_ command: ShardCommand) {
        switch command {
        case .add(let id, let parameters, let events): add(id, parameters, events)
        case .update(let id, let parameters): update(id, parameters)
        case .remove(let id): remove(id)
        case .attach(let inlet, let track, let id):
            with(id) { $0.peer.attach(inlet, to: track) }
        case .open(let outlet): outlets[ObjectIdentifier(outlet)] = HostedOutlet(outlet)
        case .close(let outlet): close(outlet)
        case .subscribe(let id, let track, let outlet): subscribe(id, track, outlet)
        case .requestKeyFrame(let id, let track):
            with(id) { $0.peer.requestKeyFrame(on: track, now: Self.now()) }
        case .statistics(let id, let continuation):
            let slot = directory.slot(of: id)
            continuation.resume(returning: slot.flatMap { peers[$0]?.peer.statistics })
        case .openPort(let addresses, let impairment, let continuation):
            continuation.resume(returning: openPort(addresses, impairment))
        case .closePort(let addresses):
            // What still lies in the batch is to go out.
            flush()
            for address in addresses { sockets.remove(at: address) }
        case .stop: isStopping = true
        }
    }

    private func with(_ id: PeerID, _ body: (HostedPeer) -> Void) {
        guard let slot = directory.slot(of: id), let hosted = peers[slot] else { return }
        body(hosted)
        touch(slot)
    }

    // MARK: Peers

    private func add(
        _ id: PeerID,
        _ parameters: PeerParameters,
        _ events: @escaping @Sendable (PeerEvent) -> Void,
    ) {
        remove(id)
        let peer: Peer
        do {
            peer = try Peer(
                id: id,
                parameters: parameters,
                identity: identity,
                wallClock: wallClock,
                seed: random.next(),
                now: Self.now(),
            )
        } catch {
            events(.failed("\(error)"))
            return
        }
        let slot = freeSlots.popLast() ?? peers.count
        if slot == peers.count { peers.append(nil) }
        peers[slot] = HostedPeer(id: id, peer: peer, events: events)
        directory.insert(id, slot: slot)
        enter(parameters, slot: slot)
        touch(slot)
    }

    private func update(_ id: PeerID, _ parameters: PeerParameters) {
        with(id) { $0.peer.update(parameters, now: Self.now()) }
        if let slot = directory.slot(of: id) { enter(parameters, slot: slot) }
    }

    /// Makes a peer findable by what was negotiated.
    private func enter(_ parameters: PeerParameters, slot: Int) {
        if let fragment = FragmentKey(parameters.localCredentials.usernameFragment) {
            directory.bind(fragment, to: slot)
        }
        let sources = parameters.media.flatMap(\.remoteSources)
            .flatMap { [$0.ssrc, $0.retransmissionSSRC].compactMap(\.self) }
        directory.setSources(sources, of: slot)
    }

    private func remove(_ id: PeerID) {
        guard let slot = directory.slot(of: id), let hosted = peers[slot] else { return }
        let now = Self.now()
        hosted.peer.close(now: now)
        drain(hosted, slot: slot, now: now)
        for subscription in hosted.subscriptions {
            subscription.outlet.subscribers.removeAll { $0.slot == slot }
        }
        directory.remove(id)
        deadlines.set(nil, of: slot)
        touched.removeAll { $0 == slot }
        peers[slot] = nil
        freeSlots.append(slot)
    }

    /// Says good-bye to everybody.
    func closeAll() {
        for hosted in peers.compactMap(\.self) { remove(hosted.id) }
        flush()
        counters.peers = 0
        mailbox.publish(counters)
        mailbox.close()
    }

    // MARK: Ports of clients

    private func openPort(
        _ addresses: [TransportAddress],
        _ impairment: LinkImpairment?,
    ) -> Result<[TransportAddress], SocketError> {
        var opened: [TransportAddress] = []
        do throws(SocketError) {
            for address in addresses {
                let socket = try UDPSocket(binding: address.with(port: 0))
                let link = impairment.map { SocketImpairment($0) }
                try add(HostedSocket(socket, impairment: link))
                opened.append(socket.address)
            }
            return .success(opened)
        } catch {
            for address in opened { sockets.remove(at: address) }
            return .failure(error)
        }
    }

    // MARK: Outlets

    private func close(_ outlet: MediaOutlet) {
        guard let hosted = outlets.removeValue(forKey: ObjectIdentifier(outlet)) else { return }
        for (slot, track) in hosted.subscribers {
            guard let subscriber = peers[slot] else { continue }
            subscriber.subscriptions.removeAll { $0.track == track }
            subscriber.peer.subscribe(track, to: nil, now: Self.now())
        }
    }

    private func subscribe(_ id: PeerID, _ track: TrackID, _ outlet: MediaOutlet?) {
        guard let slot = directory.slot(of: id), let subscriber = peers[slot] else { return }
        let hosted = outlet.flatMap { outlets[ObjectIdentifier($0)] }
        let current = subscriber.subscriptions.first { $0.track == track }?.outlet
        guard current !== hosted else { return }
        current?.subscribers.removeAll { $0.slot == slot && $0.track == track }
        subscriber.subscriptions.removeAll { $0.track == track }
        if let hosted {
            subscriber.subscriptions.append((track, hosted))
            hosted.subscribers.append((slot, track))
        }
        subscriber.peer.subscribe(track, to: hosted?.outlet, now: Self.now())
        touch(slot)
    }
}
