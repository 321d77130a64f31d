internal import CLinux
internal import Glibc
internal import ICE
internal import Peer

/// Sends batches of datagrams in as few system calls as possible; one thread.
///
/// Neighbouring datagrams of equal size on one path become one message that the kernel cuts up
/// (UDP_SEGMENT): the packets of a video frame mostly are. Messages of one socket go out in one
/// `sendmmsg`. Nothing is ever tried again later: what does not go out is counted as dropped,
/// like on a network.
@safe final class DatagramSender {
    /// The kernel's limit of datagrams cut from one message (UDP_MAX_SEGMENTS).
    private static let maximumSegments = 64
    /// The kernel's limit of a message's length: an IPv4 packet less its headers.
    private static let maximumMessageBytes = 65_507

    private let capacity: Int
    private let messages: UnsafeMutablePointer<mmsghdr>
    private let vectors: UnsafeMutablePointer<iovec>
    private let destinations: UnsafeMutablePointer<tess_io_address>
    private let controls: UnsafeMutableRawPointer
    private let controlBytes = Int(tess_io_control_bytes())
    /// Of each prepared message its first datagram and how many there are.
    private var runs: [Range<Int>] = []

    /// - Parameter capacity: of the batches that will be sent.
    init(capacity: Int) {
        self.capacity = capacity
        unsafe messages = .allocate(capacity: capacity)
        unsafe messages.initialize(repeating: mmsghdr(), count: capacity)
        unsafe vectors = .allocate(capacity: capacity)
        unsafe destinations = .allocate(capacity: capacity)
        unsafe controls = .allocate(byteCount: capacity * controlBytes, alignment: 16)
        runs.reserveCapacity(capacity)
    }

    deinit {
        unsafe messages.deallocate()
        unsafe vectors.deallocate()
        unsafe destinations.deallocate()
        unsafe controls.deallocate()
    }

    /// Sends everything in a batch and empties it.
    func send(_ batch: DatagramBatch, from sockets: SocketTable, counters: inout SocketCounters) {
        precondition(batch.count <= capacity, "a batch no larger than the sender")
        var start = 0
        while start < batch.count {
            let local = batch.path(at: start).local
            var end = start + 1
            while end < batch.count, batch.path(at: end).local == local { end += 1 }
            if let hosted = sockets.socket(at: local) {
                if hosted.impairment == nil {
                    send(start..<end, of: batch, through: hosted.socket, counters: &counters)
                } else {
                    ShardLoop.hold(start..<end, of: batch, in: hosted)
                }
            } else {
                counters[.sendFailed] += end - start
            }
            start = end
        }
        batch.removeAll()
    }

    /// Sends everything in a batch through one socket and empties it.
    func send(
        _ batch: DatagramBatch,
        through socket: UDPSocket,
        counters: inout SocketCounters,
    ) {
        precondition(batch.count <= capacity, "a batch no larger than the sender")
        send(0..<batch.count, of: batch, through: socket, counters: &counters)
        batch.removeAll()
    }

    private func send(
        _ range: Range<Int>,
        of batch: DatagramBatch,
        through socket: UDPSocket,
        counters: inout SocketCounters,
    ) {
        var next = range.lowerBound
        while next < range.upperBound {
            let prepared = prepare(next..<range.upperBound, of: batch, socket.hasSegmentation)
            next = transmit(prepared, of: batch, through: socket, counters: &counters)
        }
    }

    /// Makes messages of datagrams.
    ///
    /// - Returns: how many messages.
    private func prepare(
        _ range: Range<Int>,
        of batch: DatagramBatch,
        _ segments: Bool,
    ) -> Int {
        runs.removeAll(keepingCapacity: true)
        var start = range.lowerBound
        while start < range.upperBound {
            let end = segments ? endOfRun(from: start, to: range.upperBound, in: batch) : start + 1
            write(start..<end, of: batch, message: runs.count)
            runs.append(start..<end)
            start = end
        }
        return runs.count
    }

    /// Where a run of equal-size datagrams on one path ends; its last may be shorter.
    private func endOfRun(from start: Int, to limit: Int, in batch: DatagramBatch) -> Int {
        let remote = batch.path(at: start).remote
        let length = batch.length(at: start)
        var bytes = length
        var end = start + 1
        while end < limit, end - start < Self.maximumSegments,
            batch.path(at: end).remote == remote,
            batch.length(at: end) <= length,
            bytes + batch.length(at: end) <= Self.maximumMessageBytes
        {
            bytes += batch.length(at: end)
            end += 1
            if batch.length(at: end - 1) < length { break }
        }
        return end
    }

    private func write(_ run: Range<Int>, of batch: DatagramBatch, message index: Int) {
        for datagram in run {
            let bytes = unsafe batch.unsafeBytes(at: datagram)
            unsafe vectors[datagram] = iovec(iov_base: bytes.baseAddress, iov_len: bytes.count)
        }
        unsafe destinations[index] = batch.path(at: run.lowerBound).remote.system
        let message = unsafe messages + index
        unsafe message.pointee.msg_hdr.msg_name = UnsafeMutableRawPointer(destinations + index)
        unsafe message.pointee.msg_hdr.msg_namelen = destinations[index].length
        unsafe message.pointee.msg_hdr.msg_iov = vectors + run.lowerBound
        unsafe message.pointee.msg_hdr.msg_iovlen = run.count
        if run.count > 1 {
            unsafe tess_io_set_segment(
                &message.pointee.msg_hdr,
                controls + index * controlBytes,
                UInt16(batch.length(at: run.lowerBound)),
            )
        } else {
            unsafe tess_io_clear_segment(&message.pointee.msg_hdr)
        }
    }

    /// Gives the prepared messages to the kernel.
    ///
    /// - Returns: the datagram to go on with.
    private func transmit(
        _ count: Int,
        of batch: DatagramBatch,
        through socket: UDPSocket,
        counters: inout SocketCounters,
    ) -> Int {
        var done = 0
        while done < count {
            let result = Int(
                unsafe tess_io_send(socket.descriptor, messages + done, UInt32(count - done))
            )
            if result > 0 {
                for run in runs[done..<done + result] { record(run, of: batch, &counters) }
                done += result
                continue
            }
            let failed = runs[done]
            if result == -Int(EAGAIN) || result == -Int(ENOBUFS) {
                counters[.sendBlocked] += runs[count - 1].upperBound - failed.lowerBound
                return runs[count - 1].upperBound
            }
            if failed.count > 1, result == -Int(EIO) || result == -Int(EINVAL) {
                // The interface cannot cut up: from here on datagram by datagram.
                socket.hasSegmentation = false
                return failed.lowerBound
            }
            counters[.sendFailed] += failed.count
            done += 1
        }
        return runs[count - 1].upperBound
    }

    private func record(
        _ run: Range<Int>,
        of batch: DatagramBatch,
        _ counters: inout SocketCounters,
    ) {
        counters.datagramsSent += run.count
        if run.count > 1 { counters.segmentedSends += 1 }
        for datagram in run { counters.bytesSent += batch.length(at: datagram) }
    }
}
