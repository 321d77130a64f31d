internal import CLinux
internal import Glibc
package import ICE

/// The addresses of this machine at which a client may reach it.
package enum InterfaceAddresses {
    /// Every address of every interface that is up, the preferred ones first; the ports are 0.
    ///
    /// Loopback is among them: browsers on the same machine use it. IPv6 link-local addresses are
    /// not: they mean nothing without the name of an interface.
    package static func current() -> [TransportAddress] {
        var first: UnsafeMutablePointer<ifaddrs>?
        guard unsafe getifaddrs(&first) == 0 else { return [] }
        defer { unsafe freeifaddrs(first) }
        var found: [TransportAddress] = []
        var next = unsafe first
        while let interface = unsafe next {
            unsafe next = interface.pointee.ifa_next
            guard unsafe interface.pointee.ifa_flags & UInt32(IFF_UP) != 0,
                let address = unsafe interface.pointee.ifa_addr,
                let read = unsafe TransportAddress(reading: address, port: 0)
            else { continue }
            found.append(read)
        }
        return ordered(found)
    }

    /// Leaves out what cannot be offered and what occurs twice, and puts the rest in the order in
    /// which clients should try it.
    ///
    /// IPv4 before IPv6 (RFC 8421 lets a host that knows its networks choose; IPv4 is what works
    /// behind most of them), loopback last.
    package static func ordered(_ addresses: [TransportAddress]) -> [TransportAddress] {
        var seen: Set<TransportAddress> = []
        let usable = addresses.filter { address in
            !address.isUnspecified && !address.isMulticast && !address.isLinkLocal
                && seen.insert(address).inserted
        }
        func rank(_ address: TransportAddress) -> Int {
            (address.isLoopback ? 2 : 0) + (address.family == .ipv6 ? 1 : 0)
        }
        // A stable sort: of one rank, the order of the interfaces stays.
        return usable.enumerated()
            .sorted { (rank($0.element), $0.offset) < (rank($1.element), $1.offset) }
            .map(\.element)
    }
}
