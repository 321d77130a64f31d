import Glibc
import ICE
import Media
import Peer
import SecureTransport
import TestKit
import Testing

@testable import Sockets

@Suite(.timeLimit(.minutes(1))) struct ShardTests {
    private static let loopback = TransportAddress(ipv4: 0x7F00_0001, port: 0)

    /// A plain binding request (RFC 8489 §5): header only.
    private static func bindingRequest(_ number: UInt8) -> [UInt8] {
        [0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: number, count: 12)
    }

    /// A check whose USERNAME names nobody.
    private static let foreignCheck: [UInt8] =
        [0, 1, 0, 12, 0x21, 0x12, 0xA4, 0x42] + [UInt8](repeating: 1, count: 12)
        + [0, 6, 0, 7] + Array("none:me".utf8) + [0]

    @Test func plainBindingIsAnswered() throws {
        let shard = try makeShard()
        let socket = try UDPSocket(binding: Self.loopback)
        #expect(socket.testSend(Self.bindingRequest(9), to: shard.addresses[0]))
        let response = try #require(socket.testReceive(1).first)
        #expect(Array(response[0..<2]) == [1, 1])
        #expect(Array(response[8..<20]) == [UInt8](repeating: 9, count: 12))
        // XOR-MAPPED-ADDRESS is our own address.
        let port = UInt16(response[26]) << 8 | UInt16(response[27])
        #expect(port ^ 0x2112 == socket.address.port)
        shard.stop()
        #expect(shard.counters.bindingsAnswered == 1)
    }

    @Test func strangersAreCountedByReason() throws {
        let shard = try makeShard()
        let socket = try UDPSocket(binding: Self.loopback)
        let destination = shard.addresses[0]
        for number in 0..<10 {
            // DTLS, TURN channel data, and nothing known.
            #expect(socket.testSend([22, 0xFE, 0xFD, UInt8(number)], to: destination))
            #expect(socket.testSend([64, 0, 0, UInt8(number)], to: destination))
            #expect(socket.testSend([255], to: destination))
            // RTP of nobody.
            #expect(socket.testSend([0x80] + [UInt8](repeating: 5, count: 40), to: destination))
            #expect(socket.testSend([0x80], to: destination))
            #expect(socket.testSend(Self.foreignCheck, to: destination))
            #expect(socket.testSend([UInt8](repeating: 30, count: 3000), to: destination))
        }
        #expect(socket.testSend([], to: destination))
        // Answered last: all before it has been looked at.
        #expect(socket.testSend(Self.bindingRequest(1), to: destination))
        #expect(socket.testReceive(1).count == 1)
        shard.stop()
        let counters = shard.counters
        #expect(counters[.unknownSource] == 30)
        #expect(counters[.unknownMedia] == 20)
        #expect(counters[.unknownUsername] == 10)
        #expect(counters[.truncated] == 10)
        #expect(counters[.unaddressed] == 1)
        #expect(counters.dropped == 71)
        #expect(counters.bindingsAnswered == 1)
        #expect(counters.datagramsSent == 1)
    }

    @Test func bindingFloodIsLimited() throws {
        let shard = try makeShard()
        let socket = try UDPSocket(binding: Self.loopback)
        for number in 0..<UInt8(200) {
            #expect(socket.testSend(Self.bindingRequest(number), to: shard.addresses[0]))
        }
        #expect(socket.testReceive(100).count >= 100)
        shard.stop()
        let counters = shard.counters
        #expect(counters.bindingsAnswered + counters[.rateLimited] == counters.datagramsReceived)
        #expect(counters.bindingsAnswered >= 100)
    }

    @Test func threadHasItsName() throws {
        let shard = try makeShard()
        let socket = try UDPSocket(binding: Self.loopback)
        // It has run once it answers.
        #expect(socket.testSend(Self.bindingRequest(1), to: shard.addresses[0]))
        #expect(socket.testReceive(1).count == 1)
        #expect(Self.threadNames().contains("tess-io0"))
        shard.stop()
    }

    private static func threadNames() -> [String] {
        guard let folder = opendir("/proc/self/task") else { return [] }
        defer { closedir(folder) }
        var names: [String] = []
        while let entry = readdir(folder) {
            let thread = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            guard let file = fopen("/proc/self/task/\(thread)/comm", "r") else { continue }
            defer { fclose(file) }
            var line = [CChar](repeating: 0, count: 32)
            guard fgets(&line, 32, file) != nil else { continue }
            let text = line.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
            names.append(String(decoding: text, as: UTF8.self))
        }
        return names
    }

    @Test func statisticsOfNobodyAreNil() async throws {
        let shard = try makeShard()
        #expect(await shard.statistics(of: PeerID(rawValue: 77)) == nil)
        shard.stop()
        // Nobody is there to answer, and still it returns.
        #expect(await shard.statistics(of: PeerID(rawValue: 77)) == nil)
    }

    @Test func aShardThatNobodyHoldsEnds() throws {
        var shard: Shard? = try makeShard()
        let address = try #require(shard?.addresses.first)
        shard = nil
        // Its thread closes the sockets: then the port can be taken.
        var taken: UDPSocket?
        while taken == nil {
            taken = try? UDPSocket(binding: address)
            sched_yield()
        }
        #expect(taken?.address == address)
    }

    @Test func wildcardStandsForTheFamily() throws {
        let every = TransportAddress(ipv4: 0, port: 5)
        let named = TransportAddress(ipv4: 0x7F00_0001, port: 9)
        let resolved = ShardConfiguration(port: 1, addresses: [every, named]).resolvedAddresses
        #expect(resolved == InterfaceAddresses.current().filter { $0.family == .ipv4 })
        #expect(ShardConfiguration(port: 1).resolvedAddresses == InterfaceAddresses.current())
    }

    @Test func announcedAddressesComeFirstAndOnTheSharedPort() throws {
        let own = [
            try #require(TransportAddress("192.0.2.1:7000")),
            try #require(TransportAddress("127.0.0.1:7000")),
        ]
        var configuration = ShardConfiguration(port: 0)
        configuration.announced = [
            try #require(TransportAddress("198.51.100.7:1")), own[0].with(port: 0),
        ]
        let candidates = configuration.candidates(listeningOn: own)
        #expect(
            candidates.map(\.address.description) == [
                "198.51.100.7:7000", "192.0.2.1:7000", "127.0.0.1:7000",
            ]
        )
        #expect(candidates.map(\.priority) == candidates.map(\.priority).sorted(by: >))
    }

    @Test func candidatesAreTheSockets() throws {
        let shard = try makeShard(["127.0.0.1", "127.0.0.2"])
        #expect(shard.candidates.map(\.address) == shard.addresses)
        #expect(shard.addresses.map(\.host) == ["127.0.0.1", "127.0.0.2"])
        #expect(Set(shard.addresses.map(\.port)) == [shard.port])
        #expect(shard.candidates[0].priority > shard.candidates[1].priority)
        shard.stop()
    }
}
