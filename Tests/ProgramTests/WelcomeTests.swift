import ICE
import SecureTransport
import Testing

@testable import tessera

@Suite struct WelcomeTests {
    private func text(
        _ host: String,
        _ change: (inout Configuration) -> Void = { _ in },
    ) throws -> String {
        var configuration = Configuration()
        configuration.httpHost = host
        change(&configuration)
        let addresses = ["192.0.2.7", "2001:db8::7", "127.0.0.1"].compactMap {
            TransportAddress(host: $0, port: 0)
        }
        return Welcome(
            configuration: configuration,
            port: 8081,
            media: addresses.map { $0.with(port: 10000) },
            addresses: addresses,
            fingerprint: Fingerprint(
                algorithm: "sha-256",
                bytes: [UInt8](repeating: 0xAB, count: 32),
            ),
        ).text
    }

    @Test(arguments: ["127.0.0.1", "::1", "localhost", "127.0.0.2"])
    func loopbackIsSaidToBeForThisMachine(host: String) throws {
        let text = try text(host)
        let link = host == "127.0.0.2" ? host : "localhost"
        #expect(text.hasPrefix("Tessera is ready: http://\(link):8081/r/lobby\n"))
        #expect(text.contains("from this machine only; from others with --http-host 0.0.0.0"))
        #expect(text.contains("media: UDP 10000 on 192.0.2.7, 2001:db8::7, 127.0.0.1"))
        #expect(text.contains("administration (/api/v1): from this machine only"))
        #expect(!text.contains("on the network"))
    }

    @Test func otherwiseTheLinksForOthersAreGiven() throws {
        let four = try text("0.0.0.0")
        #expect(four.hasPrefix("Tessera is ready: http://localhost:8081/r/lobby\n"))
        #expect(four.contains("on the network: http://192.0.2.7:8081/r/lobby\n"))
        #expect(four.contains("no camera"))
        #expect(four.contains("administration (/api/v1): from nowhere"))
        let six = try text("::")
        #expect(
            six.contains(
                "on the network: http://192.0.2.7:8081/r/lobby http://[2001:db8::7]:8081/r/lobby\n"
            )
        )
        let named = try text("2001:db8::7")
        #expect(named.hasPrefix("Tessera is ready: http://[2001:db8::7]:8081/r/lobby\n"))
        #expect(!named.contains("on the network"))
    }

    @Test func aSelfSignedCertificateIsExplained() throws {
        let text = try text("0.0.0.0") { $0.tlsMode = .selfSigned }
        #expect(text.contains("on the network: https://192.0.2.7:8081/r/lobby\n"))
        #expect(text.contains("browsers will warn"))
        #expect(text.contains("sha-256 AB:AB:"))
        #expect(!text.contains("no camera"))
        let local = try self.text("127.0.0.1") { $0.tlsMode = .selfSigned }
        #expect(local.contains("--http-host 0.0.0.0\n"))
    }

    @Test func certificateFilesAreNamed() throws {
        let text = try text("0.0.0.0") {
            $0.tlsCertificate = "/etc/c.pem"
            $0.tlsKey = "/etc/k.pem"
        }
        #expect(text.contains("https://") && text.contains("/etc/c.pem"))
        #expect(!text.contains("fingerprint") && !text.contains("/etc/k.pem"))
    }
}
