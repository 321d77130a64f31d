internal import CLinux
internal import Glibc
internal import ICE

/// Where a batch of datagrams is received: message headers over one piece of memory, made once.
@safe final class DatagramSlab {
    /// Datagrams in one system call.
    static let slots = 64
    /// Ethernet's 1,500 and to spare; what is longer is cut off by the kernel and dropped.
    static let slotBytes = 2048

    let messages: UnsafeMutablePointer<mmsghdr>
    private let vectors: UnsafeMutablePointer<iovec>
    private let sources: UnsafeMutablePointer<sockaddr_in6>
    private let storage: UnsafeMutablePointer<UInt8>

    init() {
        unsafe messages = .allocate(capacity: Self.slots)
        unsafe vectors = .allocate(capacity: Self.slots)
        unsafe sources = .allocate(capacity: Self.slots)
        unsafe storage = .allocate(capacity: Self.slots * Self.slotBytes)
        unsafe storage.initialize(repeating: 0, count: Self.slots * Self.slotBytes)
        unsafe sources.initialize(repeating: sockaddr_in6(), count: Self.slots)
        for slot in 0..<Self.slots {
            unsafe vectors[slot] = iovec(
                iov_base: storage + slot * Self.slotBytes,
                iov_len: Self.slotBytes,
            )
            unsafe messages[slot] = mmsghdr()
            unsafe messages[slot].msg_hdr.msg_iov = vectors + slot
            unsafe messages[slot].msg_hdr.msg_iovlen = 1
            unsafe messages[slot].msg_hdr.msg_name = UnsafeMutableRawPointer(sources + slot)
        }
    }

    deinit {
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
        unsafe sources.deallocate()
        unsafe storage.deallocate()
    }

    /// Makes the headers ready for the next call, which has overwritten the lengths.
    func prepare() {
        let length = socklen_t(MemoryLayout<sockaddr_in6>.size)
        for slot in 0..<Self.slots { unsafe messages[slot].msg_hdr.msg_namelen = length }
    }

    /// Where a received datagram came from; nil if it says nothing that can be answered.
    func source(of slot: Int) -> TransportAddress? {
        precondition(slot < Self.slots, "a slot of the slab")
        return unsafe TransportAddress(reading: sources + slot)
    }

    /// Whether a received datagram was longer than its slot.
    func isTruncated(_ slot: Int) -> Bool {
        precondition(slot < Self.slots, "a slot of the slab")
        return unsafe messages[slot].msg_hdr.msg_flags & Int32(MSG_TRUNC) != 0
    }

    /// Shows a received datagram; `body` may change it.
    func withDatagram<R>(_ slot: Int, _ body: (inout MutableSpan<UInt8>) -> R) -> R {
        precondition(slot < Self.slots, "a slot of the slab")
        let bytes = unsafe UnsafeMutableBufferPointer(
            start: storage + slot * Self.slotBytes,
            count: min(Int(messages[slot].msg_len), Self.slotBytes),
        )
        var span = unsafe MutableSpan(_unsafeElements: bytes)
        return body(&span)
    }
}
