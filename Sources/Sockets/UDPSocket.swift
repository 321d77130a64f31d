internal import CLinux
internal import Glibc
package import ICE

/// A UDP socket bound to one address of this machine, used by one thread.
///
/// One socket for each address instead of one for all: so the kernel says at which address a
/// datagram arrived and sends the answer from there, which ICE relies on.
@safe package final class UDPSocket {
    /// Large enough for the key frames of a full room to wait while the thread works.
    private static let bufferBytes: Int32 = 4 << 20

    /// The address that it is bound to, with its port.
    package let address: TransportAddress
    /// Whether runs of equal-size datagrams go out in one piece (UDP_SEGMENT).
    ///
    /// Probed at start; turned off if an interface turns out to refuse it.
    package internal(set) var hasSegmentation: Bool
    let descriptor: Int32

    /// Opens and binds a socket.
    ///
    /// - Parameter address: port 0 takes a free one.
    package init(binding address: TransportAddress) throws(SocketError) {
        let result = tess_io_open_udp(address.system)
        guard result >= 0 else {
            throw result == -EADDRINUSE
                ? .portInUse(address) : .cannotBind(address, errorNumber: -result)
        }
        descriptor = result
        self.address = address.with(port: tess_io_port(result))
        tess_io_enlarge_buffers(result, Self.bufferBytes, Self.bufferBytes)
        hasSegmentation = tess_io_has_segmentation(result) == 1
    }

    deinit { close(descriptor) }

    /// Receives what waits, up to a slab full.
    ///
    /// - Returns: how many datagrams lie in the slab, 0 if none waited, or a negative error number.
    func receive(into slab: DatagramSlab) -> Int {
        slab.prepare()
        let count = unsafe tess_io_receive(descriptor, slab.messages, UInt32(DatagramSlab.slots))
        return count == -EAGAIN ? 0 : Int(count)
    }
}

extension UDPSocket {
    /// How often another free port is tried if the first is taken on a later address.
    private static let freePortAttempts = 16

    /// Opens a socket for each address, all on one port.
    ///
    /// An address that cannot be bound (an IPv6 address that is not ready yet) is left out; a port
    /// that is taken is an error, as half a server would be worse.
    ///
    /// - Parameter port: 0 takes one that is free on all of them.
    package static func bindAll(
        _ addresses: [TransportAddress],
        port: UInt16,
    ) throws(SocketError) -> [UDPSocket] {
        var attempt = 1
        while true {
            do throws(SocketError) {
                return try bindOnce(addresses, port: port)
            } catch {
                guard port == 0, case .portInUse = error, attempt < freePortAttempts else {
                    throw error
                }
                attempt += 1
            }
        }
    }

    private static func bindOnce(
        _ addresses: [TransportAddress],
        port: UInt16,
    ) throws(SocketError) -> [UDPSocket] {
        var sockets: [UDPSocket] = []
        var refusal = SocketError.noAddress
        for address in addresses {
            let shared = sockets.first?.address.port ?? port
            do throws(SocketError) {
                sockets.append(try UDPSocket(binding: address.with(port: shared)))
            } catch {
                if case .portInUse = error { throw error }
                refusal = error
            }
        }
        guard !sockets.isEmpty else { throw refusal }
        return sockets
    }
}
