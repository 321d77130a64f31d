import Media
import SecureTransport
import Testing

@testable import ICE

@Suite("The lite agent's answers and paths")
struct LiteAgentTests {
    private static let credentials = ICECredentials(
        usernameFragment: "srvrfrag",
        password: "serverserverserverserver",
    )
    private static let first = AgentPair.serverPath()
    private static let second = AgentPair.serverPath(AgentPair.otherClientAddress)

    private func agent() -> ICELiteAgent {
        ICELiteAgent(credentials: Self.credentials, now: .after(0))
    }

    private func check(
        username: String = "srvrfrag:clnt",
        password: String = Self.credentials.password,
        nominates: Bool = false,
        add: (inout STUN.Writer) -> Void = { $0.addControlling(tieBreaker: 1) },
    ) -> [UInt8] {
        var writer = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 1, low: 2))
        writer.addUsername(Array(username.utf8).span)
        writer.addPriority(1)
        add(&writer)
        if nominates { writer.addUseCandidate() }
        writer.addIntegrity(key: Array(password.utf8).span)
        writer.addFingerprint()
        return writer.bytes
    }

    private func handle(
        _ agent: inout ICELiteAgent,
        _ bytes: [UInt8],
        on path: TransportPath = Self.first,
        at milliseconds: Int = 0,
    ) throws -> (ICELiteAgent.Outcome, STUN.Message?) {
        var response: [UInt8]?
        let outcome = agent.handle(bytes.span, on: path, now: .after(milliseconds)) {
            #expect(response == nil)
            response = $0.array
        }
        guard let response else { return (outcome, nil) }
        let message = try STUN.Message(bytes: response)
        #expect(message.transactionID == STUN.TransactionID(high: 1, low: 2))
        #expect(message.hasFingerprint && message.isWhole(response))
        if message.errorCode != 400, message.errorCode != 401 {
            let key = Array(Self.credentials.password.utf8)
            #expect(message.isSigned(response, key: key))
        }
        return (outcome, message)
    }

    @Test("A valid check gets its address back, signed")
    func answers() throws {
        var agent = agent()
        let (outcome, response) = try handle(&agent, check())
        #expect(outcome == .pathChanged(Self.first))
        #expect(response?.messageClass == .success)
        #expect(response?.xorMappedAddress == AgentPair.clientAddress)
        #expect(!agent.isNominated)
        #expect(agent.deadline == .after(15_000))
    }

    @Test("What is wrong gets its error, and changes nothing")
    func refusals() throws {
        var agent = agent()
        func expect(_ code: Int, _ bytes: [UInt8]) throws {
            let (outcome, response) = try handle(&agent, bytes)
            #expect(outcome == .refused(code: code))
            #expect(response?.messageClass == .error && response?.errorCode == code)
        }
        try expect(401, check(username: "srvrfrah:clnt"))
        try expect(401, check(username: "srvrfrag"))
        try expect(401, check(username: "srvrfra:clnt"))
        try expect(401, check(password: "serverserverserverserves"))
        try expect(487, check { $0.addControlled(tieBreaker: 1) })
        var plain = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 1, low: 2))
        try expect(400, plain.bytes)
        plain.addUsername(Array("srvrfrag:clnt".utf8).span)
        try expect(400, plain.bytes)
        #expect(agent.path == nil && agent.state == .waiting)
        #expect(agent.counters.unauthenticated == 4)
        #expect(agent.counters.roleConflicts == 1)
        #expect(agent.counters.rejected == 2)
        #expect(agent.deadline == .after(30_000))
    }

    @Test("What is no request gets nothing")
    func drops() throws {
        var agent = agent()
        func expect(_ drop: ICELiteAgent.Drop, _ bytes: [UInt8]) throws {
            let (outcome, response) = try handle(&agent, bytes)
            #expect(outcome == .dropped(drop) && response == nil)
        }
        var wrong = check()
        wrong[wrong.count - 1] ^= 1
        try expect(.wrongFingerprint, wrong)
        try expect(.malformed(STUNError(offset: 0, reason: .notSTUN)), [0, 1])
        try expect(.notARequest, STUNVectors.responseIPv4)
        for (vector, _) in STUNVectors.all {
            for count in vector.indices {
                let (outcome, response) = try handle(&agent, Array(vector[..<count]))
                guard case .dropped(.malformed) = outcome, response == nil else {
                    Issue.record("\(count): \(outcome)")
                    continue
                }
            }
        }
    }

    @Test("Nomination decides; before it the first check, after it the latest nomination")
    func nomination() throws {
        var agent = agent()
        #expect(try handle(&agent, check()).0 == .pathChanged(Self.first))
        #expect(try handle(&agent, check(), on: Self.second).0 == .answered)
        #expect(agent.path == Self.first)
        let nominating = check(nominates: true)
        #expect(try handle(&agent, nominating, on: Self.second).0 == .pathChanged(Self.second))
        #expect(agent.isNominated)
        #expect(try handle(&agent, nominating, on: Self.second).0 == .answered)
        #expect(try handle(&agent, check(), on: Self.first).0 == .answered)
        #expect(agent.path == Self.second)
        #expect(try handle(&agent, nominating, on: Self.first).0 == .pathChanged(Self.first))
        #expect(agent.counters.pathChanges == 3)
    }

    @Test("A check from elsewhere moves a silent path only")
    func silence() throws {
        var agent = agent()
        _ = try handle(&agent, check(nominates: true))
        #expect(try handle(&agent, check(), on: Self.second, at: 6999).0 == .answered)
        let outcome = try handle(&agent, check(), on: Self.second, at: 7000).0
        #expect(outcome == .pathChanged(Self.second))
    }

    @Test("Media from elsewhere moves the path, a check there confirms it")
    func confirmedTrial() throws {
        var agent = agent()
        _ = try handle(&agent, check(nominates: true))
        #expect(agent.mediaArrived(on: Self.first, now: .after(2000)) == nil)
        #expect(agent.mediaArrived(on: Self.second, now: .after(2000)) == Self.second)
        #expect(agent.path == Self.second)
        #expect(agent.deadline == .after(9000))
        #expect(try handle(&agent, check(), on: Self.second, at: 4000).0 == .answered)
        #expect(agent.deadline == .after(19_000))
        #expect(agent.handleTimeout(now: .after(9000)) == nil)
        #expect(agent.path == Self.second)
    }

    @Test("Without a check there the trial ends")
    func endedTrial() throws {
        var agent = agent()
        _ = try handle(&agent, check(nominates: true))
        _ = agent.mediaArrived(on: Self.second, now: .after(2000))
        #expect(agent.handleTimeout(now: .after(8999)) == nil)
        #expect(agent.handleTimeout(now: .after(9000)) == .pathChanged(Self.first))
        #expect(agent.path == Self.first)
        #expect(agent.handleTimeout(now: .after(15_000)) == .lost)
        #expect(agent.mediaArrived(on: Self.second, now: .after(15_001)) == nil)
    }

    @Test("Media moves a path once a second at most, and none before the first check")
    func mediaRate() throws {
        var agent = agent()
        #expect(agent.mediaArrived(on: Self.first, now: .after(0)) == nil)
        _ = try handle(&agent, check(nominates: true), at: 100)
        #expect(agent.mediaArrived(on: Self.second, now: .after(1099)) == nil)
        #expect(agent.mediaArrived(on: Self.second, now: .after(1100)) == Self.second)
        #expect(agent.mediaArrived(on: Self.first, now: .after(1101)) == nil)
        #expect(agent.mediaArrived(on: Self.first, now: .after(2100)) == Self.first)
        // Back where it came from there is nothing left to try.
        #expect(agent.handleTimeout(now: .after(12_000)) == nil)
        #expect(agent.path == Self.first)
    }

    @Test("Unknown attributes that must be understood are named")
    func unknownAttribute() throws {
        var agent = agent()
        var bytes = check()
        // PRIORITY's type becomes one that does not exist; then sign again.
        var writer = STUN.Writer(.request, transactionID: STUN.TransactionID(high: 1, low: 2))
        writer.addUsername(Array("srvrfrag:clnt".utf8).span)
        let place = writer.bytes.count
        bytes[place + 1] = 0x7F
        let integrity = bytes.count - 32
        var header = Array(bytes[..<integrity])
        header[3] = UInt8(integrity + 24 - 20)
        let key = Array(Self.credentials.password.utf8)
        bytes.replaceSubrange(integrity + 4..<integrity + 24, with: header.hmac(key: key))
        let checksum = CRC32.checksum(bytes.span.extracting(0..<bytes.count - 8))
        for index in 0..<4 {
            let value = (checksum ^ STUN.fingerprintMask) >> (24 - 8 * UInt32(index))
            bytes[bytes.count - 4 + index] = UInt8(truncatingIfNeeded: value)
        }
        let (outcome, response) = try handle(&agent, bytes)
        #expect(outcome == .refused(code: 420))
        #expect(response?.errorCode == 420)
    }

    @Test("Until the first check with new credentials the proven ones hold, whatever comes between")
    func restarts() throws {
        func renewed(_ name: String) -> ICECredentials {
            ICECredentials(usernameFragment: name, password: Self.credentials.password)
        }
        var agent = agent()
        #expect(try handle(&agent, check()).0 == .pathChanged(Self.first))
        agent.restart(credentials: renewed("second"), now: .after(100))
        agent.restart(credentials: renewed("third"), now: .after(200))
        #expect(agent.path == Self.first)
        #expect(try handle(&agent, check(), at: 300).0 == .answered)
        // Nobody ever had to know the second ones.
        #expect(
            try handle(&agent, check(username: "second:clnt"), at: 300).0 == .refused(code: 401)
        )
        #expect(try handle(&agent, check(username: "third:clnt"), at: 400).0 == .answered)
        #expect(try handle(&agent, check(), at: 500).0 == .refused(code: 401))
        #expect(agent.path == Self.first)
    }

    @Test("What was lost comes back with new credentials only, in the time that it is given")
    func restartOfTheLost() throws {
        var agent = ICELiteAgent(
            credentials: Self.credentials,
            connectTimeout: .seconds(10),
            now: .after(0),
        )
        #expect(agent.deadline == .after(10_000))
        _ = try handle(&agent, check())
        #expect(agent.handleTimeout(now: .after(15_000)) == .lost)
        let renewed = ICECredentials(
            usernameFragment: "second",
            password: Self.credentials.password,
        )
        agent.restart(credentials: renewed, now: .after(20_000))
        #expect(agent.state == .waiting)
        #expect(agent.deadline == .after(30_000))
        #expect(try handle(&agent, check(), at: 21_000).0 == .refused(code: 401))
        #expect(try handle(&agent, check(username: "second:clnt"), at: 22_000).0 == .answered)
        #expect(agent.state == .connected)
    }
}

extension [UInt8] {
    fileprivate func hmac(key: [UInt8]) -> [UInt8] {
        HMACSHA1.authenticate(span, key: key.span).span.array
    }
}
