import CLinux
import Glibc
import ICE

@testable import Sockets

extension UDPSocket {
    /// Waits until a datagram is there; the limit is for a failing test only.
    func testWait() {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        poll(&entry, 1, 10_000)
    }

    /// Receives so many datagrams, in their order; fewer if they do not come.
    func testReceive(_ count: Int) -> [[UInt8]] {
        let slab = DatagramSlab()
        var received: [[UInt8]] = []
        while received.count < count {
            testWait()
            let arrived = receive(into: slab)
            guard arrived > 0 else { return received }
            for slot in 0..<arrived {
                let bytes = slab.withDatagram(slot) { bytes in bytes.indices.map { bytes[$0] } }
                received.append(bytes)
            }
        }
        return received
    }

    /// Sends one datagram.
    func testSend(_ bytes: [UInt8], to address: TransportAddress) -> Bool {
        var destination = address.system
        let length = destination.length
        let sent = withUnsafePointer(to: &destination.storage) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, bytes, bytes.count, 0, $0, length)
            }
        }
        return sent == bytes.count
    }
}

extension SocketTable {
    init(_ sockets: [UDPSocket]) {
        self.init()
        for socket in sockets { _ = insert(HostedSocket(socket)) }
    }
}
