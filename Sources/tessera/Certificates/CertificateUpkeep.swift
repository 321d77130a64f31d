import Logging
import SecureTransport
import Server
import ServiceLifecycle
import Synchronization
import UnixSignals

/// Shows new connections the certificate as it is now: looks twice a day, and at SIGHUP for files.
///
/// A certificate that cannot be read is logged; the former one is shown on.
final class CertificateUpkeep: Service, CustomStringConvertible {
    private static let interval = Duration.seconds(12 * 3600)

    let description = "CertificateUpkeep"
    private let source: CertificateSource
    private let credentials: TLSCredentials
    private let shown: Mutex<Fingerprint>
    private let logger: Logger

    /// - Parameter loaded: what `credentials` show at first.
    init(
        source: CertificateSource,
        loaded: LoadedCertificate,
        credentials: TLSCredentials,
        logger: Logger,
    ) {
        self.source = source
        self.credentials = credentials
        shown = Mutex(loaded.fingerprint)
        self.logger = logger
    }

    /// Of what new connections are shown.
    var fingerprint: Fingerprint { shown.withLock { $0 } }

    func run() async throws {
        // Without files SIGHUP means that the terminal is gone; it ends the server.
        let signals =
            source.isSigned ? await UnixSignalsSequence(trapping: .sighup) : nil
        await withTaskGroup(of: Void.self) { tasks in
            if let signals {
                tasks.addTask {
                    for await _ in signals.cancelOnGracefulShutdown() { self.refresh(asked: true) }
                }
            }
            tasks.addTask {
                while await Upkeep.sleep(for: Self.interval) { self.refresh(asked: false) }
            }
        }
    }

    /// Takes over what is there now.
    func refresh(asked: Bool) {
        do {
            let loaded = try source.load()
            if let warning = loaded.warning { logger.warning("\(warning)") }
            let isNew = shown.withLock { shown in
                defer { shown = loaded.fingerprint }
                return shown != loaded.fingerprint
            }
            credentials.replace(with: loaded.identity)
            guard asked || isNew else { return }
            let what = isNew ? "a new TLS certificate is shown" : "the TLS certificate is the same"
            logger.notice("\(what): \(loaded.fingerprint.sdpValue)")
        } catch {
            logger.error("the former TLS certificate is shown on: \(error)")
        }
    }
}
