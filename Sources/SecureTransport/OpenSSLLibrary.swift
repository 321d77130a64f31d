internal import COpenSSL

/// The one place that initialises OpenSSL.
///
/// 1.1 and later would do it by themselves at the first call, but then also read a configuration
/// file of the machine, which could turn off what we need (`OPENSSL_INIT_NO_LOAD_CONFIG`).
enum OpenSSLLibrary {
    private static let initialised: Bool =
        OPENSSL_init_ssl(UInt64(OPENSSL_INIT_NO_LOAD_CONFIG), nil) == 1

    /// Idempotent and thread-safe; call it before the first use in each entry point.
    static func initialise() {
        guard initialised else { preconditionFailure("OpenSSL cannot be initialised") }
    }
}
