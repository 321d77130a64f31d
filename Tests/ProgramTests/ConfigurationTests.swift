import ArgumentParser
import ICE
import Logging
import Testing

@testable import tessera

@Suite struct ConfigurationTests {
    private func file(_ yaml: String) -> ConfigurationFile {
        ConfigurationFile(name: "t.yaml", yaml: yaml)
    }

    private func faults(_ layers: ConfigurationLayers) -> [String] {
        do {
            _ = try layers.resolve()
            return []
        } catch {
            return error.faults
        }
    }

    @Test func nothingSaidIsTheDefault() throws {
        #expect(try ConfigurationLayers().resolve() == Configuration())
        for yaml in ["", "# nothing\n", "---\n", "{}"] {
            #expect(try ConfigurationLayers(file: file(yaml)).resolve() == Configuration())
        }
    }

    @Test func flagBeforeEnvironmentBeforeFileBeforeDefault() throws {
        var layers = ConfigurationLayers()
        #expect(try layers.resolve().httpPort == 8080)
        layers.file = file("http:\n  port: 1\n")
        #expect(try layers.resolve().httpPort == 1)
        layers.environment["TESSERA_HTTP_PORT"] = "2"
        #expect(try layers.resolve().httpPort == 2)
        layers.flags["http.port"] = "3"
        #expect(try layers.resolve().httpPort == 3)
    }

    @Test func everySettingIsTakenFromTheFile() throws {
        let configuration = try ConfigurationLayers(
            file: file(
                """
                http: {host: "::", port: 81, origins: [https://a.example, "http://b:1"]}
                tls: {mode: files, certificate: c.pem, key: k.pem}
                media:
                  port: 5000
                  host: [192.0.2.1, "2001:db8::1"]
                  addresses: 198.51.100.7
                data: /var/lib/tessera
                log: {level: debug}
                rooms: {capacity: 9, limit: 8, open: false}
                canvas: {width: 640, height: 360, fps: 15}
                """
            )
        ).resolve()
        #expect(configuration.httpHost == "::" && configuration.httpPort == 81)
        #expect(configuration.httpOrigins == ["https://a.example", "http://b:1"])
        #expect(configuration.tls == .files(certificate: "c.pem", key: "k.pem"))
        #expect(configuration.mediaPort == 5000 && configuration.dataFolder == "/var/lib/tessera")
        #expect(configuration.mediaHosts.map(\.host) == ["192.0.2.1", "2001:db8::1"])
        #expect(configuration.mediaAddresses.map(\.host) == ["198.51.100.7"])
        #expect(configuration.logLevel == .debug && !configuration.opensRooms)
        #expect(configuration.roomCapacity == 9 && configuration.roomLimit == 8)
        #expect(configuration.canvasWidth == 640 && configuration.canvasHeight == 360)
        #expect(configuration.canvasFramesPerSecond == 15)
    }

    @Test(arguments: [
        ("http.port", "65536", "a number from 0 to 65535"),
        ("http.port", "-1", "a number from 0 to 65535"),
        ("http.port", "eighty", "a number from 0 to 65535"),
        ("http.host", "", "not empty"),
        ("http.origins", "portal.example", "a list of origins"),
        ("http.origins", "https://portal.example/path", "a list of origins"),
        ("log.level", "loud", "one of trace, debug"),
        ("media.addresses", "example.org", "a list of IP addresses"),
        ("media.host", "127.0.0.1:1", "a list of IP addresses of this machine"),
        ("rooms.open", "yes", "true or false"),
        ("rooms.capacity", "0", "a number from 1 to 1000"),
        ("canvas.width", "641", "an even number from 160 to 3840"),
    ])
    func aWrongValueIsNamedWithWhatWouldBeRight(key: String, text: String, right: String) {
        let flags = faults(ConfigurationLayers(flags: [key: text]))
        #expect(flags.count == 1)
        let flag = "--" + key.replacing(".", with: "-")
        #expect(flags.first?.hasPrefix("\(flag): \(key) is \"\(text)\", must be \(right)") == true)
        let variable = "TESSERA_" + key.replacing(".", with: "_").uppercased()
        let environment = faults(ConfigurationLayers(environment: [variable: text]))
        #expect(environment.first?.hasPrefix("\(variable): \(key) is") == true)
    }

    @Test func everyFaultOfAFileIsNamedWithItsLine() {
        let all = faults(
            ConfigurationLayers(
                file: file("http:\n  prot: 80\n  port: 80000\nlog:\n  level: [a, b]\nzebra: 1\n")
            )
        )
        #expect(all.count == 4)
        #expect(all[0] == "t.yaml:2: unknown key http.prot; did you mean http.port?")
        #expect(all[1].hasPrefix("t.yaml:6: unknown key zebra; there are http.host, http.port"))
        #expect(all[2] == "t.yaml:3: http.port is \"80000\", must be a number from 0 to 65535")
        #expect(all[3].hasPrefix("t.yaml:5: log.level is \"a,b\", must be one of"))
    }

