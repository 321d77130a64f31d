internal import CSRTP

/// The one place that initialises libsrtp.
enum SRTPLibrary {
    private static let initialised: Bool = srtp_init() == srtp_err_status_ok

    /// Idempotent and thread-safe.
    static func initialise() {
        guard initialised else { preconditionFailure("libsrtp cannot be initialised") }
    }
}
