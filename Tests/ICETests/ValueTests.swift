import Media
import Testing

@testable import ICE

@Suite("Addresses, candidates, credentials")
struct ValueTests {
    @Test(
        "Addresses in the form of RFC 5952",
        arguments: [
            ("192.0.2.1", "192.0.2.1"), ("0.0.0.0", "0.0.0.0"), ("::", "::"), ("::1", "::1"),
            ("2001:db8::", "2001:db8::"), ("2001:0db8:0:0:0:0:2:1", "2001:db8::2:1"),
            ("2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"), ("2001:0:0:1::1", "2001:0:0:1::1"),
            ("2001:0:0:1:0:0:0:1", "2001:0:0:1::1"), ("2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"),
            ("::ffff:192.0.2.1", "::ffff:192.0.2.1"), ("64:ff9b::192.0.2.33", "64:ff9b::c000:221"),
            ("FE80::ABCD", "fe80::abcd"), ("1:2:3:4:5:6:7::", "1:2:3:4:5:6:7:0"),
        ],
    )
    func addresses(text: String, expected: String) throws {
        let address = try #require(TransportAddress(host: text, port: 9))
        #expect(address.host == expected)
        #expect(TransportAddress(host: expected, port: 9) == address)
        #expect(TransportAddress(address.description) == address)
    }

    @Test(
        "What is no address",
        arguments: [
            "", ".", "1.2.3", "1.2.3.4.5", "256.0.0.1", "1.2.3.-4", "+1.2.3.4", "1.2.3.0004",
            ":", ":::", "1::2::3", "1:2:3:4:5:6:7", "1:2:3:4:5:6:7:8:9", "1:2:3:4:5:6:7:8::",
            "12345::", "g::", "::1.2.3", "1.2.3.4::", "::1%eth0", "fe80::1 ", "a.local", "::+1",
        ],
    )
    func noAddresses(text: String) {
        #expect(TransportAddress(host: text, port: 1) == nil)
    }

    @Test("Ports and brackets")
    func ports() {
        #expect(TransportAddress("10.0.0.1:65535")?.port == 65_535)
        #expect(TransportAddress("[::1]:80")?.description == "[::1]:80")
        for text in ["10.0.0.1", "10.0.0.1:", "10.0.0.1:65536", "::1:80", "[::1]", "[10.0.0.1]:8"] {
            // "::1:80" has its last group read as a port, and then lacks the brackets.
            #expect(TransportAddress(text) == nil, "\(text)")
        }
    }

    @Test("Kinds of addresses")
    func kinds() throws {
        func address(_ host: String) throws -> TransportAddress {
            try #require(TransportAddress(host: host, port: 1))
        }
        #expect(try address("127.3.2.1").isLoopback && address("::1").isLoopback)
        #expect(try !address("128.0.0.1").isLoopback && !address("::2").isLoopback)
        #expect(try address("169.254.9.9").isLinkLocal && address("febf::1").isLinkLocal)
        #expect(try !address("169.255.0.0").isLinkLocal && !address("fec0::1").isLinkLocal)
        #expect(try address("224.0.0.1").isMulticast && address("ff02::1").isMulticast)
        #expect(try address("0.0.0.0").isUnspecified && address("::").isUnspecified)
        #expect(try address("::").with(port: 7).port == 7)
    }

