internal import CLinux
internal import Glibc
package import ICE
package import Media
internal import Peer
package import SecureTransport
internal import Synchronization

/// The sockets of the machine and one thread that drives all peers on them.
///
/// A peer belongs to its shard for life and is touched by the shard's thread alone; so it needs
/// no lock. The control plane reaches it by commands, lanes by the rings of inlets and outlets.
/// Calls return at once and may come from any thread.
@safe package final class Shard: PeerHost {
    package let candidates: [Candidate]
    package let fingerprint: Fingerprint
    /// Where it listens.
    package let addresses: [TransportAddress]
    let mailbox: ShardMailbox
    private let thread: Mutex<pthread_t?>

    /// Opens the sockets and starts the thread.
    ///
    /// - Parameters:
    ///   - identity: what all peers of the shard show in their handshakes.
    ///   - wallClock: the process's one, for sender reports.
    package init(
        _ configuration: ShardConfiguration,
        identity: DTLSIdentity,
        wallClock: WallClock,
    ) throws(SocketError) {
        let isClientsOnly = configuration.addresses?.isEmpty ?? false
        let sockets =
            isClientsOnly
            ? []
            : try UDPSocket.bindAll(
                configuration.resolvedAddresses,
                port: configuration.port,
            )
        addresses = sockets.map(\.address)
        candidates = configuration.candidates(listeningOn: addresses)
        fingerprint = identity.fingerprint
        mailbox = try ShardMailbox()
        let loop = try ShardLoop(
            mailbox: mailbox,
            sockets: sockets,
            identity: identity,
            wallClock: wallClock,
            configuration: configuration,
        )
        thread = Mutex(try Self.startThread(loop))
    }

    deinit {
        mailbox.post(.stop)
        if let handle = thread.withLock({ $0 }) { pthread_detach(handle) }
    }

    /// The UDP port of all sockets.
    package var port: UInt16 { addresses.first?.port ?? 0 }

    /// What went through the sockets, as of the thread's last round.
    package var counters: SocketCounters { mailbox.counters }

    /// Says good-bye to all peers, ends the thread and closes the sockets; waits for it.
    ///
    /// Not to be called on the shard's own thread (from a closure of events).
    package func stop() {
        mailbox.post(.stop)
        let handle = thread.withLock { handle in
            defer { handle = nil }
            return handle
        }
        if let handle { pthread_join(handle, nil) }
    }

    private static func startThread(_ loop: ShardLoop) throws(SocketError) -> pthread_t {
        var handle: pthread_t = 0
        let argument = unsafe Unmanaged.passRetained(loop)
        // Signals of the process are for its other threads.
        var all = sigset_t()
        var before = sigset_t()
        unsafe sigfillset(&all)
        unsafe pthread_sigmask(SIG_SETMASK, &all, &before)
        let code = unsafe pthread_create(
            &handle,
            nil,
            { argument in
                guard let argument = unsafe argument else { return nil }
                unsafe Unmanaged<ShardLoop>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            },
            argument.toOpaque(),
        )
        unsafe pthread_sigmask(SIG_SETMASK, &before, nil)
        guard code == 0 else {
            unsafe argument.release()
            throw .cannotStart(errorNumber: code)
        }
        return handle
    }
}
