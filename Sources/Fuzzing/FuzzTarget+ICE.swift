import ICE
import Media
import SecureTransport

/// A lite and a full agent on a network that loses, repeats, moves and forges.
extension FuzzTarget {
    static func ice(_ bytes: Span<UInt8>) {
        var input = FuzzInput(bytes)
        var world = ICEWorld()
        while !input.isAtEnd { world.step(&input) }
    }
}

private struct ICEWorld {
    private struct Flight {
        var bytes: [UInt8]
        var path: TransportPath
        var isToLite: Bool
    }

    private static let serverAddresses = [
        TransportAddress(ipv4: 0x0A00_0001, port: 10_000),
        TransportAddress(ipv6: 0x2001_0DB8 << 32, 1, port: 10_000),
    ]
    private static let clientAddresses = [
        TransportAddress(ipv4: 0x0A00_0002, port: 40_000),
        TransportAddress(ipv4: 0x0A00_0003, port: 40_001),
        TransportAddress(ipv6: 0x2001_0DB8 << 32, 2, port: 40_000),
    ]
    private static let times: [Interval] = [
        .milliseconds(1), .milliseconds(20), .milliseconds(50), .milliseconds(500), .seconds(1),
        .seconds(5), .seconds(16), .seconds(40),
    ]

    private var generator = CountingGenerator()
    private var liteCredentials: ICECredentials
    private var fullCredentials: ICECredentials
    private var lite: ICELiteAgent
    private var full: ICEControllingAgent<CountingGenerator>
    private var now = Instant(nanoseconds: 1_000_000_000)
    private var flights: [Flight] = []
    private var handled = 0

    init() {
        liteCredentials = ICECredentials(using: &generator)
        fullCredentials = ICECredentials(using: &generator)
        lite = ICELiteAgent(credentials: liteCredentials, now: now)
        full = ICEControllingAgent(
            local: fullCredentials,
            remote: liteCredentials,
            localAddresses: Array(Self.clientAddresses.prefix(2)),
            generator: CountingGenerator(),
            now: now,
        )
        for address in Self.serverAddresses { full.add(.host(address)) }
    }

    mutating func step(_ input: inout FuzzInput) {
        switch input.choice(of: 12) {
        case 0, 1: wait(input.element(of: Self.times))
        case 2, 3, 4: deliver(&input)
        case 5: if !flights.isEmpty { flights.remove(at: input.choice(of: flights.count)) }
        case 6: if let flight = flights.first { send(flight) }
        case 7: forge(&input, toLite: true)
        case 8: forge(&input, toLite: false)
        case 9: respond(&input)
        case 10: change(&input)
        default:
            let bytes = input.bytes(atMost: Int(input.byte()))
            handle(bytes, on: path(&input), isToLite: input.flag())
        }
        check()
    }

    private func path(_ input: inout FuzzInput) -> TransportPath {
        TransportPath(
            local: input.element(of: Self.serverAddresses),
            remote: input.element(of: Self.clientAddresses),
        )
    }

    private static func reversed(_ path: TransportPath) -> TransportPath {
        TransportPath(local: path.remote, remote: path.local)
    }

    private mutating func wait(_ time: Interval) {
        now += time
        _ = lite.handleTimeout(now: now)
        if let deadline = lite.deadline { expect(deadline > now, "a deadline moves on") }
        var sent: [Flight] = []
        full.handleTimeout(now: now) { bytes, path in
            sent.append(
                Flight(bytes: Array(copying: bytes), path: Self.reversed(path), isToLite: true)
            )
        }
        expect(sent.count <= 2 * 100 + 2, "few checks go out at once")
        if let deadline = full.deadline { expect(deadline > now, "a deadline moves on") }
        for flight in sent { send(flight) }
    }

    private mutating func send(_ flight: Flight) {
        expect((try? STUN.Message(parsing: flight.bytes.span)) != nil, "what is sent can be read")
        if flights.count < 32 { flights.append(flight) }
    }

    /// The oldest datagram on its way arrives: as it is, changed, or from elsewhere.
    private mutating func deliver(_ input: inout FuzzInput) {
        guard !flights.isEmpty else { return }
        var flight = flights.removeFirst()
        switch input.choice(of: 8) {
        case 0: flight.bytes[Int(input.byte()) % flight.bytes.count] ^= input.byte()
        case 1: flight.path = flight.isToLite ? path(&input) : Self.reversed(path(&input))
        default: break
        }
        handle(flight.bytes, on: flight.path, isToLite: flight.isToLite)
    }

