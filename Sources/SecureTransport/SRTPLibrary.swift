internal import CSRTP
internal import CSRTPCrypto

/// The one place that initialises libsrtp.
///
/// Its ciphers are replaced by ours on OpenSSL: Debian's build of libsrtp makes a new context of
/// another library for each packet, which costs 5 to 14 allocations and most of the time.
enum SRTPLibrary {
    private static let initialised: Bool = {
        OpenSSLLibrary.initialise()
        return srtp_init() == srtp_err_status_ok && tess_srtp_use_openssl() == 0
    }()

    /// Idempotent and thread-safe.
    static func initialise() {
        guard initialised else { preconditionFailure("libsrtp cannot be initialised") }
    }
}
