package import ICE

/// Why the sockets of a shard could not be opened.
package enum SocketError: Error, Hashable, CustomStringConvertible {
    /// Another process has the port on this address.
    case portInUse(TransportAddress)
    /// The system refused a socket on this address (`errno`).
    case cannotBind(TransportAddress, errorNumber: Int32)
    /// The machine has no address to listen on.
    case noAddress
    /// The system refused the shard's thread or its wake-up (`errno`).
    case cannotStart(errorNumber: Int32)

    package var description: String {
        switch self {
        case .portInUse(let address): "another process listens on \(address)"
        case .cannotBind(let address, let number): "cannot listen on \(address): errno \(number)"
        case .noAddress: "the machine has no address to listen on"
        case .cannotStart(let number): "cannot start the I/O thread: errno \(number)"
        }
    }
}
