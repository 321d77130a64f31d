import ICE
import Sockets
import Testing

@Suite struct InterfaceAddressesTests {
    private func address(_ host: String) throws -> TransportAddress {
        try #require(TransportAddress(host: host, port: 0))
    }

    @Test func loopbackIsThereAndComesLast() throws {
        let addresses = InterfaceAddresses.current()
        let loopback = try address("127.0.0.1")
        #expect(addresses.contains(loopback))
        let index = addresses.firstIndex { $0.isLoopback }
        let firstLoopback = try #require(index)
        #expect(addresses[firstLoopback...].allSatisfy { $0.isLoopback })
        #expect(!addresses.contains { $0.isLinkLocal })
        #expect(Set(addresses).count == addresses.count)
    }

    @Test func orderAndExclusions() throws {
        let hosts = [
            "::1", "fe80::1", "127.0.0.1", "2001:db8::2", "192.0.2.7", "169.254.1.1", "10.0.0.1",
            "192.0.2.7", "0.0.0.0", "224.0.0.1", "2001:db8::1",
        ]
        let ordered = InterfaceAddresses.ordered(try hosts.map(address))
        let expected = [
            "192.0.2.7", "10.0.0.1", "2001:db8::2", "2001:db8::1", "127.0.0.1", "::1",
        ]
        #expect(ordered.map(\.host) == expected)
    }
}
