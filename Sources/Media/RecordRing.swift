import Synchronization

/// A bounded queue of coded units between two threads, payloads stored in place.
///
/// Single producer, single consumer, no lock and no allocation after `init`. A record lies in one
/// piece: where it does not fit before the end of the storage, the rest of it is skipped. A full
/// ring refuses the newest unit and counts it.
///
/// ```
///  storage   │ record │ record │ free …            │ record │ skip │
///                              ▲ tail (producer)   ▲ head (consumer)
/// ```
@safe package final class RecordRing: @unchecked Sendable {
    private struct Record: BitwiseCopyable {
        var strideBytes: Int
        /// −1: nothing here, go on at the start of the storage.
        var payloadBytes: Int
        var unit: CodedUnit
    }

    private static let alignment = 16
    private static let headerBytes = roundUp(MemoryLayout<Record>.stride)
    private static let skip = -1

    private let capacityBytes: Int
    private let storage: UnsafeMutableRawPointer
    private let head = Atomic<Int>(0)
    private let tail = Atomic<Int>(0)
    private let refused = Atomic<Int>(0)

    /// - Parameter capacityBytes: rounded up to a power of two; at least 4 KiB.
    package init(capacityBytes: Int) {
        var capacity = 4096
        while capacity < capacityBytes { capacity *= 2 }
        self.capacityBytes = capacity
        unsafe storage = .allocate(byteCount: capacity, alignment: Self.alignment)
    }

    deinit { unsafe storage.deallocate() }

    /// Units that did not fit so far; readable from any thread.
    package var refusedCount: Int { refused.load(ordering: .relaxed) }

    /// Whether the consumer would find nothing; exact on the consumer's thread.
    package var isEmpty: Bool {
        head.load(ordering: .relaxed) == tail.load(ordering: .acquiring)
    }

    /// Appends a unit; `fill` writes its payload in place.
    ///
    /// Producer's thread only.
    ///
    /// - Returns: false if the ring is full; the unit is dropped and counted.
    @discardableResult
    package func write(
        _ unit: CodedUnit,
        payloadBytes: Int,
        fill: (inout MutableSpan<UInt8>) -> Void,
    ) -> Bool {
        guard let offset = reserve(Self.headerBytes + payloadBytes) else {
            refused.wrappingAdd(1, ordering: .relaxed)
            return false
        }
        let stride = Self.roundUp(Self.headerBytes + payloadBytes)
        let record = Record(strideBytes: stride, payloadBytes: payloadBytes, unit: unit)
        unsafe storage.storeBytes(of: record, toByteOffset: offset, as: Record.self)
        let payload = unsafe UnsafeMutableBufferPointer(
            start: (storage + offset + Self.headerBytes).assumingMemoryBound(to: UInt8.self),
            count: payloadBytes,
        )
        var span = unsafe MutableSpan(_unsafeElements: payload)
        fill(&span)
        tail.wrappingAdd(stride, ordering: .releasing)
        return true
    }

    /// Appends a unit with a copy of its payload.
    ///
    /// Producer's thread only.
    @discardableResult
    package func write(_ unit: CodedUnit, payload: Span<UInt8>) -> Bool {
        write(unit, payloadBytes: payload.count) { destination in
            for index in 0..<payload.count { destination[index] = payload[index] }
        }
    }

    /// Hands the oldest unit to `body` and then removes it.
    ///
    /// Consumer's thread only.
    ///
    /// - Returns: what `body` returned, or nil if the ring is empty.
    package func read<R>(_ body: (CodedUnit, Span<UInt8>) -> R) -> R? {
        guard let (record, offset) = next() else { return nil }
        let payload = unsafe UnsafeBufferPointer(
            start: (storage + offset + Self.headerBytes).assumingMemoryBound(to: UInt8.self),
            count: record.payloadBytes,
        )
        let result = unsafe body(record.unit, payload.span)
        head.wrappingAdd(record.strideBytes, ordering: .releasing)
        return result
    }

    /// Finds room for a record in one piece and marks what it skips; nil if there is none.
    private func reserve(_ bytes: Int) -> Int? {
        let needed = Self.roundUp(bytes)
        var position = tail.load(ordering: .relaxed)
        let free = capacityBytes - (position - head.load(ordering: .acquiring))
        let offset = position & (capacityBytes - 1)
        let untilEnd = capacityBytes - offset
        guard needed > untilEnd else { return needed <= free ? offset : nil }
        guard untilEnd + needed <= free else { return nil }
        markSkip(at: offset, strideBytes: untilEnd)
        position += untilEnd
        tail.store(position, ordering: .releasing)
        return 0
    }

    /// The rest may be shorter than a header; then its length alone tells the consumer.
    private func markSkip(at offset: Int, strideBytes: Int) {
        guard strideBytes >= Self.headerBytes else { return }
        unsafe storage.storeBytes(of: strideBytes, toByteOffset: offset, as: Int.self)
        unsafe storage.storeBytes(
            of: Self.skip,
            toByteOffset: offset + MemoryLayout<Int>.stride,
            as: Int.self,
        )
    }

    private func next() -> (Record, offset: Int)? {
        while true {
            let position = head.load(ordering: .relaxed)
            guard position != tail.load(ordering: .acquiring) else { return nil }
            let offset = position & (capacityBytes - 1)
            let untilEnd = capacityBytes - offset
            let isSkip =
                untilEnd < Self.headerBytes
                || (unsafe storage.load(
                    fromByteOffset: offset + MemoryLayout<Int>.stride,
                    as: Int.self,
                )) == Self.skip
            guard isSkip else {
                return (unsafe storage.load(fromByteOffset: offset, as: Record.self), offset)
            }
            head.store(position + untilEnd, ordering: .releasing)
        }
    }

    private static func roundUp(_ bytes: Int) -> Int {
        (bytes + alignment - 1) & ~(alignment - 1)
    }
}
