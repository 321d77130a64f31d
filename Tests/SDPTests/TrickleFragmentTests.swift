import Testing

@testable import SDP

@Suite("Fragments that are trickled")
struct TrickleFragmentTests {
    /// Candidates of two interfaces for two m-lines, as a browser in a script would send them.
    private static let trickled = """
        a=ice-ufrag:EsAw
        a=ice-pwd:P2uYro0UCOQ4zxjKXaWCBui1
        a=ice-options:trickle
        m=audio 9 RTP/AVP 0
        a=mid:0
        a=candidate:1 1 udp 2122260223 192.0.2.1 61764 typ host generation 0 ufrag EsAw
        a=candidate:2 1 udp 2122194687 198.51.100.1 61765 typ host generation 0 ufrag EsAw
        a=end-of-candidates
        m=video 9 UDP/TLS/RTP/SAVPF 96 97
        a=mid:1
        a=candidate:3 1 tcp 1518280447 192.0.2.1 9 typ host tcptype active

        """.withCRLF

    private static let restart = """
        a=ice-lite
        a=group:BUNDLE 0 1
        m=audio 9 RTP/AVP 0
        a=mid:0
        a=ice-ufrag:289b31b7
        a=ice-pwd:0b66f472495ef0ccac7bda65
        a=candidate:1 1 udp 2130706431 198.51.100.1 39132 typ host
        a=end-of-candidates

        """.withCRLF

    @Test("Credentials, candidates by m-line, and the end of them")
    func reading() throws {
        let fragment = try TrickleFragment(parsing: Self.trickled)
        #expect(fragment.usernameFragment == "EsAw")
        #expect(fragment.password == "P2uYro0UCOQ4zxjKXaWCBui1")
        #expect(fragment.sections.map(\.mid) == ["0", "1"])
        #expect(fragment.sections.map(\.type) == ["audio", "video"])
        #expect(fragment.sections.map(\.candidates.count) == [2, 1])
        #expect(fragment.sections.map(\.endsCandidates) == [true, false])
        #expect(!fragment.endsCandidates)
        #expect(fragment.candidates[2].hasPrefix("3 1 tcp"))
        #expect(!fragment.isICELite)
    }

    @Test("Credentials may stand in an m-section, more than once if they are the same")
    func credentialsInSections() throws {
        let twice =
            "m=audio 9 RTP/AVP 0\na=ice-ufrag:abcd\na=ice-pwd:p\nm=video 9 RTP/AVP 0\n"
            + "a=ice-ufrag:abcd\na=ice-pwd:p\n"
        #expect(try TrickleFragment(parsing: twice).usernameFragment == "abcd")
        let differing = twice + "a=ice-ufrag:efgh\n"
        #expect(throws: SDPError(line: 7, reason: .contradiction("a=ice-ufrag"))) {
            try TrickleFragment(parsing: differing)
        }
    }

    @Test("What ends candidates for the session ends them in each m-line")
    func endForAll() throws {
        let text = "a=end-of-candidates\nm=audio 9 RTP/AVP 0\na=mid:a\n"
        #expect(try TrickleFragment(parsing: text).endsCandidates)
        #expect(try !TrickleFragment(parsing: "a=end-of-candidates\n").endsCandidates)
    }

    @Test("What was read is written as it was")
    func writing() throws {
        let fragment = try TrickleFragment(parsing: Self.restart)
        #expect(fragment.text == Self.restart)
        #expect(fragment.bundle == ["0", "1"])
        #expect(fragment.isICELite && fragment.endsCandidates)
        var bare = TrickleFragment()
        bare.usernameFragment = "abcd"
        bare.password = "p"
        #expect(bare.text == "a=ice-ufrag:abcd\r\na=ice-pwd:p\r\n")
        #expect(try TrickleFragment(parsing: bare.text) == bare)
    }

    @Test(
        "What is no fragment names its line",
        arguments: [
            ("", 1, "expected"), ("words", 1, "letter=value"),
            ("a=mid:0\nwords\n", 2, "letter=value"),
            ("a=candidate:1 1 udp 1 192.0.2.1 9 typ host", 1, "outside of an m-section"),
            ("m=audio\n", 1, "malformed m="), ("a=:x\n", 1, "malformed a="),
            ("a=mid:\u{1}\n", 1, "letter=value"),
        ],
    )
    func faults(text: String, line: Int, reason: String) {
        let error = #expect(throws: SDPError.self) { try TrickleFragment(parsing: text) }
        #expect(error?.line == line)
        #expect(error?.description.contains(reason) == true)
    }

    @Test("What it may hold is bounded")
    func bounds() throws {
        let candidate = "a=candidate:1 1 udp 1 192.0.2.1 9 typ host\n"
        let section = "m=audio 9 RTP/AVP 0\n"
        let most = TrickleFragment.maximumCandidates
        let full = section + String(repeating: candidate, count: most)
        #expect(try TrickleFragment(parsing: full).candidates.count == most)
        #expect(throws: SDPError(line: most + 2, reason: .tooManyCandidates)) {
            try TrickleFragment(parsing: full + candidate)
        }
        #expect(throws: SDPError(line: 65, reason: .tooManyMedia)) {
            try TrickleFragment(parsing: String(repeating: section, count: 65))
        }
        let long = String(repeating: "a=x\n", count: SessionDescription.maximumBytes / 4 + 1)
        #expect(throws: SDPError(line: 0, reason: .tooLong)) { try TrickleFragment(parsing: long) }
    }

    @Test("No truncation traps, and each that is read can be written and read again")
    func truncations() throws {
        for text in [Self.trickled, Self.restart] {
            for count in 0..<text.utf8.count {
                let cut = String(decoding: text.utf8.prefix(count), as: UTF8.self)
                guard let fragment = try? TrickleFragment(parsing: cut) else { continue }
                let again = try TrickleFragment(parsing: fragment.text + "a=x\r\n")
                #expect(again.candidates == fragment.candidates)
                #expect(again.usernameFragment == fragment.usernameFragment)
            }
        }
    }
}
