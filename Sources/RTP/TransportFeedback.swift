package import Media

/// When the packets of a transport arrived (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
///
/// Written by `TransportFeedbackRecorder`.
package struct TransportFeedback: Hashable, Sendable {
    /// Who received.
    package let sender: SSRC
    /// One of the streams received; which one does not matter.
    package let media: SSRC
    /// The transport-wide number of the first packet told of.
    package let baseSequence: UInt16
    /// Packets told of, received or not, 0…65,535.
    package let statusCount: Int
    /// On the receiver's clock, in units of 64 ms; 24 bits with sign.
    package let referenceTime: Int64
    /// Counts feedback packets, modulo 256.
    package let feedbackCount: UInt8
    private let chunks: Int
    private let deltas: Int
    private let end: Int

    static let format: UInt8 = 15
    static let prefixBytes = 16
    /// Units of 250 µs in a unit of the reference time.
    static let ticksPerReference: Int64 = 256
    /// The unit of arrival times.
    package static let tick = Interval.microseconds(250)

    /// What a chunk says about one packet (§3.1.1).
    enum Symbol {
        static let notReceived: UInt8 = 0
        /// A delta of one byte without sign follows.
        static let smallDelta: UInt8 = 1
        /// A delta of two bytes with sign follows.
        static let largeDelta: UInt8 = 2
    }

    /// Checks all chunks and deltas, so that walking over them later cannot fail.
    init(parsing datagram: Span<UInt8>, block: RTCPBlock) throws(MalformedPacket) {
        try block.require(Self.prefixBytes)
        let start = block.body.lowerBound
        sender = SSRC(datagram.uint32(at: start))
        media = SSRC(datagram.uint32(at: start + 4))
        baseSequence = datagram.uint16(at: start + 8)
        statusCount = Int(datagram.uint16(at: start + 10))
        referenceTime = Int64(Int32(bitPattern: datagram.uint24(at: start + 12) << 8) >> 8)
        feedbackCount = datagram[start + 15]
        chunks = start + Self.prefixBytes
        end = block.body.upperBound
        var offset = chunks
        var remaining = statusCount
        var deltaBytes = 0
        while remaining > 0 {
            guard offset + 2 <= end else { throw MalformedPacket(.truncated, at: end) }
            let chunk = Chunk(datagram.uint16(at: offset))
            let count = min(chunk.count, remaining)
            guard count > 0 else { throw MalformedPacket(.value, at: offset) }
            deltaBytes += chunk.deltaBytes(first: count)
            remaining -= count
            offset += 2
        }
        deltas = offset
        guard offset + deltaBytes <= end else { throw MalformedPacket(.truncated, at: end) }
    }

    /// Names each packet told of: its number and when it arrived, in units of 250 µs on the
    /// receiver's clock, or nil if it did not.
    ///
    /// A datagram can tell of 65,535 packets: the caller bounds what it does for each.
    package func forEachStatus(
        in datagram: Span<UInt8>,
        _ body: (UInt16, Int64?) -> Void,
    ) {
        var offset = chunks
        var delta = deltas
        var time = referenceTime * Self.ticksPerReference
        var index = 0
        while index < statusCount {
            let chunk = Chunk(datagram.uint16(at: offset))
            offset += 2
            for place in 0..<min(chunk.count, statusCount - index) {
                let sequence = baseSequence &+ UInt16(truncatingIfNeeded: index)
                index += 1
                switch chunk.symbol(at: place) {
                case Symbol.smallDelta:
                    time += Int64(datagram[delta])
                    delta += 1
                    body(sequence, time)
                case Symbol.largeDelta:
                    time += Int64(Int16(bitPattern: datagram.uint16(at: delta)))
                    delta += 2
                    body(sequence, time)
                default:
                    body(sequence, nil)
                }
            }
        }
    }
}

extension TransportFeedback {
    /// 16 bits that tell of one or more packets (§3.1.2 … §3.1.4).
    struct Chunk {
        private let bits: UInt16

        init(_ bits: UInt16) { self.bits = bits }

        private var isRun: Bool { bits & 0x8000 == 0 }
        private var hasWideSymbols: Bool { bits & 0x4000 != 0 }

        /// Packets told of, 0…8,191.
        var count: Int {
            isRun ? Int(bits & 0x1FFF) : hasWideSymbols ? 7 : 14
        }

        func symbol(at index: Int) -> UInt8 {
            if isRun { return UInt8(bits >> 13 & 0x3) }
            return hasWideSymbols
                ? UInt8(bits >> UInt16(12 - 2 * index) & 0x3)
                : UInt8(bits >> UInt16(13 - index) & 0x1)
        }

        /// Bytes of deltas that belong to the first packets of the chunk.
        func deltaBytes(first count: Int) -> Int {
            guard !isRun else { return count * Self.deltaBytes(of: symbol(at: 0)) }
            var bytes = 0
            for index in 0..<count { bytes += Self.deltaBytes(of: symbol(at: index)) }
            return bytes
        }

        /// The reserved symbol 3 counts as not received.
        static func deltaBytes(of symbol: UInt8) -> Int {
            symbol == Symbol.smallDelta ? 1 : symbol == Symbol.largeDelta ? 2 : 0
        }

        /// The chunk that tells of the longest run at the start of `symbols`, and how many that is.
        static func encode(_ symbols: Span<UInt8>) -> (bits: UInt16, count: Int) {
            let first = symbols[0]
            var run = 1
            while run < min(symbols.count, 0x1FFF), symbols[run] == first { run += 1 }
            if run >= 14 || run == symbols.count {
                return (UInt16(first) << 13 | UInt16(run), run)
            }
            var narrow = 0
            while narrow < min(symbols.count, 14), symbols[narrow] <= 1 { narrow += 1 }
            let fits = narrow == min(symbols.count, 14)
            // A run may be longer than what a vector of two-bit symbols holds.
            if !fits, run >= 7 { return (UInt16(first) << 13 | UInt16(run), run) }
            let count = min(symbols.count, fits ? 14 : 7)
            var bits: UInt16 = fits ? 0x8000 : 0xC000
            for index in 0..<count {
                let shift = fits ? 13 - index : 12 - 2 * index
                bits |= UInt16(symbols[index]) << UInt16(shift)
            }
            return (bits, count)
        }
    }
}
