import ICE
import NIOCore

/// Whom limits count together: an IPv4 address, or the network of an IPv6 address.
///
/// Whoever has one IPv6 address has at least the 2⁶⁴ of its subnet (RFC 4291 §2.5.4), so these count
/// as one. Those who cannot be told apart (a socket file, an unknown address) share a key.
enum AddressKey: Hashable, Sendable {
    case ipv4(UInt32)
    /// The first 64 bits.
    case ipv6(UInt64)
    /// Of all who have none of their own.
    case shared

    init(_ address: SocketAddress?) {
        self.init(host: address?.ipAddress ?? "")
    }

    /// - Parameter host: an address as text; anything else shares the key.
    init(host: String) {
        guard let address = TransportAddress(host: host, port: 0) else {
            self = .shared
            return
        }
        // RFC 4291 §2.5.5.2: what a socket for both families calls an IPv4 address.
        let isMapped = address.high == 0 && address.low >> 32 == 0xFFFF
        self =
            address.family == .ipv4 || isMapped ? .ipv4(address.ipv4) : .ipv6(address.high)
    }
}
