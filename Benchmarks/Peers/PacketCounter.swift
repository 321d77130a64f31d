import Glibc

/// Counts the packets that come to some ports, so that a peer that sends nothing is not admired.
final class PacketCounter {
    private let sockets: [Int32]

    init(ports: [Int]) throws {
        sockets = try ports.map { port in
            let socket = Glibc.socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var size: Int32 = 4 << 20
            setsockopt(socket, SOL_SOCKET, SO_RCVBUF, &size, socklen_t(MemoryLayout<Int32>.size))
            var address = sockaddr_in()
            address.sin_family = sa_family_t(AF_INET)
            address.sin_port = in_port_t(port).bigEndian
            address.sin_addr.s_addr = inet_addr("127.0.0.1")
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    bind(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
                }
            }
            guard result == 0 else { throw BenchmarkFault("port \(port) is taken") }
            return socket
        }
    }

    deinit { for socket in sockets { close(socket) } }

    /// Takes what has come since the last call.
    ///
    /// - Returns: packets with the marker bit (the last of a picture), by port.
    func takeMarkers() -> [Int] {
        var buffer = [UInt8](repeating: 0, count: 2048)
        return sockets.map { socket in
            var markers = 0
            while true {
                let count = recv(socket, &buffer, buffer.count, Int32(MSG_DONTWAIT))
                guard count > 0 else { return markers }
                if count > 1, buffer[1] & 0x80 != 0 { markers += 1 }
            }
        }
    }
}
