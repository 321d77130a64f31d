package import ICE

/// How a shard is set up.
package struct ShardConfiguration: Sendable {
    /// The UDP port for everything; 0 takes a free one.
    package var port: UInt16
    /// Where to listen (ports are ignored); nil: on every address of the machine.
    ///
    /// 0.0.0.0 and :: stand for every address of their family. None at all is a shard of clients,
    /// each of which opens a port of its own (`Shard.openPort`).
    package var addresses: [TransportAddress]?
    /// What clients are told besides, before the addresses it listens on (ports are ignored): public
    /// addresses whose datagrams a NAT forwards here, port by port.
    package var announced: [TransportAddress] = []
    /// The name of its thread, up to 15 characters.
    package var threadName = "tess-io0"
    /// The thread's nice value where the system allows it; nil: the process's.
    ///
    /// −5 puts I/O before the video lanes (0) and behind the audio lanes (real time).
    package var niceness: Int32? = -5

    package init(port: UInt16, addresses: [TransportAddress]? = nil) {
        self.port = port
        self.addresses = addresses
    }

    /// What clients are told, the most preferred first.
    func candidates(listeningOn addresses: [TransportAddress]) -> [Candidate] {
        var seen: Set<TransportAddress> = []
        // The kernel may have chosen the port.
        let port = addresses.first?.port ?? port
        return (announced.map { $0.with(port: port) } + addresses)
            .filter { seen.insert($0).inserted }
            .enumerated().map { Candidate.host($0.element, order: $0.offset) }
    }

    /// The addresses to listen on, each of them one of the machine's.
    var resolvedAddresses: [TransportAddress] {
        guard let addresses else { return InterfaceAddresses.current() }
        let resolved = addresses.flatMap { address in
            guard address.isUnspecified else { return [address.with(port: 0)] }
            return InterfaceAddresses.current().filter { $0.family == address.family }
        }
        var seen: Set<TransportAddress> = []
        return resolved.filter { seen.insert($0).inserted }
    }
}
