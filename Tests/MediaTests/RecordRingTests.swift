import Testing

@testable import Media

@Suite("The ring that carries coded media between threads")
struct RecordRingTests {
    private func unit(_ number: Int64) -> CodedUnit {
        CodedUnit(kind: .video, timestamp: number, instant: Instant(nanoseconds: number))
    }

    private func bytes(_ count: Int, _ seed: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ seed) }
    }

    @Test("Units come out in order, whole, over many turns of the ring and any size")
    func order() {
        let ring = RecordRing(capacityBytes: 4096)
        var generator = SystemRandomNumberGenerator()
        var written: [(Int64, [UInt8])] = []
        var next = 0
        for number in 0..<5000 {
            let payload = bytes(Int.random(in: 0...1500, using: &generator), number)
            if ring.write(unit(Int64(number)), payload: payload.span) {
                written.append((Int64(number), payload))
            }
            guard Bool.random(using: &generator) else { continue }
            let read = ring.read { unit, payload in
                (unit.timestamp, (0..<payload.count).map { payload[$0] })
            }
            if let read {
                #expect(read == written[next])
                next += 1
            }
        }
        while let read = ring.read({ unit, payload in
            (unit.timestamp, (0..<payload.count).map { payload[$0] })
        }) {
            #expect(read == written[next])
            next += 1
        }
        #expect(next == written.count && ring.isEmpty)
        #expect(written.count + ring.refusedCount == 5000)
    }

    @Test("A full ring refuses and counts; what is in it stays whole")
    func full() {
        let ring = RecordRing(capacityBytes: 4096)
        var accepted = 0
        while ring.write(unit(Int64(accepted)), payload: bytes(500, accepted).span) {
            accepted += 1
        }
        #expect(accepted > 0 && ring.refusedCount == 1)
        for number in 0..<accepted {
            let matches = ring.read { unit, payload in
                unit.timestamp == Int64(number)
                    && (0..<payload.count).map { payload[$0] } == bytes(500, number)
            }
            #expect(matches == true)
        }
        #expect(ring.isEmpty)
        let isWritten = ring.write(unit(0), payload: bytes(500, 0).span)
        #expect(isWritten)
    }

    @Test("A unit larger than the ring is refused")
    func tooLarge() {
        let ring = RecordRing(capacityBytes: 4096)
        let isWritten = ring.write(unit(0), payload: bytes(5000, 0).span)
        #expect(!isWritten)
        #expect(ring.isEmpty)
    }

    @Test("One thread writes, another reads: nothing is lost, torn or reordered")
    func twoThreads() async {
        let ring = RecordRing(capacityBytes: 1 << 14)
        let count = 20_000
        async let sum = Task.detached {
            var received = 0
            while received < count {
                let isGood = ring.read { unit, payload in
                    unit.timestamp == Int64(received)
                        && payload.count == received % 700
                        && (payload.isEmpty || payload[payload.count - 1] == UInt8(received & 0xFF))
                }
                guard let isGood else {
                    await Task.yield()
                    continue
                }
                guard isGood else { return received }
                received += 1
            }
            return received
        }.value
        var sent = 0
        while sent < count {
            let isWritten = ring.write(unit(Int64(sent)), payloadBytes: sent % 700) { payload in
                for index in 0..<payload.count { payload[index] = UInt8(sent & 0xFF) }
            }
            if isWritten { sent += 1 } else { await Task.yield() }
        }
        #expect(await sum == count)
    }
}

@Suite("The ring that carries sound between threads")
struct PCMRingTests {
    @Test("Frames come out in order; a full ring refuses")
    func order() {
        let ring = PCMRing(capacity: 3)
        for tick in 0..<3 {
            let isWritten = ring.write(tick: Int64(tick)) { frame in
                for index in 0..<frame.count { frame[index] = Float(tick) }
            }
            #expect(isWritten)
        }
        #expect(!ring.write(tick: 3) { _ in Issue.record("a full ring asked for a frame") })
        for tick in 0..<3 {
            let read = ring.read { ($0, $1[0], $1[$1.count - 1], $1.count) }
            #expect(read?.0 == Int64(tick) && read?.1 == Float(tick) && read?.2 == Float(tick))
            #expect(read?.3 == AudioFormat.valuesPerFrame)
        }
        #expect(ring.read { tick, _ in tick } == nil)
    }
}
