import SecureTransport
import Testing

@testable import tessera

@Suite struct KeptCertificateTests {
    private let scratch: ScratchFolder

    init() throws { scratch = try ScratchFolder() }

    private func kept(
        _ names: [String] = ["localhost"],
        _ addresses: [String] = ["192.0.2.7"],
        in folder: String = "data",
    ) -> KeptCertificate {
        let data = DataFolder(path: scratch.path + "/" + folder)
        return KeptCertificate(data: data, names: names, addresses: addresses)
    }

    @Test func itStaysTheSameOverRestarts() throws {
        let first = try kept().load()
        #expect(try kept().load().fingerprint == first.fingerprint)
        #expect(first.warning == nil)
        let days = Double(first.secondsLeft) / 86_400
        #expect((396.9...397).contains(days))
    }

    @Test func onlyItsOwnerReadsTheKey() throws {
        _ = try kept(in: "new/data").load()
        #expect(scratch.mode("new/data/tls") == 0o700)
        #expect(scratch.mode("new/data/tls/self-signed.pem") == 0o600)
        #expect(scratch.mode("new/data") & 0o007 == 0)
        let copy = try NamedFile.text(scratch.path + "/new/data/tls/certificate.pem")
        #expect(copy.hasPrefix("-----BEGIN CERTIFICATE-----") && !copy.contains("PRIVATE"))
    }

    @Test func aNewNameOrAddressGetsANewOne() throws {
        let first = try kept().load().fingerprint
        #expect(try kept([], []).load().fingerprint == first)
        // Those come and go.
        #expect(try kept(["localhost"], ["192.0.2.7", "2001:db8::7"]).load().fingerprint == first)
        let second = try kept(["localhost"], ["192.0.2.8"]).load().fingerprint
        #expect(second != first)
        let third = try kept(["localhost", "studio"], ["192.0.2.8"]).load().fingerprint
        #expect(third != second)
    }

    @Test func oneThatEndsSoonIsReplaced() throws {
        _ = try kept().load()
        let path = scratch.path + "/data/tls/self-signed.pem"
        for days in [29, 31] {
            let made = try SelfSignedCertificate(
                names: ["localhost"],
                addresses: ["192.0.2.7"],
                days: days,
            )
            try DataFolder.write(made.key + made.certificate, to: path, mode: 0o600)
            let placed = try Certificate(pem: made.certificate).fingerprint
            #expect(try (kept().load().fingerprint == placed) == (days == 31))
        }
    }

    @Test(arguments: ["", "nonsense", "-----BEGIN CERTIFICATE-----\nAAAA\n"])
    func aSpoiltFileIsReplaced(text: String) throws {
        let first = try kept().load().fingerprint
        try scratch.write(text, to: "data/tls/self-signed.pem")
        let second = try kept().load().fingerprint
        #expect(second != first)
        #expect(try kept().load().fingerprint == second)
    }

    @Test func aFolderThatCannotBeSaysWhatToDo() throws {
        try scratch.write("x", to: "data")
        let error = #expect(throws: DataFolder.Unwritable.self) { try kept().load() }
        let path = scratch.path + "/data"
        #expect(
            error?.description == "\(path) cannot be written: it is not a folder; "
                + "--data names another folder for what persists"
        )
    }
}
