internal import ICE

/// A socket on its shard.
final class HostedSocket {
    let socket: UDPSocket
    /// What happens to what it sends and receives, where a bad network is wanted.
    var impairment: SocketImpairment?

    init(_ socket: UDPSocket, impairment: SocketImpairment? = nil) {
        self.socket = socket
        self.impairment = impairment
    }
}

/// The sockets of a shard: by number for the system, by address for what is sent.
struct SocketTable {
    private var slots: [HostedSocket?] = []
    private var freeSlots: [Int] = []
    private var byAddress: [TransportAddress: Int] = [:]
    /// Those with an impairment; few, and mostly none.
    private(set) var impaired: [HostedSocket] = []

    subscript(slot: Int) -> HostedSocket? { slots.indices.contains(slot) ? slots[slot] : nil }

    func socket(at address: TransportAddress) -> HostedSocket? {
        // A server has a few; looking through them is quicker than hashing.
        if slots.count <= 4 {
            for hosted in slots where hosted?.socket.address == address { return hosted }
            return nil
        }
        return byAddress[address].flatMap { slots[$0] }
    }

    /// - Returns: its number.
    mutating func insert(_ hosted: HostedSocket) -> Int {
        let slot = freeSlots.popLast() ?? slots.count
        if slot == slots.count { slots.append(nil) }
        slots[slot] = hosted
        byAddress[hosted.socket.address] = slot
        if hosted.impairment != nil { impaired.append(hosted) }
        return slot
    }

    /// Lets go of a socket, which closes it.
    mutating func remove(at address: TransportAddress) {
        guard let slot = byAddress.removeValue(forKey: address) else { return }
        impaired.removeAll { $0 === slots[slot] }
        slots[slot] = nil
        freeSlots.append(slot)
    }
}
