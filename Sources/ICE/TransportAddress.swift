/// An IPv4 or IPv6 address with a port.
///
/// Plain bits, so that it can be a dictionary key and be copied per packet. IPv6 scope
/// identifiers are not kept: link-local candidates are not offered.
package struct TransportAddress: Hashable, BitwiseCopyable, Sendable {
    /// The version of the Internet Protocol.
    package enum Family: UInt8, Hashable, BitwiseCopyable, Sendable {
        case ipv4
        case ipv6
    }

    package let family: Family
    package let port: UInt16
    /// The first eight bytes of an IPv6 address as one big-endian number; 0 for IPv4.
    package let high: UInt64
    /// The last eight bytes of an IPv6 address, or the four of an IPv4 address, as a number.
    package let low: UInt64

    /// An IPv4 address.
    ///
    /// - Parameters:
    ///   - ipv4: the address as a number: 127.0.0.1 is 0x7F00_0001.
    ///   - port: the UDP or TCP port.
    @inlinable
    package init(ipv4: UInt32, port: UInt16) {
        family = .ipv4
        self.port = port
        high = 0
        low = UInt64(ipv4)
    }

    /// An IPv6 address.
    ///
    /// - Parameters:
    ///   - high: the first eight bytes as one big-endian number.
    ///   - low: the last eight bytes.
    ///   - port: the UDP or TCP port.
    @inlinable
    package init(ipv6 high: UInt64, _ low: UInt64, port: UInt16) {
        family = .ipv6
        self.port = port
        self.high = high
        self.low = low
    }

    /// The IPv4 address as a number; the lower 32 bits of an IPv6 address.
    @inlinable
    package var ipv4: UInt32 { UInt32(truncatingIfNeeded: low) }

    /// The same host with another port.
    @inlinable
    package func with(port: UInt16) -> TransportAddress {
        switch family {
        case .ipv4: TransportAddress(ipv4: ipv4, port: port)
        case .ipv6: TransportAddress(ipv6: high, low, port: port)
        }
    }

    /// 127.0.0.0/8 or ::1.
    package var isLoopback: Bool {
        switch family {
        case .ipv4: low >> 24 == 127
        case .ipv6: high == 0 && low == 1
        }
    }

    /// 169.254.0.0/16 or fe80::/10.
    package var isLinkLocal: Bool {
        switch family {
        case .ipv4: low >> 16 == 0xA9FE
        case .ipv6: high >> 54 == 0xFE80 >> 6
        }
    }

    /// 0.0.0.0 or ::.
    package var isUnspecified: Bool { high == 0 && low == 0 }

    /// 224.0.0.0/4 or ff00::/8.
    package var isMulticast: Bool {
        switch family {
        case .ipv4: low >> 28 == 0xE
        case .ipv6: high >> 56 == 0xFF
        }
    }
}

/// A pair of addresses between which datagrams travel; `local` is ours.
package struct TransportPath: Hashable, BitwiseCopyable, Sendable {
    package let local: TransportAddress
    package let remote: TransportAddress

    @inlinable
    package init(local: TransportAddress, remote: TransportAddress) {
        self.local = local
        self.remote = remote
    }
}
