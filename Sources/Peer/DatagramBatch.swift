package import ICE
import Media

/// Outgoing datagrams with their paths, in fixed slots that are used again.
///
/// A peer fills it in `Peer.drain`, the socket sends what is in it and calls `removeAll`. Slots
/// lie one after the other, `strideBytes` apart. One thread at a time.
@safe package final class DatagramBatch {
    /// The longest datagram that fits a slot.
    package static let maximumBytes = 1500
    /// From the start of a slot to that of the next.
    package static let strideBytes = 1536

    /// How many datagrams fit.
    package let capacity: Int
    /// How many are in it.
    package private(set) var count = 0
    private let storage: UnsafeMutablePointer<UInt8>
    private let lengths: UnsafeMutablePointer<Int>
    private let paths: UnsafeMutablePointer<TransportPath>

    package init(capacity: Int = 64) {
        precondition(capacity > 0, "a batch has at least one slot")
        self.capacity = capacity
        unsafe storage = .allocate(capacity: capacity * Self.strideBytes)
        unsafe storage.initialize(repeating: 0, count: capacity * Self.strideBytes)
        unsafe lengths = .allocate(capacity: capacity)
        unsafe paths = .allocate(capacity: capacity)
    }

    deinit {
        unsafe storage.deallocate()
        unsafe lengths.deallocate()
        unsafe paths.deallocate()
    }

    package var isFull: Bool { count == capacity }
    package var isEmpty: Bool { count == 0 }

    /// Appends what `fill` writes; the batch must not be full.
    ///
    /// - Parameter fill: writes into the slot and returns how many bytes; 0 appends nothing.
    /// - Returns: how many bytes were appended.
    @discardableResult
    package func append(
        on path: TransportPath,
        fill: (inout MutableSpan<UInt8>) -> Int,
    ) -> Int {
        precondition(!isFull, "a datagram is appended only where there is room")
        let slot = unsafe UnsafeMutableBufferPointer(
            start: storage + count * Self.strideBytes,
            count: Self.maximumBytes,
        )
        var span = unsafe MutableSpan(_unsafeElements: slot)
        let length = fill(&span)
        guard length > 0 else { return 0 }
        unsafe lengths[count] = length
        unsafe paths[count] = path
        count += 1
        return length
    }

    /// The path of a datagram: from its `local` to its `remote` address.
    package func path(at index: Int) -> TransportPath {
        precondition(index < count, "a slot that is filled")
        return unsafe paths[index]
    }

    /// How long a datagram is.
    package func length(at index: Int) -> Int {
        precondition(index < count, "a slot that is filled")
        return unsafe lengths[index]
    }

    /// Shows a datagram.
    package func withBytes<R>(at index: Int, _ body: (Span<UInt8>) -> R) -> R {
        unsafe body(UnsafeBufferPointer(unsafeBytes(at: index)).span)
    }

    /// The memory of a datagram, for the system calls that send it; valid until `removeAll`.
    @unsafe
    package func unsafeBytes(at index: Int) -> UnsafeMutableBufferPointer<UInt8> {
        precondition(index < count, "a slot that is filled")
        return unsafe UnsafeMutableBufferPointer(
            start: storage + index * Self.strideBytes,
            count: lengths[index],
        )
    }

    /// Makes room again.
    package func removeAll() { count = 0 }
}
