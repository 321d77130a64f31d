internal import CLinux
internal import Glibc
internal import ICE

extension TransportAddress {
    /// As the system calls take it.
    var system: tess_io_address {
        switch family {
        case .ipv4: tess_io_ipv4(ipv4, port)
        case .ipv6: tess_io_ipv6(high, low, port)
        }
    }

    /// Reads what a system call gave; nil for another family than IPv4 and IPv6.
    ///
    /// - Parameters:
    ///   - address: at least as long as its family says.
    ///   - port: in place of the one in it; nil: the one in it.
    @unsafe
    init?(reading address: UnsafeRawPointer, port: UInt16? = nil) {
        var high: UInt64 = 0
        var low: UInt64 = 0
        var read: UInt16 = 0
        switch unsafe tess_io_read_address(address, &high, &low, &read) {
        case AF_INET: self.init(ipv4: UInt32(truncatingIfNeeded: low), port: port ?? read)
        case AF_INET6: self.init(ipv6: high, low, port: port ?? read)
        default: return nil
        }
    }
}
