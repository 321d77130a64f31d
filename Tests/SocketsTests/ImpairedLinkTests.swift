import ICE
import Media
import Testing

@testable import Sockets

@Suite struct ImpairedLinkTests {
    private static let path = TransportPath(
        local: TransportAddress(ipv4: 0x7F00_0001, port: 1),
        remote: TransportAddress(ipv4: 0x7F00_0001, port: 2),
    )
    private static let datagram = [UInt8](repeating: 7, count: 1000)

    /// Sends numbered datagrams at a steady pace; gives the numbers and instants that come out.
    private static func run(
        _ text: String,
        count: Int,
        every pace: Interval = .milliseconds(10),
    ) throws -> (arrivals: [(number: Int, time: Interval)], counters: ImpairedLink.Counters) {
        var link = ImpairedLink(try LinkImpairment(parsing: text), seed: 42)
        let begin = Instant(nanoseconds: 5_000_000_000)
        var arrivals: [(Int, Interval)] = []
        for number in 0..<count {
            let now = begin + pace * number
            while let deadline = link.deadline, deadline <= now {
                take(&link, at: deadline, since: begin, into: &arrivals)
            }
            var bytes = datagram
            bytes[0] = UInt8(number >> 8)
            bytes[1] = UInt8(number & 0xFF)
            link.take(bytes.span, on: path, now: now)
        }
        while let deadline = link.deadline {
            take(&link, at: deadline, since: begin, into: &arrivals)
        }
        return (arrivals, link.counters)
    }

    private static func take(
        _ link: inout ImpairedLink,
        at now: Instant,
        since begin: Instant,
        into arrivals: inout [(Int, Interval)],
    ) {
        while let (bytes, path) = link.release(now: now) {
            #expect(path == Self.path)
            #expect(bytes.count == 1000)
            arrivals.append((Int(bytes[0]) << 8 | Int(bytes[1]), now - begin))
        }
    }

    @Test func nothingIsChangedWithoutASetting() throws {
        let (arrivals, counters) = try Self.run("loss=0", count: 100)
        #expect(arrivals.map(\.number) == Array(0..<100))
        #expect(arrivals.allSatisfy { $0.time == .milliseconds(10) * $0.number })
        #expect(counters == ImpairedLink.Counters(taken: 100))
    }

    @Test func delayAndJitterKeepTheOrder() throws {
        let (arrivals, _) = try Self.run("delay=80,jitter=30", count: 2000)
        #expect(arrivals.map(\.number) == Array(0..<2000))
        let delays = arrivals.map { ($0.time - .milliseconds(10) * $0.number).milliseconds }
        #expect(delays.allSatisfy { (80...110).contains($0) })
        #expect(delays.contains { $0 < 85 })
        #expect(delays.contains { $0 > 105 })
    }

    @Test func lossesAreAsManyAsAskedFor() throws {
        let (arrivals, counters) = try Self.run("loss=5", count: 20_000)
        #expect((800...1200).contains(counters.lost))
        #expect(arrivals.count == 20_000 - counters.lost)
    }

    /// Gilbert and Elliott: the same share, in rows of the asked length.
    @Test(arguments: [3, 8])
    func lossesComeInBursts(burst: Int) throws {
        let (arrivals, counters) = try Self.run("loss=5,burst=\(burst)", count: 40_000)
        #expect((1600...2400).contains(counters.lost))
        let numbers = arrivals.map(\.number)
        let gaps = zip(numbers, numbers.dropFirst()).map { $1 - $0 - 1 }.filter { $0 > 0 }
        let mean = Double(gaps.reduce(0, +)) / Double(gaps.count)
        #expect(abs(mean - Double(burst)) < Double(burst) / 4)
    }

    /// 1,000 bytes each 10 ms are 800 kbit/s.
    @Test func rateIsKeptAndTheQueueIsBounded() throws {
        let (arrivals, counters) = try Self.run("rate=400k,queue=100", count: 1000)
        #expect((450...550).contains(counters.overflowed))
        let longest = arrivals.map { ($0.time - .milliseconds(10) * $0.number).milliseconds }.max()
        // What waits, and then its own 20 ms on the link.
        #expect((100...121).contains(longest ?? 0))
        let spacing = zip(arrivals, arrivals.dropFirst()).map { ($1.time - $0.time).milliseconds }
        #expect(spacing.dropFirst(20).allSatisfy { (19.9...30.1).contains($0) })
    }

    @Test func theSameSeedGivesTheSame() throws {
        let text = "loss=10,burst=2,delay=5,jitter=9"
        let first = try Self.run(text, count: 500).arrivals
        let second = try Self.run(text, count: 500).arrivals
        #expect(first.map(\.number) == second.map(\.number))
        #expect(first.map(\.time) == second.map(\.time))
    }

    @Test func aFloodIsBounded() throws {
        let (arrivals, counters) = try Self.run("delay=10000", count: 20_000, every: .zero)
        #expect(arrivals.count == 16_384)
        #expect(counters.overflowed == 20_000 - 16_384)
    }

    @Test func everySettingIsRead() throws {
        let impairment = try LinkImpairment(
            parsing: "loss=2.5,burst=4,delay=80,jitter=30,rate=400k,queue=150,seed=9"
        )
        #expect(impairment.loss == 0.025)
        #expect(impairment.burst == 4)
        #expect(impairment.delay == .milliseconds(80))
        #expect(impairment.jitter == .milliseconds(30))
        #expect(impairment.rate == .kilobits(400))
        #expect(impairment.queue == .milliseconds(150))
        #expect(impairment.seed == 9)
        #expect(try LinkImpairment(parsing: "rate=2M").rate == .kilobits(2000))
    }

    @Test(arguments: [
        "", "loss", "loss=", "loss=101", "loss=-1", "loss=x", "speed=3", "rate=3", "rate=fast",
        "delay=1e9", "loss=5,,delay=3", "loss=nan", "burst=0.5", "seed=-1",
    ])
    func whatIsWrongIsNamed(text: String) {
        #expect(throws: ImpairmentFault.self) { try LinkImpairment(parsing: text) }
    }
}