    @Test(
        "Candidates of browsers",
        arguments: [
            "4234997325 1 udp 2043278322 192.0.2.172 44323 typ host",
            "842163049 1 udp 1677729535 203.0.113.5 61824 typ srflx raddr 10.0.0.3 rport 61824",
            "1 1 udp 2122262783 2001:db8::5 9000 typ host",
            "7 1 tcp 1518280447 192.0.2.172 9 typ host tcptype active",
            "7 2 tcp 1518280447 192.0.2.172 9 typ relay raddr 0.0.0.0 rport 0 tcptype passive",
        ],
    )
    func candidates(text: String) throws {
        let candidate = try Candidate(sdp: text)
        #expect(candidate.sdpValue == text)
        #expect(try Candidate(sdp: "a=candidate:" + text) == candidate)
        #expect(
            try Candidate(sdp: "candidate:\(text) generation 0 ufrag 4ZcD network-cost 999")
                == candidate
        )
    }

    @Test("Every truncation of a candidate is an error or another candidate")
    func truncatedCandidates() throws {
        let text = "842163049 1 udp 1677729535 203.0.113.5 61824 typ srflx raddr 10.0.0.3 rport 61"
        var errors = 0
        for count in 0..<text.count {
            do {
                let candidate = try Candidate(sdp: String(text.prefix(count)))
                #expect(candidate.kind == .serverReflexive)
            } catch {
                errors += 1
            }
        }
        #expect(errors >= 52)
    }

    @Test("Candidates that cannot be used say why")
    func badCandidates() {
        func expect(_ error: CandidateError, _ text: String) {
            #expect(throws: error) { try Candidate(sdp: text) }
        }
        let name = "7e4b1a7e-4b1a-4b1a-8b1a-7e4b1a7e4b1a.local"
        expect(.unresolved(name: name), "1 1 udp 5 \(name) 50000 typ host")
        expect(.unsupportedTransport("sctp"), "1 1 sctp 5 10.0.0.1 50000 typ host")
        expect(.malformed(field: "tcptype"), "1 1 tcp 5 10.0.0.1 50000 typ host")
        expect(.malformed(field: "component-id"), "1 0 udp 5 10.0.0.1 50000 typ host")
        expect(.malformed(field: "component-id"), "1 256 udp 5 10.0.0.1 50000 typ host")
        expect(.malformed(field: "priority"), "1 1 udp 4294967296 10.0.0.1 50000 typ host")
        expect(.malformed(field: "port"), "1 1 udp 5 10.0.0.1 65536 typ host")
        expect(.malformed(field: "cand-type"), "1 1 udp 5 10.0.0.1 50000 typ hosts")
        expect(.malformed(field: "cand-type"), "1 1 udp 5 10.0.0.1 50000 host typ")
        expect(
            .malformed(field: "foundation"),
            String(repeating: "f", count: 33) + " 1 udp 5 10.0.0.1 50000 typ host",
        )
    }

    @Test("Priorities of RFC 8445 §5.1.2.1, foundations by address")
    func hostCandidates() throws {
        let first = try #require(TransportAddress("10.0.0.1:10000"))
        let second = try #require(TransportAddress("[::1]:10000"))
        #expect(Candidate.host(first).priority == 2_130_706_431)
        #expect(Candidate.host(second, order: 1).priority == 2_130_706_175)
        #expect(Candidate.host(first).foundation != Candidate.host(second).foundation)
        #expect(
            Candidate.host(first).foundation == Candidate.host(first.with(port: 5)).foundation
        )
        let candidate = Candidate.host(second, order: 1)
        #expect(try Candidate(sdp: candidate.sdpValue) == candidate)
        let pair = CandidatePair(
            path: TransportPath(local: first, remote: first),
            remotePriority: 5,
            localPreference: 65_535,
        )
        #expect(pair.priority(isControlling: true) == 5 << 32 + 2 * 1_862_270_975 + 1)
        #expect(pair.priority(isControlling: false) == 5 << 32 + 2 * 1_862_270_975)
    }

    @Test("Credentials are well-formed and differ")
    func credentials() {
        var generator = SplitMix64(seed: 1)
        let first = ICECredentials(using: &generator)
        let second = ICECredentials(using: &generator)
        #expect(first.isWellFormed && second.isWellFormed)
        #expect(first.usernameFragment != second.usernameFragment)
        #expect(first.password != second.password)
        #expect(FragmentKey(first.usernameFragment) != nil)
        let short = String(first.password.prefix(21))
        #expect(!ICECredentials(usernameFragment: "abcd", password: short).isWellFormed)
        #expect(!ICECredentials(usernameFragment: "abc", password: first.password).isWellFormed)
        #expect(!ICECredentials(usernameFragment: "ab:d", password: first.password).isWellFormed)
    }
}