    @Test(arguments: [
        ("http: [", "t.yaml:2: not YAML at column 1: "),
        ("- a\n- b\n", "t.yaml: must be a mapping of settings"),
        ("just words", "t.yaml: must be a mapping of settings"),
        ("data: a\ndata: b\n", "t.yaml:1: written twice: data"),
        ("http: 80\n", "t.yaml:1: http is a section; in it are http.host, http.port"),
        ("data: {x: {y: 1}}\n", "t.yaml:1: unknown key data.x.y"),
        ("http:\n  origins: [[a]]\n", "t.yaml:2: http.origins must be a list of plain values"),
    ])
    func aFileThatIsNoneSaysWhere(yaml: String, fault: String) {
        let all = faults(ConfigurationLayers(file: file(yaml)))
        #expect(all.contains { $0.hasPrefix(fault) }, "\(all)")
    }

    @Test func whatIsPrintedSaysTheSame() throws {
        var layers = ConfigurationLayers(
            flags: [
                "data": "a \"b\" \\ c", "http.origins": "https://a.example, https://b.example",
            ],
            environment: ["TESSERA_HTTP_HOST": "::1"],
            file: file("canvas: {fps: 12}"),
        )
        let printed = layers.printed()
        #expect(printed.contains("  port: 8080  # default"))
        #expect(printed.contains("  host: \"::1\"  # TESSERA_HTTP_HOST"))
        #expect(printed.contains("  fps: 12  # t.yaml:1"))
        #expect(printed.contains("data: \"a \\\"b\\\" \\\\ c\"  # --data"))
        let again = try ConfigurationLayers(file: file(printed)).resolve()
        #expect(try again == layers.resolve())
        layers.flags = [:]
        #expect(try again != layers.resolve())
    }

    @Test func variablesThatAreNoSettingsAreReported() {
        let layers = ConfigurationLayers(
            environment: [
                "TESSERA_HTP_PORT": "1", "TESSERA_BIN": "y", "TESSERA_CONFIG": "x", "HOME": "/",
            ]
        )
        #expect(
            layers.warnings == [
                "the environment variable TESSERA_BIN is not a setting",
                "the environment variable TESSERA_HTP_PORT is not a setting; "
                    + "did you mean TESSERA_HTTP_PORT?",
            ]
        )
        #expect(faults(layers).isEmpty)
    }

    @Test func aSectionMayBeEmpty() {
        #expect(faults(ConfigurationLayers(file: file("http:\n# port: 80\nmedia:\n"))).isEmpty)
        #expect(faults(ConfigurationLayers(file: file("tls:\n"))).isEmpty)
        #expect(!faults(ConfigurationLayers(file: file("zebra:\n"))).isEmpty)
        #expect(!faults(ConfigurationLayers(file: file("data:\n"))).isEmpty)
    }

    @Test(arguments: [
        ("", Configuration.TLS.off),
        ("tls: off", .off),
        ("tls: self-signed", .selfSigned),
        ("tls: {mode: self-signed}", .selfSigned),
        ("tls: {certificate: c, key: k}", .files(certificate: "c", key: "k")),
        ("tls: {mode: off, certificate: c, key: k}", .off),
        ("tls: {mode: self-signed, certificate: c}", .selfSigned),
    ])
    func theCertificateOfHTTPS(yaml: String, tls: Configuration.TLS) throws {
        #expect(try ConfigurationLayers(file: file(yaml)).resolve().tls == tls)
    }

    @Test func theFlagOfHTTPSIsShort() throws {
        let flags = try SettingFlags.parse(["--tls", "self-signed", "--tls-key=k"]).given
        #expect(flags == ["tls.mode": "self-signed", "tls.key": "k"])
        let environment = ["TESSERA_TLS": "self-signed"]
        #expect(try ConfigurationLayers(environment: environment).resolve().tls == .selfSigned)
    }

    @Test(arguments: [
        ("tls: files", "t.yaml:1: tls.mode is \"files\", which needs tls.certificate and tls.key"),
        ("tls:\n  certificate: c", "t.yaml:2: tls.certificate needs tls.key beside it"),
        ("tls:\n  key: k", "t.yaml:2: tls.key needs tls.certificate beside it"),
        ("tls: on", "t.yaml:1: tls.mode is \"on\", must be one of auto, off, self-signed, files"),
    ])
    func aHalfCertificateIsNamed(yaml: String, fault: String) {
        #expect(faults(ConfigurationLayers(file: file(yaml))) == [fault])
    }

    @Test func everySettingHasAFlag() throws {
        for setting in Configuration.settings {
            let flags = try SettingFlags.parse([setting.flag, "x"])
            #expect(flags.given == [setting.key: "x"])
        }
    }

    @Test func everyDefaultIsRight() {
        for setting in Configuration.settings {
            var configuration = Configuration()
            #expect(setting.apply(setting.defaultText, &configuration))
            #expect(configuration == Configuration())
        }
    }

    @Test func helpNamesOnlyWhatThereIs() {
        let help = Tessera.helpMessage()
        #expect(help.contains("serve") && !help.contains("recording"))
        let words = Serve.helpMessage(columns: 100).split { $0 == " " || $0 == "\n" }
        let text = words.joined(separator: " ")
        for setting in Configuration.settings {
            let standard = setting.defaultText.isEmpty ? "" : " (default: \(setting.defaultText))"
            #expect(text.contains("\(setting.flag) <"))
            #expect(text.contains("> \(setting.purpose)\(standard)"))
        }
    }
}
