internal import COpenSSL

/// What stands behind OpenSSL's BIO: one datagram in, a fixed number of datagrams out, and the
/// answers to the library's callbacks.
///
/// OpenSSL 3.0 has no datagram BIO in memory, and its memory BIO loses the borders between
/// datagrams. The object is kept alive by its `DTLSTransport`; the BIO only borrows it.
@safe final class DTLSWire {
    /// The largest datagram that is read; Ethernet's is 1,500.
    static let inboundBytes = 2048
    /// A flight with an RSA-4096 chain is six datagrams, and two may wait: ours and a repeat.
    static let outboundSlots = 16

    let mtu: Int
    /// What the other end's certificate must digest to.
    private let expected: Fingerprint
    private(set) var fingerprintMatches = false
    private(set) var fingerprintDiffers = false
    /// Datagrams that found no free slot; the handshake repeats them.
    private(set) var refusedCount = 0

    /// Set when OpenSSL starts the timer for a new flight.
    var flightStarted = false
    /// OpenSSL's next time-out, where its version shows it (see `DTLSTransport+Timer`).
    private(set) var timer: UnsafeMutablePointer<timeval>?

    private let inbound: UnsafeMutableBufferPointer<UInt8>
    private var inboundCount = 0
    private let outbound: UnsafeMutableBufferPointer<UInt8>
    private var outboundCounts = InlineArray<16, Int>(repeating: 0)
    private var outboundHead = 0
    private var outboundCount = 0

    init(mtu: Int, expecting fingerprint: Fingerprint) {
        self.mtu = mtu
        expected = fingerprint
        unsafe inbound = .allocate(capacity: Self.inboundBytes)
        unsafe outbound = .allocate(capacity: mtu * Self.outboundSlots)
    }

    deinit {
        unsafe inbound.deallocate()
        unsafe outbound.deallocate()
    }

    /// Puts a datagram where OpenSSL reads it next.
    ///
    /// - Returns: false if it is too long.
    func receive(_ datagram: Span<UInt8>) -> Bool {
        guard datagram.count <= Self.inboundBytes else { return false }
        for index in 0..<datagram.count { unsafe inbound[index] = datagram[index] }
        inboundCount = datagram.count
        return true
    }

    /// Hands the oldest outgoing datagram to `body`; false if there is none.
    func nextDatagram(_ body: (Span<UInt8>) -> Void) -> Bool {
        guard outboundCount > 0 else { return false }
        let start = outboundHead * mtu
        let datagram = unsafe UnsafeBufferPointer(
            rebasing: outbound[start..<start + outboundCounts[outboundHead]]
        )
        unsafe body(datagram.span)
        outboundHead = (outboundHead + 1) % Self.outboundSlots
        outboundCount -= 1
        return true
    }

    // MARK: Called by OpenSSL

    /// The wire behind a connection.
    static func wire(of ssl: OpaquePointer?) -> DTLSWire? {
        guard let bio = unsafe SSL_get_rbio(ssl) else { return nil }
        return unsafe wire(behind: bio)
    }

    fileprivate static func wire(behind bio: OpaquePointer?) -> DTLSWire? {
        guard let data = unsafe BIO_get_data(bio) else { return nil }
        return unsafe Unmanaged<DTLSWire>.fromOpaque(data).takeUnretainedValue()
    }

    /// Compares the certificate that the other end showed.
    ///
    /// - Returns: 1 to go on; 0 ends the handshake with an alert.
    static func checkCertificate(of store: OpaquePointer?) -> Int32 {
        let index = SSL_get_ex_data_X509_STORE_CTX_idx()
        guard
            let ssl = unsafe X509_STORE_CTX_get_ex_data(store, index),
            let wire = unsafe wire(of: OpaquePointer(ssl)),
            let certificate = unsafe X509_STORE_CTX_get0_cert(store),
            unsafe Fingerprint(of: certificate, algorithm: wire.expected.algorithm)
                == wire.expected
        else {
            unsafe X509_STORE_CTX_set_error(store, X509_V_ERR_CERT_REJECTED)
            if let ssl = unsafe X509_STORE_CTX_get_ex_data(store, index) {
                unsafe wire(of: OpaquePointer(ssl))?.fingerprintDiffers = true
            }
            return 0
        }
        wire.fingerprintMatches = true
        return 1
    }

    fileprivate func write(_ bytes: UnsafePointer<CChar>?, _ count: Int32) -> Int32 {
        guard let bytes = unsafe bytes, count > 0 else { return 0 }
        let count = Int(count)
        guard outboundCount < Self.outboundSlots, count <= mtu else {
            refusedCount += 1
            return Int32(count)
        }
        let slot = (outboundHead + outboundCount) % Self.outboundSlots
        for index in 0..<count {
            unsafe outbound[slot * mtu + index] = UInt8(bitPattern: bytes[index])
        }
        outboundCounts[slot] = count
        outboundCount += 1
        return Int32(count)
    }

    fileprivate func read(_ bytes: UnsafeMutablePointer<CChar>?, _ capacity: Int32) -> Int32? {
        guard let bytes = unsafe bytes, inboundCount > 0 else { return nil }
        // As with a socket: what does not fit is lost.
        let count = min(inboundCount, Int(capacity))
        for index in 0..<count { unsafe bytes[index] = CChar(bitPattern: inbound[index]) }
        inboundCount = 0
        return Int32(count)
    }

    fileprivate func control(_ command: Int32, _ pointer: UnsafeMutableRawPointer?) -> Int {
        switch command {
        case BIO_CTRL_FLUSH:
            return 1
        case BIO_CTRL_DGRAM_QUERY_MTU, BIO_CTRL_DGRAM_GET_MTU, BIO_CTRL_DGRAM_GET_FALLBACK_MTU:
            return mtu
        case BIO_CTRL_DGRAM_SET_NEXT_TIMEOUT:
            guard tessera_timer_is_writable() == 1 else { return 0 }
            unsafe timer = pointer?.assumingMemoryBound(to: timeval.self)
            return 0
        default:
            return 0
        }
    }
}

/// The table of functions that makes a `DTLSWire` a BIO; one for the process.
enum DTLSWireMethod {
    private static let table: Int = {
        let type = BIO_get_new_index() | BIO_TYPE_SOURCE_SINK
        guard let method = unsafe BIO_meth_new(type, "tessera datagrams") else {
            preconditionFailure("OpenSSL has no memory for a BIO method")
        }
        unsafe BIO_meth_set_create(method) { bio in
            unsafe BIO_set_init(bio, 1)
            return 1
        }
        unsafe BIO_meth_set_write(method) { bio, bytes, count in
            unsafe DTLSWire.wire(behind: bio)?.write(bytes, count) ?? -1
        }
        unsafe BIO_meth_set_read(method) { bio, bytes, capacity in
            unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
            if let count = unsafe DTLSWire.wire(behind: bio)?.read(bytes, capacity) {
                return count
            }
            unsafe BIO_set_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_SHOULD_RETRY)
            return -1
        }
        unsafe BIO_meth_set_ctrl(method) { bio, command, _, pointer in
            unsafe DTLSWire.wire(behind: bio)?.control(command, pointer) ?? 0
        }
        return Int(bitPattern: method)
    }()

    /// `BIO_METHOD *`, never freed.
    static var pointer: OpaquePointer? { unsafe OpaquePointer(bitPattern: table) }
}