    /// - Parameter path: as the receiver sees it.
    private mutating func handle(_ bytes: [UInt8], on path: TransportPath, isToLite: Bool) {
        var sent: [Flight] = []
        if isToLite {
            handled += 1
            let outcome = lite.handle(bytes.span, on: path, now: now) {
                sent.append(
                    Flight(bytes: Array(copying: $0), path: Self.reversed(path), isToLite: false)
                )
            }
            switch outcome {
            case .dropped: expect(sent.isEmpty, "what is dropped gets no answer")
            case .answered, .pathChanged, .refused: expect(sent.count == 1, "one answer")
            }
            if case .pathChanged(let new) = outcome { expect(new == path, "the path moves here") }
        } else {
            full.handle(bytes.span, on: path, now: now) { bytes, path in
                sent.append(
                    Flight(bytes: Array(copying: bytes), path: Self.reversed(path), isToLite: true)
                )
            }
            expect(sent.count <= 2, "an answer and a check at most")
        }
        for flight in sent { send(flight) }
    }

    /// A check with the right password, and whatever else the input says.
    private mutating func forge(_ input: inout FuzzInput, toLite: Bool) {
        let flags = input.byte()
        let to = toLite ? liteCredentials : fullCredentials
        let from = toLite ? fullCredentials : liteCredentials
        let id = STUN.TransactionID(high: UInt64(input.byte()), low: 1)
        var writer = STUN.Writer(flags & 0xC0 == 0xC0 ? .indication : .request, transactionID: id)
        let name = "\(to.usernameFragment):\(from.usernameFragment)"
        if flags & 1 == 0 { writer.addUsername(Array(name.utf8).span) }
        if flags & 2 == 0 { writer.addPriority(input.uint32()) }
        if flags & 4 != 0 { writer.addUseCandidate() }
        if flags & 8 != 0 { writer.addControlling(tieBreaker: UInt64(input.byte()) << 56) }
        if flags & 16 != 0 { writer.addControlled(tieBreaker: UInt64(input.byte()) << 56) }
        if flags & 32 == 0 { writer.addIntegrity(key: Array(to.password.utf8).span) }
        if flags & 64 == 0 { writer.addFingerprint() }
        let bytes = writer.withBytes { Array(copying: $0) }
        let path = path(&input)
        handle(bytes, on: toLite ? path : Self.reversed(path), isToLite: toLite)
    }

    /// An answer to a check that is on its way.
    private mutating func respond(_ input: inout FuzzInput) {
        let checks = flights.filter(\.isToLite)
        guard !checks.isEmpty else { return }
        let flight = checks[input.choice(of: checks.count)]
        guard let request = try? STUN.Message(parsing: flight.bytes.span) else { return }
        let flags = input.byte()
        var writer = STUN.Writer(
            flags & 1 == 0 ? .success : .error,
            transactionID: request.transactionID,
        )
        if flags & 1 == 0 { writer.addXORMappedAddress(flight.path.remote) }
        let codes = [400, 401, 420, 487, 500, 699]
        if flags & 1 != 0 { writer.addErrorCode(input.element(of: codes)) }
        if flags & 2 == 0 { writer.addIntegrity(key: Array(liteCredentials.password.utf8).span) }
        if flags & 4 == 0 { writer.addFingerprint() }
        let bytes = writer.withBytes { Array(copying: $0) }
        let path = flags & 8 == 0 ? flight.path : path(&input)
        handle(bytes, on: Self.reversed(path), isToLite: false)
    }

    private mutating func change(_ input: inout FuzzInput) {
        switch input.choice(of: 5) {
        case 0:
            liteCredentials = ICECredentials(using: &generator)
            fullCredentials = ICECredentials(using: &generator)
            lite.restart(credentials: liteCredentials, now: now)
            full.restart(local: fullCredentials, remote: liteCredentials, now: now)
            for address in Self.serverAddresses { full.add(.host(address)) }
        case 1:
            let address = TransportAddress(ipv4: input.uint32(), port: input.uint16())
            full.add(.host(address, order: Int(input.byte())))
        case 2: full.move(to: input.element(of: Self.clientAddresses), now: now)
        case 3: _ = lite.mediaArrived(on: path(&input), now: now)
        default: lite.restart(credentials: liteCredentials, now: now)
        }
    }

    private mutating func check() {
        let counters = lite.counters
        expect(
            counters.validChecks + counters.unauthenticated + counters.roleConflicts
                + counters.rejected == handled,
            "each datagram is counted once",
        )
        expect(lite.state != .connected || lite.path != nil, "who is connected has a path")
        expect(full.state != .connected || full.path != nil, "who is connected has a path")
        var events = 0
        while full.nextEvent() != nil { events += 1 }
        expect(events <= 4, "little happens at once")
    }
}
