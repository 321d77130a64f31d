package import Media

/// Decides which missing packets of one stream to ask for, and when (RFC 4585 §6.2.1).
///
/// A gap is asked for once two packets after it came or 10 ms passed, so that mere reordering is
/// not, then again after a round trip. Holds at most 512 numbers; what is older than a second or
/// was asked for ten times is given up.
package struct NACKGenerator: ~Copyable {
    private struct Missing {
        var sequence: Int64
        var noticed: Instant
        var dueAt: Instant
        var requests = 0
    }

    private static let capacity = 512
    private static let reorderPackets: Int64 = 2
    private static let reorderTime = Interval.milliseconds(10)
    private static let minimumSpacing = Interval.milliseconds(20)
    private static let maximumAge = Interval.seconds(1)
    private static let maximumRequests = 10

    /// Ascending by number.
    private var missing: [Missing]
    private var due: [SequenceNumber]
    private var highest: Int64?
    /// Not later than any of `missing` is due; nil while nothing is missing.
    private var earliestDue: Instant?

    /// Packets asked for, repetitions included.
    package private(set) var requested = 0
    /// Packets that came after they had been asked for.
    package private(set) var recovered = 0
    /// Packets that were given up.
    package private(set) var abandoned = 0

    package init() {
        missing = []
        missing.reserveCapacity(Self.capacity)
        due = []
        due.reserveCapacity(Self.capacity)
    }

    /// Packets missing and not given up.
    package var missingCount: Int { missing.count }

    /// When `takeDue` has something to do; nil while nothing is missing.
    ///
    /// May be early after what was due first has come.
    package var deadline: Instant? { earliestDue }

    /// Takes note of a packet, original or repeated, by its extended number.
    package mutating func record(_ sequence: Int64, now: Instant) {
        guard let highest else {
            self.highest = sequence
            return
        }
        guard sequence > highest else {
            remove(sequence)
            return
        }
        self.highest = sequence
        // After an outage of this length only a key frame helps.
        guard sequence - highest <= Int64(Self.capacity) else {
            abandoned += missing.count
            missing.removeAll(keepingCapacity: true)
            earliestDue = nil
            return
        }
        append(highest + 1..<sequence, now: now)
        // Those before have had two packets after them already.
        var index = missing.count - 1
        while index >= 0, missing[index].sequence > highest - Self.reorderPackets {
            if missing[index].requests == 0,
                sequence - missing[index].sequence >= Self.reorderPackets
            {
                missing[index].dueAt = min(missing[index].dueAt, now)
                earliestDue = min(earliestDue ?? now, now)
            }
            index -= 1
        }
    }

    /// Gives up what lies before a number, because nobody waits for it any more.
    package mutating func forget(before sequence: Int64) {
        let count = missing.prefix { $0.sequence < sequence }.count
        guard count > 0 else { return }
        abandoned += count
        missing.removeFirst(count)
        if missing.isEmpty { earliestDue = nil }
    }

    /// Forgets everything: the sender has begun anew.
    package mutating func reset() {
        missing.removeAll(keepingCapacity: true)
        earliestDue = nil
        highest = nil
    }

    /// Hands out what to ask for now, ascending, if there is anything.
    ///
    /// - Parameter roundTrip: an answer takes this long; asked for again after it.
    package mutating func takeDue(
        now: Instant,
        roundTrip: Interval,
        _ body: (Span<SequenceNumber>) -> Void,
    ) {
        guard let earliestDue, earliestDue <= now else { return }
        due.removeAll(keepingCapacity: true)
        let before = missing.count
        missing.removeAll {
            now - $0.noticed > Self.maximumAge
                || $0.requests >= Self.maximumRequests && $0.dueAt <= now
        }
        abandoned += before - missing.count
        let spacing = max(roundTrip, Self.minimumSpacing)
        var earliest: Instant?
        for index in 0..<missing.count {
            if missing[index].dueAt <= now {
                missing[index].requests += 1
                missing[index].dueAt = now + spacing
                let number = UInt16(truncatingIfNeeded: missing[index].sequence)
                due.append(SequenceNumber(number))
            }
            earliest = min(earliest ?? .distantFuture, missing[index].dueAt)
        }
        self.earliestDue = earliest
        guard !due.isEmpty else { return }
        requested += due.count
        body(due.span)
    }

    /// Appends less than `capacity` numbers; the oldest of all make room.
    private mutating func append(_ numbers: Range<Int64>, now: Instant) {
        guard !numbers.isEmpty else { return }
        let excess = missing.count + numbers.count - Self.capacity
        if excess > 0 {
            missing.removeFirst(excess)
            abandoned += excess
        }
        let dueAt = now + Self.reorderTime
        for number in numbers {
            missing.append(Missing(sequence: number, noticed: now, dueAt: dueAt))
        }
        earliestDue = min(earliestDue ?? dueAt, dueAt)
    }

    private mutating func remove(_ sequence: Int64) {
        var low = 0
        var high = missing.count
        while low < high {
            let middle = (low + high) / 2
            if missing[middle].sequence < sequence { low = middle + 1 } else { high = middle }
        }
        guard low < missing.count, missing[low].sequence == sequence else { return }
        if missing[low].requests > 0 { recovered += 1 }
        missing.remove(at: low)
        if missing.isEmpty { earliestDue = nil }
    }
}
