package import Media

/// Remembers when packets with transport-wide numbers arrived and writes the feedback about them.
///
/// One a transport, over all its streams. Fixed storage: the last 1,024 numbers; each is told of
/// once, or again if a number before it comes late.
///
/// <https://datatracker.ietf.org/doc/html/draft-holmer-rmcat-transport-wide-cc-extensions-01>
package struct TransportFeedbackRecorder: ~Copyable {
    private static let capacity = 1024
    private static let absent = Int64.min

    private var unwrapper = SequenceUnwrapper()
    /// Arrivals in units of 250 µs by number; each slot is cleared before its number can come.
    private var arrivals: [Int64]
    private var symbols: [UInt8]
    private var deltas: [Int16]
    /// The first number not yet told of.
    private var base: Int64?
    private var highest: Int64 = 0
    private var feedbackCount: UInt8 = 0
    /// One of the streams received, for the packet's media source.
    private var media = SSRC(0)

    /// Most packets told of in one feedback; 512 fit 1,200 bytes whatever their arrivals.
    package static let maximumStatuses = 512

    package init() {
        arrivals = Array(repeating: Self.absent, count: Self.capacity)
        symbols = Array(repeating: 0, count: Self.maximumStatuses)
        deltas = Array(repeating: 0, count: Self.maximumStatuses)
    }

    /// Whether packets arrived that no feedback has told of.
    package var hasNews: Bool { base.map { $0 <= highest } ?? false }

    /// Takes note of a packet.
    package mutating func record(sequence: UInt16, ssrc: SSRC, now: Instant) {
        let number = unwrapper.unwrap(SequenceNumber(sequence))
        media = ssrc
        guard let base else {
            self.base = number
            highest = number
            arrivals[slot(number)] = tick(of: now)
            return
        }
        if number > highest {
            advance(to: number)
        } else if number <= highest - Int64(Self.capacity) {
            return
        } else if number < base {
            // Late: told again from here on, as senders expect of a reordered packet.
            self.base = number
        }
        // A duplicate arrives once.
        guard arrivals[slot(number)] == Self.absent else { return }
        arrivals[slot(number)] = tick(of: now)
    }

    /// Writes one feedback packet; call again while `hasNews`.
    ///
    /// It may end in RTCP padding and must then be the last packet of its datagram
    /// (RFC 3550 §6.4.1).
    ///
    /// - Returns: the offset after it, or nil if there is nothing to tell or no room.
    package mutating func writeFeedback(
        sender: SSRC,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int? {
        guard var first = base, first <= highest else { return nil }
        let room = buffer.count - offset - RTCPBlock.headerBytes - TransportFeedback.prefixBytes
        // At worst each status costs two bytes of delta and 2/7 of chunk, and there is padding.
        let limit = min(Self.maximumStatuses, (room - 6) * 7 / 16)
        // `highest` has arrived, so this ends.
        var arrived = first
        while arrivals[slot(arrived)] == Self.absent { arrived += 1 }
        guard limit > 0 else { return nil }
        // A long outage is not told of packet by packet.
        if arrived - first >= Int64(limit) { first = arrived }
        let reference = Self.floorDivide(
            arrivals[slot(arrived)],
            by: TransportFeedback.ticksPerReference,
        )
        let count = collect(from: first, limit: limit, reference: reference)
        let end = write(count, into: &buffer, at: offset)
        let start = offset + RTCPBlock.headerBytes
        buffer.store(sender.rawValue, at: start)
        buffer.store(media.rawValue, at: start + 4)
        buffer.store(UInt16(truncatingIfNeeded: first), at: start + 8)
        buffer.store(UInt16(count), at: start + 10)
        buffer.store24(UInt32(truncatingIfNeeded: reference), at: start + 12)
        buffer[start + 15] = feedbackCount
        feedbackCount &+= 1
        base = first + Int64(count)
        return end
    }

    /// Makes room up to a new highest number.
    private mutating func advance(to number: Int64) {
        if number - highest >= Int64(Self.capacity) {
            for index in 0..<Self.capacity { arrivals[index] = Self.absent }
            base = number
        } else {
            for skipped in highest + 1...number { arrivals[slot(skipped)] = Self.absent }
            base = max(base ?? number, number - Int64(Self.capacity) + 1)
        }
        highest = number
    }

    /// Fills `symbols` and `deltas` up to a limit or to a delta that 16 bits cannot hold.
    ///
    /// - Returns: how many; the last of them arrived.
    private mutating func collect(from first: Int64, limit: Int, reference: Int64) -> Int {
        var time = reference * TransportFeedback.ticksPerReference
        var count = 0
        for index in 0..<min(limit, Int(highest - first) + 1) {
            let arrival = arrivals[slot(first + Int64(index))]
            symbols[index] = TransportFeedback.Symbol.notReceived
            guard arrival != Self.absent else { continue }
            guard let delta = Int16(exactly: arrival - time) else { break }
            time = arrival
            deltas[index] = delta
            symbols[index] =
                (0...255).contains(delta)
                ? TransportFeedback.Symbol.smallDelta : TransportFeedback.Symbol.largeDelta
            count = index + 1
        }
        return count
    }

    /// Writes the common header, the chunks, the deltas and the padding.
    private func write(
        _ count: Int,
        into buffer: inout MutableSpan<UInt8>,
        at offset: Int,
    ) -> Int {
        var end = offset + RTCPBlock.headerBytes + TransportFeedback.prefixBytes
        var told = 0
        while told < count {
            let chunk = TransportFeedback.Chunk.encode(symbols.span.extracting(told..<count))
            buffer.store(chunk.bits, at: end)
            told += chunk.count
            end += 2
        }
        for index in 0..<count {
            switch symbols[index] {
            case TransportFeedback.Symbol.smallDelta:
                buffer[end] = UInt8(truncatingIfNeeded: deltas[index])
                end += 1
            case TransportFeedback.Symbol.largeDelta:
                buffer.store(UInt16(bitPattern: deltas[index]), at: end)
                end += 2
            default:
                break
            }
        }
        let padding = (4 - (end - offset) % 4) % 4
        if padding > 0 {
            buffer.clear(padding - 1, at: end)
            buffer[end + padding - 1] = UInt8(padding)
            end += padding
        }
        RTCPBlock.writeHeader(
            type: RTCPBlock.PacketType.transportFeedback,
            format: TransportFeedback.format,
            hasPadding: padding > 0,
            bytes: end - offset,
            into: &buffer,
            at: offset,
        )
        return end
    }

    private func slot(_ number: Int64) -> Int { Int(number & Int64(Self.capacity - 1)) }

    private func tick(of instant: Instant) -> Int64 {
        Self.floorDivide(instant.nanoseconds, by: TransportFeedback.tick.nanoseconds)
    }

    private static func floorDivide(_ value: Int64, by divisor: Int64) -> Int64 {
        let quotient = value / divisor
        return value % divisor < 0 ? quotient - 1 : quotient
    }
}
