internal import CLinux
internal import Glibc
internal import ICE
internal import Media
internal import Peer
internal import SecureTransport

/// What a shard's thread does: one round after the other, and owns for it.
///
/// A round: wait for datagrams, commands, units or the earliest deadline; hand what came to its
/// peers; then let each peer that was touched say what it has to send and to tell, once.
/// Everything here belongs to the thread; the way in is the mailbox.
final class ShardLoop {
    /// Everything that is sent in one round goes through batches of this size.
    static let batchDatagrams = 64
    /// The token of the waker among the sockets' numbers.
    static let wakeToken = UInt64.max
    /// A peer whose deadline does not move on must not keep the thread spinning.
    static let shortestWait = Interval.microseconds(50)

    let mailbox: ShardMailbox
    var sockets = SocketTable()
    let identity: DTLSIdentity
    let wallClock: WallClock
    private let configuration: ShardConfiguration
    private let epoll: Int32

    var directory = PeerDirectory()
    var peers: [HostedPeer?] = []
    var freeSlots: [Int] = []
    var deadlines = DeadlineHeap()
    var touched: [Int] = []
    var outlets: [ObjectIdentifier: HostedOutlet] = [:]
    var commands: [ShardCommand] = []
    var counters = SocketCounters()
    var isStopping = false

    let slab = DatagramSlab()
    let batch = DatagramBatch(capacity: batchDatagrams)
    let sender = DatagramSender(capacity: batchDatagrams)
    var random = SecureRandom()
    /// A NAT that changes its mapping sends a few of these; a flood is none of our peers.
    var mediaLimit = RateLimit(perSecond: 200, burst: 100)
    /// Address discovery by strangers.
    var bindingLimit = RateLimit(perSecond: 500, burst: 100)

    init(
        mailbox: ShardMailbox,
        sockets: [UDPSocket],
        identity: DTLSIdentity,
        wallClock: WallClock,
        configuration: ShardConfiguration,
    ) throws(SocketError) {
        self.mailbox = mailbox
        self.identity = identity
        self.wallClock = wallClock
        self.configuration = configuration
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .cannotStart(errorNumber: errno) }
        try watch(mailbox.waker.descriptor, token: Self.wakeToken)
        for socket in sockets { try add(HostedSocket(socket)) }
    }

    deinit { close(epoll) }

    /// Receives from a socket, and sends through it, from now on.
    func add(_ hosted: HostedSocket) throws(SocketError) {
        let slot = sockets.insert(hosted)
        do throws(SocketError) {
            try watch(hosted.socket.descriptor, token: UInt64(slot))
        } catch {
            sockets.remove(at: hosted.socket.address)
            throw error
        }
    }

    private func watch(_ descriptor: Int32, token: UInt64) throws(SocketError) {
        let result = tess_io_watch(epoll, descriptor, token)
        guard result == 0 else { throw .cannotStart(errorNumber: -result) }
    }

    static func now() -> Instant { Instant(nanoseconds: tess_monotonic_ns()) }

    /// Runs until told to stop; the thread's body.
    func run() {
        _ = unsafe tess_name_thread(pthread_self(), configuration.threadName)
        if let niceness = configuration.niceness { _ = tess_io_set_nice(niceness) }
        tess_set_timer_slack_ns(1000)
        while !isStopping { round() }
        closeAll()
    }

    private func round() {
        var tokens = InlineArray<16, UInt64>(repeating: 0)
        let limit = waitNanoseconds()
        var span = tokens.mutableSpan
        let count = unsafe span.withUnsafeMutableBufferPointer { buffer in
            unsafe tess_io_wait(epoll, buffer.baseAddress, Int32(buffer.count), limit)
        }
        for index in 0..<Int(count) {
            if tokens[index] == Self.wakeToken {
                mailbox.waker.clear()
                performCommands()
                drainOutlets()
            } else if let socket = sockets[Int(tokens[index])] {
                receive(from: socket)
            }
        }
        releaseImpaired()
        expire()
        finishRound()
    }

    /// How long the thread may sleep; −1 without end.
    private func waitNanoseconds() -> Int64 {
        var first = deadlines.first?.deadline
        if let held = impairmentDeadline { first = min(first ?? held, held) }
        guard let first else { return -1 }
        return max(0, (first - Self.now()).nanoseconds)
    }

    private func expire() {
        let now = Self.now()
        while let first = deadlines.first, first.deadline <= now {
            // Set again when the peer is drained at the end of the round.
            deadlines.set(nil, of: first.slot)
            peers[first.slot]?.peer.handleTimeout(now: now)
            touch(first.slot)
        }
    }

    /// Marks a peer as one to drain in this round.
    func touch(_ slot: Int) {
        guard let hosted = peers[slot], !hosted.isTouched else { return }
        hosted.isTouched = true
        touched.append(slot)
    }
}
