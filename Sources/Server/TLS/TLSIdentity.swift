import NIOCore
import NIOSSL

/// What a server shows in a TLS handshake: a certificate, those that signed it, and its key.
package struct TLSIdentity: Sendable {
    /// When the first of its certificates expires, in seconds since 1970.
    package let expiry: Int
    /// Made once; connections share it.
    let context: NIOSSLContext

    /// Takes an identity from PEM texts, and checks that its parts belong together.
    ///
    /// - Parameters:
    ///   - certificates: the server's own first, then those that signed it.
    ///   - key: its private key, not encrypted.
    package init(certificates: [UInt8], key: [UInt8]) throws(TLSIdentityError) {
        let chain = try Self.readChain(certificates)
        let key = try Self.readKey(key)
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) },
            privateKey: .privateKey(key),
        )
        // RFC 8996: what is older than 1.2 is not to be used.
        configuration.minimumTLSVersion = .tlsv12
        // HTTP/2 is not spoken here; a client that asks for it alone goes on without ALPN.
        configuration.applicationProtocols = ["http/1.1"]
        // How long the other end's good-bye is waited for; it holds up a shut-down.
        configuration.shutdownTimeout = .seconds(1)
        do {
            context = try NIOSSLContext(configuration: configuration)
        } catch NIOSSLError.failedToLoadPrivateKey {
            throw .keyIsOfAnother
        } catch {
            throw .unusable("\(error)")
        }
        expiry = chain.map { Int($0.notValidAfter) }.min() ?? 0
    }

    private static func readChain(
        _ pem: [UInt8]
    ) throws(TLSIdentityError) -> [NIOSSLCertificate] {
        let text = String(decoding: pem, as: UTF8.self)
        guard
            text.contains("-----BEGIN CERTIFICATE-----")
                || text.contains("-----BEGIN TRUSTED CERTIFICATE-----")
        else { throw .noCertificate }
        guard let chain = try? NIOSSLCertificate.fromPEMBytes(pem), !chain.isEmpty else {
            throw .brokenCertificate
        }
        return chain
    }

    private static func readKey(_ pem: [UInt8]) throws(TLSIdentityError) -> NIOSSLPrivateKey {
        let text = String(decoding: pem, as: UTF8.self)
        guard text.contains("PRIVATE KEY-----") else { throw .noKey }
        // PKCS #8 says so in its first line, the older forms in a header (RFC 1421 §4.6.1.1).
        guard !text.contains("-----BEGIN ENCRYPTED PRIVATE KEY-----"),
            !text.contains("Proc-Type: 4,ENCRYPTED")
        else { throw .encryptedKey }
        guard let key = try? NIOSSLPrivateKey(bytes: pem, format: .pem) else { throw .brokenKey }
        return key
    }
}
