import NIOSSL
import Synchronization

/// The identity that new connections are shown; it may be replaced while the server runs.
package final class TLSCredentials: Sendable {
    private let current: Mutex<TLSIdentity>

    package init(_ identity: TLSIdentity) {
        current = Mutex(identity)
    }

    /// Shows another identity from now on; connections that exist keep theirs.
    package func replace(with identity: TLSIdentity) {
        current.withLock { $0 = identity }
    }

    var context: NIOSSLContext { current.withLock { $0.context } }
}
