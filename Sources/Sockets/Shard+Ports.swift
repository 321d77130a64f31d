package import ICE

extension Shard {
    /// Opens a port for one client, which its server then tells from the other clients here.
    ///
    /// A datagram is known by the addresses of its two ends: two clients of one server must not
    /// share theirs.
    ///
    /// - Parameters:
    ///   - addresses: of this machine; each gets a socket on a free port of its own.
    ///   - impairment: a bad network for all that goes through it, the same in both directions.
    /// - Returns: the addresses with their ports.
    package func openPort(
        on addresses: [TransportAddress],
        impairment: LinkImpairment? = nil,
    ) async throws(SocketError) -> [TransportAddress] {
        let result = await withCheckedContinuation { continuation in
            mailbox.post(.openPort(addresses, impairment, continuation))
        }
        return try result.get()
    }

    /// Closes what `openPort` opened; after the client's peer is removed.
    package func closePort(_ addresses: [TransportAddress]) {
        mailbox.post(.closePort(addresses))
    }
}
