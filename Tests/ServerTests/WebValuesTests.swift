import Conference
import HTTPTypes
import Testing

@testable import Server

@Suite struct OriginPolicyTests {
    @Test(arguments: [
        ("http://localhost:8080", "localhost:8080", true),
        ("http://LOCALHOST:8080", "localhost:8080", true),
        ("http://example.org", "example.org:80", true),
        ("http://example.org:80", "example.org", true),
        ("https://example.org", "example.org:443", true),
        ("https://example.org", "example.org", true),
        ("https://example.org", "example.org:80", false),
        ("http://localhost:8081", "localhost:8080", false),
        ("http://evil.example", "localhost:8080", false),
        ("null", "null", false),
        ("", "", false),
        ("http://[::1]:8080", "[::1]:8080", true),
    ])
    func sameOriginIsSameAuthority(origin: String, host: String, isAdmitted: Bool) {
        #expect(OriginPolicy().admits(origin: origin, host: host) == isAdmitted)
    }

    @Test func aNameThatWasMadeToPointHereIsNobodys() {
        var policy = OriginPolicy(allowed: ["http://listed.example"])
        policy.isLocal = true
        #expect(!policy.admits(origin: "http://evil.example:8080", host: "evil.example:8080"))
        for own in ["localhost:8080", "127.0.0.1:8080", "[::1]:8080"] {
            #expect(policy.admits(origin: "http://\(own)", host: own))
        }
        #expect(policy.admits(origin: "https://calls.example", host: "calls.example"))
        #expect(policy.admits(origin: "http://listed.example", host: "localhost:8080"))
        #expect(policy.admits(origin: nil, host: "anything"))
    }

    @Test func aServerWithTLSHasNoPagesByPlainHTTP() {
        var policy = OriginPolicy(allowed: ["http://listed.example"])
        policy.isSecure = true
        #expect(policy.admits(origin: "https://a.example:8080", host: "a.example:8080"))
        #expect(!policy.admits(origin: "http://a.example:8080", host: "a.example:8080"))
        #expect(policy.admits(origin: "http://listed.example", host: "a.example:8080"))
    }

    @Test func noOriginIsNoPage() {
        #expect(OriginPolicy().admits(origin: nil, host: nil))
        #expect(!OriginPolicy().admits(origin: "http://a", host: nil))
    }

    @Test func listedOriginsMatchWhole() {
        let policy = OriginPolicy(allowed: ["https://A.example"])
        #expect(policy.admits(origin: "https://a.example", host: "b"))
        #expect(!policy.admits(origin: "https://a.example.evil.example", host: "b"))
        #expect(!policy.admits(origin: "http://a.example", host: "b"))
        #expect(OriginPolicy(allowed: ["*"]).admits(origin: "null", host: "b"))
    }
}

@Suite struct PercentCodingTests {
    @Test func segmentsComeBack() {
        for text in ["lobby", "a b", "ä/ö?", "100%", "😀", ""] {
            let encoded = PercentCoding.encodeSegment(text)
            #expect(encoded.utf8.allSatisfy { $0 < 128 && $0 != UInt8(ascii: "/") })
            #expect(PercentCoding.decode(encoded) == text)
        }
    }

    @Test(arguments: ["%", "%4", "%zz", "%ff", "a%c3"])
    func whatIsNotEncodedTextIsNil(text: String) {
        #expect(PercentCoding.decode(text) == nil)
    }

    @Test func queriesAreSearched() throws {
        let query = "a=1&name=Ada+Lovelace%21&name=Bea&empty="
        #expect(try PercentCoding.value(of: "name", inQuery: query) == "Ada Lovelace!")
        #expect(try PercentCoding.value(of: "empty", inQuery: query) == "")
        #expect(try PercentCoding.value(of: "none", inQuery: query) == nil)
        #expect(try PercentCoding.value(of: "name", inQuery: nil) == nil)
    }

    @Test func aValueThatIsNoTextIsRefusedAndNotTakenForAbsent() {
        let problem = #expect(throws: Problem.self) {
            try PercentCoding.value(of: "cursor", inQuery: "limit=7&cursor=%ff")
        }
        #expect(problem?.status == .badRequest)
        #expect(problem?.faults.map(\.pointer) == ["?cursor"])
    }
}
