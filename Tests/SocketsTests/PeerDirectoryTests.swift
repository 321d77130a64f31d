import ICE
import Media
import Peer
import Testing

@testable import Sockets

@Suite struct PeerDirectoryTests {
    private func path(_ port: UInt16) -> TransportPath {
        TransportPath(
            local: TransportAddress(ipv4: 0x7F00_0001, port: 10_000),
            remote: TransportAddress(ipv4: 0xC000_0201, port: port),
        )
    }

    private func key(_ text: String) throws -> FragmentKey { try #require(FragmentKey(text)) }

    private func two() -> PeerDirectory {
        var directory = PeerDirectory()
        directory.insert(PeerID(rawValue: 1), slot: 0)
        directory.insert(PeerID(rawValue: 2), slot: 1)
        return directory
    }

    @Test func findsByEverything() throws {
        var directory = two()
        directory.bind(try key("abcd"), to: 1)
        directory.bind(path(5), to: 1)
        directory.setSources([SSRC(7), SSRC(8)], of: 1)
        #expect(directory.peerCount == 2)
        #expect(directory.slot(of: PeerID(rawValue: 2)) == 1)
        #expect(directory.slot(addressedBy: try key("abcd")) == 1)
        let found = directory.slot(on: path(5))
        #expect(found == 1)
        #expect(directory.slot(sending: SSRC(8)) == 1)
        let other = directory.slot(on: path(6))
        #expect(other == nil)
    }

    @Test func removalLeavesNothingBehind() throws {
        var directory = two()
        directory.bind(try key("abcd"), to: 1)
        directory.bind(path(5), to: 1)
        directory.setSources([SSRC(7)], of: 1)
        // The last look-up is remembered, and must be forgotten too.
        _ = directory.slot(on: path(5))
        directory.remove(PeerID(rawValue: 2))
        #expect(directory.peerCount == 1)
        #expect(directory.slot(addressedBy: try key("abcd")) == nil)
        let found = directory.slot(on: path(5))
        #expect(found == nil)
        #expect(directory.slot(sending: SSRC(7)) == nil)
    }

    @Test func pathGoesToWhoProvedItLast() {
        var directory = two()
        directory.bind(path(5), to: 0)
        _ = directory.slot(on: path(5))
        directory.bind(path(5), to: 1)
        let found = directory.slot(on: path(5))
        #expect(found == 1)
        // The former owner's end takes nothing from the new one.
        directory.remove(PeerID(rawValue: 1))
        let still = directory.slot(on: path(5))
        #expect(still == 1)
    }

    @Test func pathsOfAPeerAreBounded() {
        var directory = two()
        for port in 1...UInt16(PeerDirectory.maximumPaths + 3) {
            directory.bind(path(port), to: 0)
        }
        var known = 0
        for port in 1...UInt16(PeerDirectory.maximumPaths + 3) {
            if directory.slot(on: path(port)) != nil { known += 1 }
        }
        #expect(known == PeerDirectory.maximumPaths)
        let oldest = directory.slot(on: path(1))
        #expect(oldest == nil)
    }

    @Test func restartsKeepTheFormerFragments() throws {
        var directory = two()
        let names = ["one", "two", "three", "four", "five"]
        for name in names { directory.bind(try key(name), to: 0) }
        let known = try names.filter { directory.slot(addressedBy: try key($0)) == 0 }
        #expect(known == Array(names.suffix(PeerDirectory.maximumFragments)))
    }

    @Test func announcedSourceIsNotTakenFromAnother() {
        var directory = two()
        directory.setSources([SSRC(7)], of: 0)
        directory.setSources([SSRC(7), SSRC(8)], of: 1)
        #expect(directory.slot(sending: SSRC(7)) == 0)
        #expect(directory.slot(sending: SSRC(8)) == 1)
        directory.setSources([SSRC(9)], of: 1)
        #expect(directory.slot(sending: SSRC(7)) == 0)
        #expect(directory.slot(sending: SSRC(8)) == nil)
    }
}
